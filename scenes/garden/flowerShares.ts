import type { Node } from 'three/webgpu'
import { dot, exp, float, If, max, mix, vec2, vec3 } from 'three/tsl'
import { PENTAGON, SQUARE, type PolygonEdges } from '../../engine/visuals/flowerPolygon.ts'
import { HARD_EDGE, SOFT_EDGE, STRAIGHT_FLOWERS } from '../../engine/visuals/growPetal.ts'

type Float = Node<'float'>
type Vec2 = Node<'vec2'>
type Vec3 = Node<'vec3'>

/** Of the drawn flowers; they sum to 1. */
export interface Shares {
  /** Of the first three. */
  readonly first: Vec3
  /** Of the fourth and the fifth. */
  readonly others: Vec2
  /** How far the contexts lie beyond the flowers they lead to, in gaps, whatever a petal leans to. */
  readonly beyond: Float
  /** How many were drawn; the others have a share only where there are more than three. */
  readonly flowers: Float
}

/** See `petalShares` of growPetal.ts; inside a function of the shader. */
export function sharesNode(contexts: Vec2, lean: Float, flowers: Float): Shares {
  const straight = vec3(float(1).sub(contexts.x).sub(contexts.y), contexts)
  const first = straight.toVar()
  const others = vec2(0).toVar()
  If(flowers.greaterThan(STRAIGHT_FLOWERS + 1), () => {
    assignPolygon(PENTAGON, contexts, first, others)
  }).ElseIf(flowers.greaterThan(STRAIGHT_FLOWERS), () => {
    assignPolygon(SQUARE, contexts, first, others)
  })
  const passed = max(first.x.negate(), 0).toVar()
  first.assign(first.mul(float(1).sub(lean)).add(vec3(0, 0, lean)))
  others.assign(others.mul(float(1).sub(lean)))
  const outside = dot(max(first.negate(), 0), vec3(1))
    .add(dot(max(others.negate(), 0), vec2(1)))
    .toVar()
  const far = max(outside, SOFT_EDGE)
  const room = HARD_EDGE - SOFT_EDGE
  const kept = float(HARD_EDGE)
    .sub(exp(float(SOFT_EDGE).sub(far).div(room)).mul(room))
    .div(far)
    .toVar()
  first.assign(mix(max(first, 0).div(outside.add(1)), first, kept))
  others.assign(mix(max(others, 0).div(outside.add(1)), others, kept))
  return { first, others, flowers, beyond: passed }
}

/** See `polygonShares` of flowerPolygon.ts. */
function assignPolygon(
  { numbers, ring }: PolygonEdges,
  contexts: Vec2,
  first: ReturnType<Vec3['toVar']>,
  others: ReturnType<Vec2['toVar']>,
): void {
  const count = ring.length
  const reached = ring.map((_, k) => {
    const [p = 0, q = 0, r = 0] = numbers.subarray(3 * k, 3 * k + 3)
    return contexts.x.mul(p).add(contexts.y.mul(q)).add(r).toVar()
  })
  const out = reached.reduce<Float>((most, each) => max(most, each), float(1)).toVar()
  const inside = reached.map((each) => max(float(1).sub(each.div(out)), 0).toVar())
  const products = ring.map((_, k) => {
    const edges = Array.from({ length: count - 2 }, (_, i) => inside[(k + 1 + i) % count])
    return edges.reduce<Float>((product, edge) => product.mul(edge ?? 1), float(1)).toVar()
  })
  const sum = products.reduce<Float>((total, product) => total.add(product), float(0)).toVar()
  const share = (flower: number): Float => {
    const product = products[ring.indexOf(flower)]
    if (product === undefined) return float(0)
    return product
      .div(sum)
      .sub(1 / count)
      .mul(out)
      .add(1 / count)
  }
  first.assign(vec3(share(0), share(1), share(2)))
  others.assign(vec2(share(3), share(4)))
}

import type { DataTexture, Node } from 'three/webgpu'
import {
  clamp,
  cross,
  float,
  floor,
  If,
  int,
  ivec2,
  min,
  mix,
  normalize,
  step,
  textureLoad,
  vec3,
  vec4,
} from 'three/tsl'
import { STRAIGHT_FLOWERS } from '../../engine/visuals/growPetal.ts'
import { PETAL_TIMES } from '../../engine/visuals/petalSource.ts'
import type { Shares } from './flowerShares.ts'
import type { Vec4Buffer } from './network.ts'
import { NORMAL_ROWS, TIMES, VERTICES } from './shapes.ts'

type Float = Node<'float'>
type Vec3 = Node<'vec3'>

/** What the vertex stage asks of a petal's shape. */
export interface ShapeQuestion {
  /** Of the petal in the store. */
  readonly slot: Float
  /** 0..6 along the petal's steps, base to tip; whole but for a fine grid. */
  readonly row: Float
  /** 0..6 across. */
  readonly column: Float
  /** 0 bud .. 1.1. */
  readonly opening: Float
  readonly shares: Shares
}

/** A point of a petal and which way its surface faces there, in the petal's own space. */
export interface ShapePoint {
  readonly point: Vec3
  readonly normal: Vec3
}

export type PetalShape = (question: ShapeQuestion) => ShapePoint

/** The uneven times as an even row number 0..6. */
export const rowOf = (time: Float): Float => {
  let row: Float = float(0)
  for (let i = 0; i + 1 < TIMES; i++) {
    const from = PETAL_TIMES[i] ?? 0
    const to = PETAL_TIMES[i + 1] ?? 1
    row = row.add(clamp(time.sub(from).div(to - from), 0, 1))
  }
  return row
}

/** The drawn flowers, blended on straight lines. */
export const blendedShape =
  (drawn: DataTexture): PetalShape =>
  ({ row: along, column, opening, shares }) => {
    const vertex = along.round().mul(7).add(column.round()).toVar()
    const row = rowOf(opening).toVar()
    const low = min(floor(row), TIMES - 2).toVar()
    const texel = (flower: number, base: number, time: Float): Vec3 =>
      textureLoad(drawn, ivec2(int(vertex), int(time.add(flower * TIMES + base)))).xyz
    const flowerAt = (flower: number, base: number): Vec3 =>
      mix(texel(flower, base, low), texel(flower, base, low.add(1)), row.sub(low))
    const { first, others, flowers } = shares
    const blend = (base: number): Vec3 =>
      flowerAt(0, base)
        .mul(first.x)
        .add(flowerAt(1, base).mul(first.y))
        .add(flowerAt(2, base).mul(first.z))
    const rest = (base: number): Vec3 =>
      flowerAt(3, base).mul(others.x).add(flowerAt(4, base).mul(others.y))
    const point = blend(0).toVar()
    const normal = blend(NORMAL_ROWS).toVar()
    If(flowers.greaterThan(STRAIGHT_FLOWERS), () => {
      point.addAssign(rest(0))
      normal.addAssign(rest(NORMAL_ROWS))
    })
    return { point, normal }
  }

type PointAt = (step: Float, column: Float) => Vec3

// Where a row has shrunk to a point there is no across; any direction will do, but not none.
const facing = (along: Vec3, across: Vec3): Vec3 =>
  normalize(cross(along, across).add(vec3(0, 0, 1e-9)))

/** The mesh as it is. @param at a point of it by step and column, 0..6 each */
const plainSurface = (at: PointAt, question: ShapeQuestion): ShapePoint => {
  const row = question.row.round().toVar()
  const column = question.column.round().toVar()
  const along = at(min(row.add(1), 6), column).sub(at(row.sub(1).max(0), column))
  const across = at(row, min(column.add(1), 6)).sub(at(row, column.sub(1).max(0)))
  return { point: at(row, column).toVar(), normal: facing(along, across).toVar() }
}

/** The same weights as `splineWeights` of petalSpline.ts, and those of the slope. */
function splineNodes(at: Float) {
  const first = floor(at).min(5).toVar()
  const t = at.sub(first).toVar()
  const s = float(1).sub(t).toVar()
  const isFirst = float(1).sub(step(0.5, first))
  const isLast = step(4.5, first)
  const bordered = (a: Float, b: Float, c: Float, d: Float): Node<'vec4'> =>
    vec4(
      a.mul(float(1).sub(isFirst)),
      b.add(a.mul(2).mul(isFirst)).sub(d.mul(isLast)),
      c.sub(a.mul(isFirst)).add(d.mul(2).mul(isLast)),
      d.mul(float(1).sub(isLast)),
    ).toVar()
  const middle = (x: Float): Float => x.mul(x).mul(x.mul(3).sub(6)).add(4).div(6)
  const cube = (x: Float): Float => x.mul(x).mul(x).div(6)
  const bend = (x: Float): Float => x.mul(x.mul(1.5).sub(2))
  const half = (x: Float): Float => x.mul(x).div(2)
  return {
    first,
    weights: bordered(cube(s), middle(t), middle(s), cube(t)),
    slopes: bordered(half(s).negate(), bend(t), bend(s).negate(), half(t)),
  }
}

/** The smooth surface that subdivision leads to; see petalSpline.ts. */
const smoothSurface = (at: PointAt, { row, column }: ShapeQuestion): ShapePoint => {
  const rows = splineNodes(row)
  const columns = splineNodes(column)
  const point = vec3(0).toVar()
  const along = vec3(0).toVar()
  const across = vec3(0).toVar()
  const four = (v: Node<'vec4'>): readonly Float[] => [v.x, v.y, v.z, v.w]
  const clamped = (first: Float, by: number): Float => first.add(by - 1).clamp(0, 6)
  const [columnWeights, columnSlopes] = [four(columns.weights), four(columns.slopes)]
  const rowSlopes = four(rows.slopes)
  four(rows.weights).forEach((rowWeight, r) => {
    const onCurve = vec3(0).toVar()
    const slope = vec3(0).toVar()
    columnWeights.forEach((weight, c) => {
      const each = at(clamped(rows.first, r), clamped(columns.first, c)).toVar()
      onCurve.addAssign(each.mul(weight))
      slope.addAssign(each.mul(columnSlopes[c] ?? float(0)))
    })
    point.addAssign(onCurve.mul(rowWeight))
    along.addAssign(onCurve.mul(rowSlopes[r] ?? float(0)))
    across.addAssign(slope.mul(rowWeight))
  })
  return { point, normal: facing(along, across).toVar() }
}

/** Petals that the network has grown on the GPU. @param points [petal][step][column], vec4 */
const grownAt =
  (points: Vec4Buffer, { slot }: ShapeQuestion): PointAt =>
  (step, column) =>
    points.element(
      int(slot)
        .mul(VERTICES)
        .add(int(step.mul(7).add(column))),
    ).xyz

export const grownShape =
  (points: Vec4Buffer): PetalShape =>
  (question) =>
    plainSurface(grownAt(points, question), question)

/** The same, smooth between the network's points, for a fine grid. */
export const smoothShape =
  (points: Vec4Buffer): PetalShape =>
  (question) =>
    smoothSurface(grownAt(points, question), question)

/**
 * Petals that the network has grown on the CPU, a row of texels each; the others are blended.
 * @param first the number of the first of them
 */
export const laidOutShape =
  (points: DataTexture, first: Float, blended: PetalShape): PetalShape =>
  (question) => {
    const row = question.slot.sub(first).toVar()
    const isGrown = row.greaterThanEqual(0)
    const at: PointAt = (step, column) =>
      textureLoad(points, ivec2(int(step.mul(7).add(column)), int(row.max(0)))).xyz
    const grown = plainSurface(at, question)
    const far = blended(question)
    return {
      point: isGrown.select(grown.point, far.point).toVar(),
      normal: isGrown.select(grown.normal, far.normal).toVar(),
    }
  }

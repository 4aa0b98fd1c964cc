import type { Node, StorageBufferNode } from 'three/webgpu'
import { abs, exp, float, If, max, mix, sign, step, vec3, vec4 } from 'three/tsl'
import {
  curveOf,
  FREE_PART,
  MOST_CONTEXTS,
  NETWORK_WIDTHS,
  REACHED_FLOWERS,
  STRAIGHT_FLOWERS,
} from '../../engine/visuals/growPetal.ts'
import { PETAL_STEPS, type PetalNetwork } from '../../engine/visuals/petalSource.ts'
import type { Shares } from './flowerShares.ts'

/**
 * The generative network in TSL, and its numbers as the GPU reads them. Every network has the same
 * layout, padded with zeros, so that another one is other numbers and never another shader.
 */

type Float = Node<'float'>
type Vec3 = Node<'vec3'>
type Vec4 = Node<'vec4'>
export type Vec4Buffer = StorageBufferNode<'vec4'>

const INPUTS = 2 + MOST_CONTEXTS
const ROWS = 49
const quads = (count: number): number => Math.ceil(count / 4)

/** Where each layer begins, in vec4: its kernel row by row, then its bias. */
const LAYERS = NETWORK_WIDTHS.map((outputs, index) => ({
  inputs: index === 0 ? INPUTS : (NETWORK_WIDTHS[index - 1] ?? 0),
  outputs,
  begins: NETWORK_WIDTHS.slice(0, index).reduce(
    (sum, width, i) => sum + ((i === 0 ? INPUTS : (NETWORK_WIDTHS[i - 1] ?? 0)) + 1) * quads(width),
    0,
  ),
}))
const LAST = LAYERS[LAYERS.length - 1]
const STEPS_BEGIN = LAST ? LAST.begins + (LAST.inputs + 1) * quads(LAST.outputs) : 0
/** The middle of each context's limits, then half of what lies between them. */
const LIMITS_BEGIN = STEPS_BEGIN + PETAL_STEPS.length

/** Sizes of the two buffers, vec4. */
export const WEIGHT_QUADS = LIMITS_BEGIN + 2
export const CURVE_QUADS = REACHED_FLOWERS * ROWS

/** @param weights {@link WEIGHT_QUADS} × 4 numbers */
export function packWeights({ layers, limits }: PetalNetwork, weights: Float32Array): void {
  weights.fill(0)
  LAYERS.forEach(({ inputs, outputs, begins }, index) => {
    const layer = layers[index]
    if (layer === undefined) return
    const width = quads(outputs) * 4
    const there = layer.kernel.length / outputs
    for (let i = 0; i < there; i++) {
      weights.set(layer.kernel.subarray(i * outputs, (i + 1) * outputs), begins * 4 + i * width)
    }
    weights.set(layer.bias, begins * 4 + inputs * width)
  })
  PETAL_STEPS.forEach((value, index) => {
    weights[(STEPS_BEGIN + index) * 4] = value
  })
  for (let context = 0; context < MOST_CONTEXTS; context++) {
    const [low, high] = limits[context] ?? [-1, 1]
    weights[LIMITS_BEGIN * 4 + context] = (low + high) / 2
    weights[(LIMITS_BEGIN + 1) * 4 + context] = (high - low) / 2
  }
}

/**
 * Alone, since a gliding curve changes them each frame; allocates nothing.
 * @param curves {@link CURVE_QUADS} × 4 numbers: [flower][time][step][context]
 */
export function packCurves(network: PetalNetwork, curves: Float32Array): void {
  const { contexts } = network
  curves.fill(0)
  const flowers = Math.max(STRAIGHT_FLOWERS, network.curves.length)
  for (let flower = 0; flower < flowers; flower++) {
    const curve = curveOf(network, flower)
    for (let row = 0; row < ROWS; row++) {
      for (let context = 0; context < contexts; context++) {
        curves[(flower * ROWS + row) * 4 + context] = curve[row * contexts + context] ?? 0
      }
    }
  }
}

/** The contexts of a row between two drawn times, within their limits. */
export function contextsNode(
  weights: Vec4Buffer,
  curves: Vec4Buffer,
  { first, others, flowers }: Shares,
  timeRow: Float,
  stepIndex: Float,
): Vec4 {
  const before = timeRow.floor().min(5).toVar()
  const at = (flower: number, time: Float): Vec4 =>
    curves.element(
      time
        .add(flower * 7)
        .mul(7)
        .add(stepIndex)
        .toInt(),
    )
  const mixed = (time: Float): Vec4 =>
    at(0, time).mul(first.x).add(at(1, time).mul(first.y)).add(at(2, time).mul(first.z))
  const middle = weights.element(LIMITS_BEGIN).toVar()
  const half = weights.element(LIMITS_BEGIN + 1).toVar()
  const free = 1 - FREE_PART
  const limited = (value: Vec4): Vec4 => {
    const share = abs(value.sub(middle)).div(half).toVar()
    const bent = float(1).sub(exp(vec4(FREE_PART).sub(share).div(free)).mul(free))
    const bound = middle.add(sign(value.sub(middle)).mul(half).mul(bent))
    return mix(value, bound, step(FREE_PART, share))
  }
  const [early, late] = [mixed(before).toVar(), mixed(before.add(1)).toVar()]
  const rest = (time: Float): Vec4 => at(3, time).mul(others.x).add(at(4, time).mul(others.y))
  If(flowers.greaterThan(STRAIGHT_FLOWERS), () => {
    early.addAssign(rest(before))
    late.addAssign(rest(before.add(1)))
  })
  return mix(limited(early), limited(late), timeRow.sub(before)).toVar()
}

const part = (values: readonly Vec4[], index: number): Float => {
  const quad = values[index >> 2] ?? vec4(0)
  return [quad.x, quad.y, quad.z, quad.w][index & 3] ?? float(0)
}

/** Exponential linear unit, α = 1. */
const elu = (x: Vec4): Vec4 => max(x, 0).add(exp(x.min(0)).sub(1))

/**
 * A row of a petal: seven points.
 * @param stepIndex 0..6, base to tip
 */
export function rowNode(
  weights: Vec4Buffer,
  time: Float,
  stepIndex: Float,
  contexts: Vec4,
): readonly Vec3[] {
  const morphological = weights.element(stepIndex.add(STEPS_BEGIN).toInt()).x
  let values = [time, morphological, contexts.x, contexts.y, contexts.z, contexts.w]
  let quadsOut: Vec4[] = []
  LAYERS.forEach(({ outputs, begins }, index) => {
    const width = quads(outputs)
    quadsOut = Array.from({ length: width }, (_, quad) => {
      const bias: Vec4 = weights.element(begins + values.length * width + quad)
      const sum = values.reduce(
        (total, value, i) => total.add(weights.element(begins + i * width + quad).mul(value)),
        bias,
      )
      return (index === LAYERS.length - 1 ? sum : elu(sum)).toVar()
    })
    values = Array.from({ length: outputs }, (_, output) => part(quadsOut, output))
  })
  return Array.from({ length: 7 }, (_, column) =>
    vec3(part(quadsOut, column), part(quadsOut, 7 + column), part(quadsOut, 14 + column)),
  )
}

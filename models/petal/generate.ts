import { PETAL_STEPS, PETAL_TIMES } from '../../engine/visuals/petalSource.ts'
import { elu } from '../../engine/core/elu.ts'
import { GRID, ROW_COUNT, ROW_LENGTH } from './mesh.ts'
import type { DenseWeights, NetworkWeights } from './petalModel.ts'

/** Wider than any layer: 21 numbers a row, 15 inside, 2 and at most 8 contexts. */
const WIDEST = 32
/** Kept between calls, since petals are grown by the thousand and each frame. */
const SCRATCH = [new Float64Array(WIDEST), new Float64Array(WIDEST)] as const

/**
 * Computes a network in plain TypeScript; the reference for every other way of computing it.
 * @param input as many numbers as its first layer takes
 * @param into as many as its last layer gives
 */
export function runNetwork(
  network: NetworkWeights,
  input: ArrayLike<number>,
  into: Float32Array | Float64Array,
): void {
  let [values, next]: readonly [Float64Array, Float64Array] = SCRATCH
  values.set(input)
  for (let index = 0; index < network.length; index++) {
    const layer = network[index]
    if (layer !== undefined) runLayer(layer, values, next, index === network.length - 1)
    ;[values, next] = [next, values]
  }
  for (let i = 0; i < into.length; i++) into[i] = values[i] ?? 0
}

function runLayer(
  { inputs, outputs, kernel, bias }: DenseWeights,
  values: Float64Array,
  into: Float64Array,
  isLast: boolean,
): void {
  for (let o = 0; o < outputs; o++) {
    let sum = bias[o] ?? 0
    for (let i = 0, w = o; i < inputs; i++, w += outputs) sum += (values[i] ?? 0) * (kernel[w] ?? 0)
    into[o] = isLast ? sum : elu(sum)
  }
}

/**
 * Grows a petal's opening from contexts.
 * @param curve contexts, [7 times][7 steps][contexts]
 * @param into 1029 numbers, [time][step][7 x, 7 y, 7 z]
 */
export function growShape(
  generative: NetworkWeights,
  curve: ArrayLike<number>,
  into: Float32Array,
): void {
  const contexts = curve.length / ROW_COUNT
  const input = new Float64Array(2 + contexts)
  GRID.forEach(([time, step], row) => {
    input[0] = time
    input[1] = step
    for (let c = 0; c < contexts; c++) input[2 + c] = curve[row * contexts + c] ?? 0
    runNetwork(generative, input, into.subarray(row * ROW_LENGTH, (row + 1) * ROW_LENGTH))
  })
}

/**
 * Grows a petal at any moment of its opening; contexts between two drawn times lie on a straight
 * line between theirs.
 * @param time 0..1.1, clamped
 * @param into 147 numbers, 7 steps of 7 x, 7 y, 7 z
 */
export function growMesh(
  generative: NetworkWeights,
  curve: ArrayLike<number>,
  time: number,
  into: Float32Array,
): void {
  const contexts = curve.length / ROW_COUNT
  const { index, share, clamped } = placeInTime(time)
  const input = new Float64Array(2 + contexts)
  PETAL_STEPS.forEach((step, s) => {
    input[0] = clamped
    input[1] = step
    for (let c = 0; c < contexts; c++) {
      const before = curve[(index * 7 + s) * contexts + c] ?? 0
      const after = curve[((index + 1) * 7 + s) * contexts + c] ?? 0
      input[2 + c] = before + (after - before) * share
    }
    runNetwork(generative, input, into.subarray(s * ROW_LENGTH, (s + 1) * ROW_LENGTH))
  })
}

/** Between which drawn times a time lies, and where; what is no number counts as 0. */
export function placeInTime(time: number): { index: number; share: number; clamped: number } {
  const last = PETAL_TIMES.length - 1
  const clamped = Math.min(1.1, Math.max(0, time === time ? time : 0))
  let index = 0
  while (index < last - 1 && clamped >= (PETAL_TIMES[index + 1] ?? 0)) index++
  const from = PETAL_TIMES[index] ?? 0
  const to = PETAL_TIMES[index + 1] ?? 1
  return { index, share: (clamped - from) / (to - from), clamped }
}

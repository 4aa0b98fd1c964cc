import type { AttentionWeights } from '../attentionWeights.ts'
import type { Kernels } from '../kernels/kernels.ts'
import { BLOCK_ROWS } from '../kernels/kernels.ts'
import { padded } from './arena.ts'
import type { Builder, LaneVector } from './builder.ts'
import type { PlacedCell } from './lstmCells.ts'

const inBlocks = (length: number): number => Math.ceil(length / BLOCK_ROWS) * BLOCK_ROWS

/** What of attention lives on from step to step. */
export interface AttentionState {
  /** What it last attended to. */
  readonly attention: LaneVector
  /** Its last output, which the logits are of. */
  readonly output: LaneVector
  /** Its last outputs, in a ring. */
  readonly outputs: LaneVector
  /** Those outputs' features, kept so that each is computed once. */
  readonly features: LaneVector
  /** One float: the slot that is written next. */
  readonly next: LaneVector
}

export function placeAttention(builder: Builder, weights: AttentionWeights): AttentionState {
  const width = inBlocks(weights.size)
  return {
    attention: builder.state(width),
    output: builder.state(width),
    outputs: builder.state(weights.length * width),
    features: builder.state(weights.length * width),
    next: builder.state(1),
  }
}

/**
 * The stages after the cells of TensorFlow's AttentionCellWrapper as magenta-js has it
 * (`music_rnn/attention.ts`; Bahdanau et al. 2014, https://arxiv.org/abs/1409.0473):
 *
 *     s_l = v·tanh(W·m_l + Q·[c, h]),  a = softmax(s),  attention = Σ a_l·m_l
 *     output = P·[h, attention] + b,   which takes the place of the oldest m_l
 *
 * magenta-js takes h from the third cell whatever their number; this takes the highest, as
 * TensorFlow does, which with three cells is the same.
 * @returns the output, of `size` values filled up to whole blocks
 */
export function attend(
  builder: Builder,
  weights: AttentionWeights,
  state: AttentionState,
  cells: readonly PlacedCell[],
): LaneVector {
  const { length, size } = weights
  const { output } = state
  const width = inBlocks(size)
  const query = builder.scratch(width)
  const scores = builder.scratch(length)
  const featured = builder.scratch(width)
  const v = builder.weights.vector(width, (at) => (at < size ? (weights.scoreWeights[at] ?? 0) : 0))
  const bias = builder.weights.vector(width, (at) =>
    at < size ? (weights.outputBias[at] ?? 0) : 0,
  )
  const zeros = builder.weights.reserve(width)
  const part = (kernel: Float32Array, from: number, count: number, columns: number) =>
    builder.weights.matrix(size, columns, (row, column) =>
      column < count ? (kernel[(from + column) * size + row] ?? 0) : 0,
    )

  builder.copy(zeros, width, query)
  let from = 0
  for (const cell of cells) {
    for (const vector of [cell.cell, cell.hidden]) {
      builder.multiplyAdd(part(weights.queryKernel, from, cell.units, cell.width), vector, query)
      from += cell.units
    }
  }
  // A tanh is worth about twenty multiplications.
  builder.each(20 * length * width, (kernels, lane) => {
    kernels.scoreRows(lane + state.features, length, lane + query, v, lane + scores, width)
    softmax(kernels.memory.subarray(lane + scores, lane + scores + length))
    gather(kernels, lane + scores, length, lane + state.outputs, width, lane + state.attention)
  })

  builder.copy(bias, width, output)
  const highest = cells.at(-1)
  if (highest === undefined) throw new RangeError('no LSTM cell')
  const { units } = highest
  builder.multiplyAdd(part(weights.outputKernel, 0, units, highest.width), highest.hidden, output)
  builder.multiplyAdd(
    part(weights.outputKernel, units, size, padded(size)),
    state.attention,
    output,
  )
  builder.copy(zeros, width, featured)
  builder.multiplyAdd(part(weights.featureKernel, 0, size, padded(size)), output, featured)
  builder.each(width, ({ memory }, lane) => {
    const slot = memory[lane + state.next] ?? 0
    const at = lane + slot * width
    memory.copyWithin(at + state.outputs, lane + output, lane + output + width)
    memory.copyWithin(at + state.features, lane + featured, lane + featured + width)
    memory[lane + state.next] = (slot + 1) % length
  })
  return output
}

/** In place. */
function softmax(values: Float32Array): void {
  let highest = -Infinity
  for (const value of values) highest = Math.max(highest, value)
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const weight = Math.exp((values[i] ?? 0) - highest)
    values[i] = weight
    sum += weight
  }
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / sum
}

/** to = Σ scores[l] × rows[l] */
function gather(
  kernels: Kernels,
  scores: number,
  length: number,
  rows: number,
  width: number,
  to: number,
): void {
  kernels.memory.fill(0, to, to + width)
  for (let row = 0; row < length; row++) {
    kernels.addScaled(rows + row * width, kernels.memory[scores + row] ?? 0, to, width)
  }
}

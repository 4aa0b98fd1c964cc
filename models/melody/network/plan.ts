import type { AttentionWeights } from '../attentionWeights.ts'
import type { MelodyCheckpoint } from '../checkpoint.ts'
import { BLOCK_ROWS } from '../kernels/kernels.ts'
import { padded } from './arena.ts'
import { attend, placeAttention, type AttentionState } from './attention.ts'
import { Builder, type LaneVector } from './builder.ts'
import {
  carryOver,
  kernelPart,
  kernelRows,
  placeCell,
  stepGates,
  sumsOf,
  type PlacedCell,
} from './lstmCells.ts'

/**
 * How a sixteenth comes in: most inputs are 0, so the few rows that are not are added to a bias, and
 * no matrix is multiplied.
 */
export interface InputPlan {
  readonly bias: number
  /** A place for the bias with the rows of what a group of melodies has in common. */
  readonly moment: number
  /** A row for each input. */
  readonly rows: number
  /** Of a row, of the bias and of the sums. */
  readonly length: number
  readonly sums: LaneVector
}

/** Everything that a network is made of, before it has memory. */
export interface NetworkPlan {
  readonly builder: Builder
  readonly input: InputPlan
  readonly logits: LaneVector
  /** So many of the builder's stages compute what a step carries over from the one before. */
  readonly carryStages: number
  /** And so many are the step, those included; the others compute the logits. */
  readonly stepStages: number
}

export function planNetwork(checkpoint: MelodyCheckpoint): NetworkPlan {
  const builder = new Builder()
  const cells = checkpoint.cells.map((cell) => placeCell(builder, cell))
  const { attention } = checkpoint
  const attending = attention && { weights: attention, state: placeAttention(builder, attention) }
  // Each cell has its own, so that all can be carried over before the step.
  const summed = cells.map((cell) => ({ cell, sums: builder.scratch(sumsOf(cell)) }))
  const [lowest, ...others] = summed
  if (lowest === undefined) throw new RangeError('no LSTM cell')
  for (const { cell, sums } of summed) carryOver(builder, cell, sums)
  const carryStages = builder.stages

  const input = attending
    ? projectInput(builder, attending.weights, attending.state, lowest.cell, lowest.sums)
    : directInput(builder, lowest.cell, lowest.sums)
  stepGates(builder, lowest.cell, lowest.sums)
  let below = lowest.cell
  for (const { cell, sums } of others) {
    builder.multiplyAdd(kernelPart(builder, cell, 0, cell.inputs), below.hidden, sums)
    stepGates(builder, cell, sums)
    below = cell
  }
  const output = attending
    ? attend(builder, attending.weights, attending.state, cells)
    : below.hidden
  const stepStages = builder.stages
  const logits = addLogits(builder, checkpoint, output)
  return { builder, input, logits, carryStages, stepStages }
}

/** The input's rows of the lowest cell, added to its sums. */
function directInput(builder: Builder, lowest: PlacedCell, sums: LaneVector): InputPlan {
  const length = sumsOf(lowest)
  const input = builder.scratch(length)
  builder.add(input, length, sums)
  return {
    bias: builder.weights.reserve(length),
    moment: builder.weights.reserve(length),
    rows: kernelRows(builder, lowest, lowest.inputs),
    length,
    sums: input,
  }
}

/** With attention, input and attention are first projected onto the lowest cell's input. */
function projectInput(
  builder: Builder,
  weights: AttentionWeights,
  state: AttentionState,
  lowest: PlacedCell,
  sums: LaneVector,
): InputPlan {
  const { cellInputs, inputKernel, inputBias, size } = weights
  const inputs = inputKernel.length / cellInputs - size
  const length = Math.ceil(cellInputs / BLOCK_ROWS) * BLOCK_ROWS
  const projected = builder.scratch(length)
  const ofAttention = builder.weights.matrix(cellInputs, padded(size), (row, column) =>
    column < size ? (inputKernel[(inputs + column) * cellInputs + row] ?? 0) : 0,
  )
  builder.multiplyAdd(ofAttention, state.attention, projected)
  builder.multiplyAdd(kernelPart(builder, lowest, 0, lowest.inputs), projected, sums)
  return {
    moment: builder.weights.reserve(length),
    bias: builder.weights.vector(length, (at) => (at < cellInputs ? (inputBias[at] ?? 0) : 0)),
    rows: builder.weights.vector(inputs * length, (at) => {
      const column = at % length
      return column < cellInputs
        ? (inputKernel[Math.floor(at / length) * cellInputs + column] ?? 0)
        : 0
    }),
    length,
    sums: projected,
  }
}

function addLogits(builder: Builder, checkpoint: MelodyCheckpoint, output: LaneVector): LaneVector {
  const { vocabulary, outputWeights, outputBiases } = checkpoint
  const inputs = outputWeights.length / vocabulary
  const length = Math.ceil(vocabulary / BLOCK_ROWS) * BLOCK_ROWS
  const logits = builder.scratch(length)
  const bias = builder.weights.vector(length, (at) =>
    at < vocabulary ? (outputBiases[at] ?? 0) : 0,
  )
  const matrix = builder.weights.matrix(vocabulary, padded(inputs), (row, column) =>
    column < inputs ? (outputWeights[column * vocabulary + row] ?? 0) : 0,
  )
  builder.copy(bias, length, logits)
  builder.multiplyAdd(matrix, output, logits)
  return logits
}

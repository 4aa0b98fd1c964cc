import type { Weights } from './weights.ts'

/** The prefix of everything within TensorFlow's AttentionCellWrapper. */
export const ATTENTION = 'rnn/attention_cell_wrapper/'

/**
 * What an AttentionCellWrapper adds to a stack of cells; all matrices row-major. `size` is the
 * length of the attention vector, `inputs` that of the network's input.
 */
export interface AttentionWeights {
  /** Sixteenths it reaches back. */
  readonly length: number
  readonly size: number
  /** Length of the vector that the lowest cell gets. */
  readonly cellInputs: number
  /** Shape [inputs + size, cellInputs]. */
  readonly inputKernel: Float32Array
  /** Length `cellInputs`. */
  readonly inputBias: Float32Array
  /** Shape [size, size]. */
  readonly featureKernel: Float32Array
  /** Length `size`. */
  readonly scoreWeights: Float32Array
  /** Shape [c and h of every cell, size]: c of the lowest, its h, c of the next and so on. */
  readonly queryKernel: Float32Array
  /** Shape [units of the highest cell + size, size]. */
  readonly outputKernel: Float32Array
  /** Length `size`. */
  readonly outputBias: Float32Array
}

/**
 * Reads the attention's own weights. The query's bias, which magenta-js loads and does not add, is
 * left alone.
 * @param inputs length of the network's input
 * @param units of each cell, from the lowest
 * @throws CheckpointError for weights that are missing or of another shape
 */
export function readAttention(
  weights: Weights,
  length: number,
  inputs: number,
  units: readonly number[],
): AttentionWeights {
  const size = units[0] ?? 0
  const highest = units.at(-1) ?? 0
  const all = units.reduce((sum, cell) => sum + 2 * cell, 0)
  const cellInputs = weights.shape(`${ATTENTION}bias`)[0] ?? 0
  const inner = `${ATTENTION}attention/`
  const output = `${ATTENTION}attention_output_projection/`
  return {
    length,
    size,
    cellInputs,
    inputKernel: weights.floats(`${ATTENTION}kernel`, [inputs + size, cellInputs]),
    inputBias: weights.floats(`${ATTENTION}bias`, [cellInputs]),
    featureKernel: weights.floats(`${inner}attn_w`, [1, 1, size, size]),
    scoreWeights: weights.floats(`${inner}attn_v`, [size]),
    queryKernel: weights.floats(`${inner}kernel`, [all, size]),
    outputKernel: weights.floats(`${output}kernel`, [highest + size, size]),
    outputBias: weights.floats(`${output}bias`, [size]),
  }
}

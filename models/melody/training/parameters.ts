import type { MelodyCheckpoint } from '../checkpoint.ts'
import { TrainingError } from './trainingError.ts'

/** One of a network's parameters, row-major. */
export interface Parameter {
  readonly shape: readonly [number, number] | readonly [number]
  readonly values: Float32Array
}

/** Parameters of an LSTM cell; its four gates stand side by side as i, j, f, o. */
export interface CellParameters<Value> {
  /** Shape [inputs, 4 × units]. */
  readonly inputKernel: Value
  /** Shape [units, 4 × units]. */
  readonly stateKernel: Value
  /** Shape [4 × units]. */
  readonly bias: Value
}

/** All that a plain stack of LSTM cells learns. */
export interface NetworkParameters<Value> {
  /** From the lowest to the highest. */
  readonly cells: readonly CellParameters<Value>[]
  /** Shape [units of the highest cell, vocabulary]. */
  readonly outputWeights: Value
  /** Shape [vocabulary]. */
  readonly outputBiases: Value
}

/** Does the same to every parameter. */
export function mapParameters<From, To>(
  { cells, outputWeights, outputBiases }: NetworkParameters<From>,
  map: (value: From) => To,
): NetworkParameters<To> {
  return {
    cells: cells.map(({ inputKernel, stateKernel, bias }) => ({
      inputKernel: map(inputKernel),
      stateKernel: map(stateKernel),
      bias: map(bias),
    })),
    outputWeights: map(outputWeights),
    outputBiases: map(outputBiases),
  }
}

/** All parameters in one fixed order. */
export function listParameters<Value>({
  cells,
  outputWeights,
  outputBiases,
}: NetworkParameters<Value>): Value[] {
  return [
    ...cells.flatMap(({ inputKernel, stateKernel, bias }) => [inputKernel, stateKernel, bias]),
    outputWeights,
    outputBiases,
  ]
}

/** Puts a list in the order of {@link listParameters} back into the network's form. */
export function arrangeParameters<Value>(
  like: NetworkParameters<unknown>,
  list: readonly Value[],
): NetworkParameters<Value> {
  let next = 0
  return mapParameters(like, () => {
    const value = list[next++]
    if (value === undefined) throw new RangeError(`there is no parameter ${next - 1}`)
    return value
  })
}

/**
 * The parameters of a checkpoint, copied.
 * @throws TrainingError for drums, chords, attention, and units that differ between cells' ends
 */
export function parametersOf(checkpoint: MelodyCheckpoint): NetworkParameters<Parameter> {
  const { facts, instrument, attention, chordEncoder, vocabulary } = checkpoint
  const other =
    (instrument.kind === 'drums' && 'plays drums') ||
    (attention !== null && 'has attention') ||
    (chordEncoder !== null && 'reads chords')
  if (other !== false) {
    throw new TrainingError(
      `${facts.name} ${other}, which cannot be trained further here`,
      'begin with a melody model of plain LSTM cells',
    )
  }
  const highest = checkpoint.cells.at(-1)?.units ?? 0
  return {
    cells: checkpoint.cells.map(({ inputs, units, kernel, bias }) => ({
      inputKernel: {
        shape: [inputs, 4 * units],
        values: kernel.slice(0, inputs * 4 * units),
      },
      stateKernel: { shape: [units, 4 * units], values: kernel.slice(inputs * 4 * units) },
      bias: { shape: [4 * units], values: bias.slice() },
    })),
    outputWeights: { shape: [highest, vocabulary], values: checkpoint.outputWeights.slice() },
    outputBiases: { shape: [vocabulary], values: checkpoint.outputBiases.slice() },
  }
}

import { draw } from '../../../engine/core/random.ts'
import type { NetworkParameters, Parameter } from './parameters.ts'
import { TrainingError } from './trainingError.ts'

/** Reach of the random weights of new units. */
const REACH = 0.1
const GATES = 4

/**
 * A network with more units a cell that plays what the given one does: its new units hear
 * everything and are heard, at first, by nobody but themselves (after Net2Net, Chen et al. 2016,
 * https://arxiv.org/abs/1511.05641).
 * @param units of each cell, none less than there are
 * @throws TrainingError for another number of cells or for less units
 */
export function growUnits(
  parameters: NetworkParameters<Parameter>,
  units: readonly number[],
  seed: number,
): NetworkParameters<Parameter> {
  const now = parameters.cells.map(({ stateKernel }) => stateKernel.shape[0])
  if (units.length !== now.length || units.some((count, index) => count < (now[index] ?? 0))) {
    throw new TrainingError(
      `cells of ${now.join(', ')} units cannot become cells of ${units.join(', ')}`,
      'ask for as many cells, and as many units or more',
    )
  }
  const cells = parameters.cells.map(({ inputKernel, stateKernel, bias }, index) => {
    const [from, to] = [now[index] ?? 0, units[index] ?? 0]
    const inputs = index === 0 ? inputKernel.shape[0] : (units[index - 1] ?? 0)
    const grow = (kernel: Parameter, rows: number, name: string): Parameter =>
      growKernel(kernel, rows, [from, to], (at) => draw(seed, `grow/${index}/${name}`, at))
    return {
      inputKernel: grow(inputKernel, inputs, 'input'),
      stateKernel: grow(stateKernel, to, 'state'),
      bias: growKernel({ shape: [1, bias.shape[0]], values: bias.values }, 1, [from, to], null),
    }
  })
  const vocabulary = parameters.outputBiases.shape[0]
  const outputWeights = new Float32Array((units.at(-1) ?? 0) * vocabulary)
  outputWeights.set(parameters.outputWeights.values)
  return {
    cells: cells.map((cell) => ({
      ...cell,
      bias: { shape: [cell.bias.values.length], values: cell.bias.values },
    })),
    outputWeights: { shape: [units.at(-1) ?? 0, vocabulary], values: outputWeights },
    outputBiases: parameters.outputBiases,
  }
}

/**
 * Old values keep their place; a new row is 0 for old units and, like an old row, of chance for new
 * ones.
 * @param random for new units; null to leave them at 0
 */
function growKernel(
  { shape, values }: Parameter,
  rows: number,
  [from, to]: readonly [number, number],
  random: ((at: number) => number) | null,
): Parameter {
  const grown = new Float32Array(rows * GATES * to)
  for (let at = 0; at < grown.length; at++) {
    const row = Math.floor(at / (GATES * to))
    const gate = Math.floor((at % (GATES * to)) / to)
    const unit = at % to
    if (unit >= from) grown[at] = random ? REACH * (2 * random(at) - 1) : 0
    else if (row < shape[0]) grown[at] = values[row * GATES * from + gate * from + unit] ?? 0
  }
  return { shape: [rows, GATES * to], values: grown }
}

/**
 * A network that knows nothing: weights of chance as Glorot and Bengio (2010) have them.
 * @param units of each cell
 */
export function freshParameters(
  inputs: number,
  units: readonly number[],
  vocabulary: number,
  seed: number,
): NetworkParameters<Parameter> {
  const matrix = (rows: number, columns: number, name: string): Parameter => {
    const reach = Math.sqrt(6 / (rows + columns))
    const values = Float32Array.from(
      { length: rows * columns },
      (_, at) => reach * (2 * draw(seed, `fresh/${name}`, at) - 1),
    )
    return { shape: [rows, columns], values }
  }
  const zeros = (length: number): Parameter => ({
    shape: [length],
    values: new Float32Array(length),
  })
  return {
    cells: units.map((count, index) => ({
      inputKernel: matrix(units[index - 1] ?? inputs, GATES * count, `${index}/input`),
      stateKernel: matrix(count, GATES * count, `${index}/state`),
      bias: zeros(GATES * count),
    })),
    outputWeights: matrix(units.at(-1) ?? inputs, vocabulary, 'output'),
    outputBiases: zeros(vocabulary),
  }
}

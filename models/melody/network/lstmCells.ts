import type { CellWeights } from '../checkpoint.ts'
import { BLOCK_ROWS } from '../kernels/kernels.ts'
import { padded } from './arena.ts'
import type { Builder, LaneVector } from './builder.ts'

/** TensorFlow's BasicLSTMCell adds 1 to the forget gate, so that a fresh cell remembers. */
const FORGET_BIAS = 1
const FORGET_GATE = 2
const GATES = 4

/** A cell with the vectors of its state. */
export interface PlacedCell extends CellWeights {
  /** Units filled up to whole vectors. */
  readonly width: number
  readonly cell: LaneVector
  readonly hidden: LaneVector
}

export function placeCell(builder: Builder, weights: CellWeights): PlacedCell {
  const width = padded(weights.units)
  return { ...weights, width, cell: builder.state(width), hidden: builder.state(width) }
}

/** Length of a cell's sums: its gates, filled up to whole blocks. */
export const sumsOf = ({ width }: PlacedCell): number => GATES * width

/**
 * Where a sum of the kernels' layout (blocks of four units: i, j, f, o) stands in the checkpoint's
 * (all i, all j, all f, all o); -1 for what only fills up.
 */
function inCheckpoint(row: number, units: number): number {
  const unit = Math.floor(row / BLOCK_ROWS) * 4 + (row % 4)
  return unit < units ? (Math.floor(row / 4) % GATES) * units + unit : -1
}

/** Rows `from` to `from + count` of a cell's kernel, for the vector that meets them. */
export function kernelPart(builder: Builder, cell: PlacedCell, from: number, count: number) {
  const { units, kernel } = cell
  return builder.weights.matrix(sumsOf(cell), padded(count), (row, column) => {
    const sum = inCheckpoint(row, units)
    return column < count && sum >= 0 ? (kernel[(from + column) * GATES * units + sum] ?? 0) : 0
  })
}

/** A cell's biases, the forget bias among them. */
function cellBias(builder: Builder, cell: PlacedCell): number {
  const { units, bias } = cell
  return builder.weights.vector(sumsOf(cell), (row) => {
    const sum = inCheckpoint(row, units)
    if (sum < 0) return 0
    return (bias[sum] ?? 0) + (Math.floor(sum / units) === FORGET_GATE ? FORGET_BIAS : 0)
  })
}

/** One row of a cell's kernel for each of its first `count` inputs, to be added one by one. */
export function kernelRows(builder: Builder, cell: PlacedCell, count: number): number {
  const { units, kernel } = cell
  const length = sumsOf(cell)
  return builder.weights.vector(count * length, (at) => {
    const sum = inCheckpoint(at % length, units)
    return sum < 0 ? 0 : (kernel[Math.floor(at / length) * GATES * units + sum] ?? 0)
  })
}

/** sums ← bias + h·U: what a cell carries over from the step before. */
export function carryOver(builder: Builder, cell: PlacedCell, sums: LaneVector): void {
  builder.copy(cellBias(builder, cell), sumsOf(cell), sums)
  builder.multiplyAdd(kernelPart(builder, cell, cell.inputs, cell.units), cell.hidden, sums)
}

/** The gates from their sums. */
export function stepGates(builder: Builder, cell: PlacedCell, sums: LaneVector): void {
  // A gate's exponential is worth about thirty multiplications.
  builder.each(30 * cell.width, (kernels, lane) => {
    const [c, h] = [lane + cell.cell, lane + cell.hidden]
    kernels.gates(lane + sums, c, c, h, h, cell.width)
  })
}

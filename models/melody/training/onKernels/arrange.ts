import { BLOCK_ROWS } from '../../kernels/kernels.ts'
import type { Parameter } from '../parameters.ts'

/** TensorFlow's BasicLSTMCell adds 1 to the forget gate, so that a fresh cell remembers. */
export const FORGET_BIAS = 1
export const FORGET_GATE = 2
const GATES = 4
const GATE_UNITS = BLOCK_ROWS / GATES

/** A length filled up to whole blocks. */
export const inBlocks = (length: number): number => Math.ceil(length / BLOCK_ROWS) * BLOCK_ROWS

/**
 * How a parameter lies in the kernels' memory: its rows and columns filled up with zeros, and, where
 * the columns are gates, in the order of {@link Kernels.gates}.
 */
export interface Arrangement {
  readonly rows: number
  readonly columns: number
  /** Row and column of the parameter's own; null where zeros fill up. */
  readonly source: (row: number, column: number) => number | null
}

/** Of weights without gates. @param shape of the parameter; one of one dimension is a single row */
export function plainArrangement(shape: Parameter['shape']): Arrangement {
  const [own, columns] = shape.length === 1 ? [1, shape[0]] : shape
  return {
    rows: shape.length === 1 ? 1 : inBlocks(own),
    columns: inBlocks(columns),
    source: (row, column) => (row < own && column < columns ? row * columns + column : null),
  }
}

/**
 * Of weights whose columns are the four gates of so many units.
 * @param isPadded whether the rows are units, too, and filled up like them
 */
export function gateArrangement(shape: Parameter['shape'], isPadded: boolean): Arrangement {
  const [own, all] = shape.length === 1 ? [1, shape[0]] : shape
  const units = all / GATES
  return {
    rows: isPadded ? inBlocks(own) : own,
    columns: GATES * inBlocks(units),
    source(row, column) {
      const unit = Math.floor(column / BLOCK_ROWS) * GATE_UNITS + (column % GATE_UNITS)
      if (row >= own || unit >= units) return null
      const gate = Math.floor(column / GATE_UNITS) % GATES
      return row * all + gate * units + unit
    },
  }
}

/** Writes a parameter into memory. @param to of rows × columns zeros */
export function arrange(
  values: Float32Array,
  { rows, columns, source }: Arrangement,
  to: Float32Array,
): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = source(row, column)
      if (at !== null) to[row * columns + column] = values[at] ?? 0
    }
  }
}

/** Reads a parameter back. */
export function rearrange(
  from: Float32Array,
  { rows, columns, source }: Arrangement,
  shape: Parameter['shape'],
): Parameter {
  const values = new Float32Array(shape[0] * (shape[1] ?? 1))
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = source(row, column)
      if (at !== null) values[at] = from[row * columns + column] ?? 0
    }
  }
  return { shape, values }
}

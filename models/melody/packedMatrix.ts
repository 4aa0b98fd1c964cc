/** Rows that are summed side by side; enough of them hide the latency of an addition. */
const BLOCK = 8

/**
 * A matrix laid out for one product after another with vectors: blocks of eight rows, in each the
 * eight values of a column side by side. Rows are filled up with zeros to a multiple of eight.
 */
export interface PackedMatrix {
  readonly rows: number
  readonly columns: number
  readonly values: Float32Array
  /** Length that the result of {@link multiply} needs. */
  readonly paddedRows: number
}

/** @param at the value at a row and column */
export function packMatrix(
  rows: number,
  columns: number,
  at: (row: number, column: number) => number,
): PackedMatrix {
  const paddedRows = Math.ceil(rows / BLOCK) * BLOCK
  const values = new Float32Array(paddedRows * columns)
  for (let row = 0; row < rows; row++) {
    const block = row - (row % BLOCK)
    for (let column = 0; column < columns; column++) {
      values[block * columns + column * BLOCK + (row % BLOCK)] = at(row, column)
    }
  }
  return { rows, columns, values, paddedRows }
}

/**
 * result = matrix × vector. Sums run in 64-bit floats: measured faster than keeping them in 32 bits
 * with `Math.fround`, and exacter.
 * @param vector length `columns` at least
 * @param result length `paddedRows`
 */
export function multiply(matrix: PackedMatrix, vector: Float32Array, result: Float32Array): void {
  const { values, columns, paddedRows } = matrix
  let at = 0
  for (let row = 0; row < paddedRows; row += BLOCK) {
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    let e = 0
    let f = 0
    let g = 0
    let h = 0
    for (let column = 0; column < columns; column++) {
      const x = vector[column] ?? 0
      a += (values[at] ?? 0) * x
      b += (values[at + 1] ?? 0) * x
      c += (values[at + 2] ?? 0) * x
      d += (values[at + 3] ?? 0) * x
      e += (values[at + 4] ?? 0) * x
      f += (values[at + 5] ?? 0) * x
      g += (values[at + 6] ?? 0) * x
      h += (values[at + 7] ?? 0) * x
      at += BLOCK
    }
    result[row] = a
    result[row + 1] = b
    result[row + 2] = c
    result[row + 3] = d
    result[row + 4] = e
    result[row + 5] = f
    result[row + 6] = g
    result[row + 7] = h
  }
}

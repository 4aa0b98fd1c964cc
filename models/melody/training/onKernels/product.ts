import { BLOCK_ROWS } from '../../kernels/kernels.ts'
import type { Workspace } from './workspace.ts'

/** Columns that are multiplied at a time: a block of so many stays in the nearest cache. */
const COLUMNS_A_PIECE = 256

/**
 * A matrix laid out for {@link Kernels.multiplyAdd}, in pieces of few columns. It is filled anew
 * after each update.
 */
export class Product {
  readonly #workspace: Workspace
  readonly #rows: number
  readonly #columns: number
  readonly #at: number

  /** @param rows and @param columns in whole blocks */
  constructor(workspace: Workspace, rows: number, columns: number) {
    this.#workspace = workspace
    this.#rows = rows
    this.#columns = columns
    this.#at = workspace.reserve(rows * columns)
  }

  /** Fills it with a matrix as it stands, row by row. */
  fill(from: number): void {
    const { memory } = this.#workspace.kernels
    this.#eachPiece((at, first, columns) => {
      for (let row = 0; row < this.#rows; row++) {
        const source = from + row * this.#columns + first
        const block = row - (row % BLOCK_ROWS)
        let to = at + block * columns + (row % BLOCK_ROWS)
        for (let column = 0; column < columns; column++) {
          memory[to] = memory[source + column] ?? 0
          to += BLOCK_ROWS
        }
      }
    })
  }

  /** Fills it with a matrix that stands column by column. */
  fillTransposed(from: number): void {
    const { memory } = this.#workspace.kernels
    this.#eachPiece((at, first, columns) => {
      for (let block = 0; block < this.#rows; block += BLOCK_ROWS) {
        for (let column = 0; column < columns; column++) {
          const source = from + (first + column) * this.#rows + block
          memory.copyWithin(at + block * columns + column * BLOCK_ROWS, source, source + BLOCK_ROWS)
        }
      }
    })
  }

  /** out += matrix × x in each lane; x and out lie without gaps. */
  add(x: number, out: number, lanes: number): void {
    const { kernels } = this.#workspace
    const blocks = this.#rows / BLOCK_ROWS
    this.#eachPiece((at, first, columns) => {
      kernels.multiplyAdd(at, blocks, columns, x + first, this.#columns, out, this.#rows, lanes)
    })
  }

  #eachPiece(act: (at: number, first: number, columns: number) => void): void {
    for (let first = 0; first < this.#columns; first += COLUMNS_A_PIECE) {
      const columns = Math.min(COLUMNS_A_PIECE, this.#columns - first)
      act(this.#at + first * this.#rows, first, columns)
    }
  }
}

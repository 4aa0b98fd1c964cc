import { BLOCK_ROWS } from '../kernels/kernels.ts'

/** A matrix in the layout of {@link Kernels.multiplyAdd}. */
export interface PackedMatrix {
  readonly at: number
  readonly blocks: number
  readonly columns: number
}

/** A length filled up to whole vectors of four floats. */
export const padded = (length: number): number => Math.ceil(length / 4) * 4

/**
 * Plans what lies where in a stretch of memory, and fills it once that is there.
 */
export class Arena {
  #floats = 0
  readonly #fillers: ((memory: Float32Array) => void)[] = []

  /** Floats planned so far. */
  get floats(): number {
    return this.#floats
  }

  /** A place for `length` floats, which stay zero. */
  reserve(length: number): number {
    const at = this.#floats
    this.#floats += padded(length)
    return at
  }

  /** A place for `length` floats. @param value at an index */
  vector(length: number, value: (index: number) => number): number {
    const at = this.reserve(length)
    this.#fillers.push((memory) => {
      for (let index = 0; index < length; index++) memory[at + index] = value(index)
    })
    return at
  }

  /** A packed matrix; its rows are filled up to whole blocks. @param value at a row and column */
  matrix(
    rows: number,
    columns: number,
    value: (row: number, column: number) => number,
  ): PackedMatrix {
    const blocks = Math.ceil(rows / BLOCK_ROWS)
    const at = this.reserve(blocks * BLOCK_ROWS * columns)
    this.#fillers.push((memory) => {
      for (let row = 0; row < rows; row++) {
        const block = at + Math.floor(row / BLOCK_ROWS) * BLOCK_ROWS * columns
        for (let column = 0; column < columns; column++) {
          memory[block + column * BLOCK_ROWS + (row % BLOCK_ROWS)] = value(row, column)
        }
      }
    })
    return { at, blocks, columns }
  }

  fill(memory: Float32Array): void {
    for (const fill of this.#fillers) fill(memory)
  }
}

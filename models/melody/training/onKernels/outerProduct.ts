import { BLOCK_ROWS } from '../../kernels/kernels.ts'
import type { Workspace } from './workspace.ts'

/** Rows that are summed at a time: a block of so many stays in the nearest cache. */
const ROWS_A_PIECE = 256

/** What rows lie in memory: where they begin and how long they are, in whole blocks. */
export interface Rows {
  readonly at: number
  readonly width: number
}

/**
 * Sums over rows of what a weight's gradient is made of: gradient += Σ met ⊗ slopes, computed as the
 * product of the slopes, laid out as a matrix, with each column of what was met.
 */
export class OuterProduct {
  readonly #workspace: Workspace
  readonly #slopes: number
  readonly #columns: number

  /** @param widest of all rows that will come */
  constructor(workspace: Workspace, widest: number) {
    this.#workspace = workspace
    this.#slopes = workspace.reserve(ROWS_A_PIECE * widest)
    this.#columns = workspace.reserve(ROWS_A_PIECE * widest)
  }

  /**
   * @param pairs what was met, with the place of its gradient: as many rows as it is wide, each as
   *   wide as the slopes
   */
  add(
    slopes: Rows,
    rows: number,
    pairs: readonly { readonly met: Rows; readonly to: number }[],
  ): void {
    const { kernels } = this.#workspace
    const blocks = slopes.width / BLOCK_ROWS
    for (let first = 0; first < rows; first += ROWS_A_PIECE) {
      const own = Math.min(ROWS_A_PIECE, rows - first)
      const filled = Math.ceil(own / 4) * 4
      this.#block(slopes, first, own, filled)
      for (const { met, to } of pairs) {
        this.#transpose(met, first, own, filled)
        const { width } = slopes
        kernels.multiplyAdd(
          this.#slopes,
          blocks,
          filled,
          this.#columns,
          filled,
          to,
          width,
          met.width,
        )
      }
    }
  }

  /** Lays slopes out as a matrix of as many columns as there are rows. */
  #block({ at, width }: Rows, first: number, own: number, filled: number): void {
    const { memory } = this.#workspace.kernels
    for (let block = 0; block < width; block += BLOCK_ROWS) {
      const to = this.#slopes + block * filled
      for (let row = 0; row < own; row++) {
        const source = at + (first + row) * width + block
        memory.copyWithin(to + row * BLOCK_ROWS, source, source + BLOCK_ROWS)
      }
      memory.fill(0, to + own * BLOCK_ROWS, to + filled * BLOCK_ROWS)
    }
  }

  #transpose({ at, width }: Rows, first: number, own: number, filled: number): void {
    const { memory } = this.#workspace.kernels
    for (let column = 0; column < width; column++) {
      const to = this.#columns + column * filled
      let source = at + first * width + column
      for (let row = 0; row < own; row++) {
        memory[to + row] = memory[source] ?? 0
        source += width
      }
      for (let row = own; row < filled; row++) memory[to + row] = 0
    }
  }
}

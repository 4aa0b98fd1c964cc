import type { CellWeights } from './checkpoint.ts'
import { multiply, packMatrix } from './packedMatrix.ts'

/** TensorFlow's BasicLSTMCell adds 1 to the forget gate, so that a fresh cell remembers. */
const FORGET_BIAS = 1
const GATES = 4
const FORGET_GATE = 2

/**
 * One LSTM cell with its state, stepped in place (TensorFlow's BasicLSTMCell, Zaremba et al. 2014,
 * https://arxiv.org/abs/1409.2329):
 *
 *     i, j, f, o = x·W + h·U + b
 *     c ← c·σ(f + 1) + σ(i)·tanh(j)
 *     h ← tanh(c)·σ(o)
 *
 * Its input is one index into a table (a one-hot vector's product with W is a row of W), then a
 * dense vector. Gates lie unit by unit, not gate by gate as in the checkpoint.
 */
export class LstmLayer {
  readonly units: number
  /** Dense input, then h; the layer below writes the former. */
  readonly joined: Float32Array
  /** View of h in `joined`. */
  readonly hidden: Float32Array
  readonly cell: Float32Array
  readonly #dense: number
  readonly #matrix
  /** One row of 4 × units for each index; biases are within. */
  readonly #table: Float32Array
  readonly #sums: Float32Array

  /**
   * @param indices how many of the kernel's first rows are reached by an index; the rest of its
   *   input rows are dense. With 0 there is one index, 0, for the bias alone.
   */
  constructor(weights: CellWeights, indices: number) {
    const { units, inputs, kernel, bias } = weights
    const width = GATES * units
    const inCheckpoint = (row: number) => (row % GATES) * units + Math.floor(row / GATES)
    this.units = units
    this.#dense = inputs - indices
    this.joined = new Float32Array(this.#dense + units)
    this.hidden = this.joined.subarray(this.#dense)
    this.cell = new Float32Array(units)
    this.#matrix = packMatrix(
      width,
      this.joined.length,
      (row, column) => kernel[(indices + column) * width + inCheckpoint(row)] ?? 0,
    )
    this.#sums = new Float32Array(this.#matrix.paddedRows)
    this.#table = new Float32Array(Math.max(1, indices) * width)
    for (let at = 0; at < this.#table.length; at++) {
      const column = inCheckpoint(at % width)
      const row = Math.floor(at / width)
      const fromInput = indices > 0 ? (kernel[row * width + column] ?? 0) : 0
      const forget = at % GATES === FORGET_GATE ? FORGET_BIAS : 0
      this.#table[at] = fromInput + (bias[column] ?? 0) + forget
    }
  }

  /** Takes in an index and what stands in the dense part of `joined`. */
  step(index: number): void {
    const { units, cell, hidden } = this
    const sums = this.#sums
    const table = this.#table
    multiply(this.#matrix, this.joined, sums)
    let gate = 0
    let row = index * GATES * units
    for (let unit = 0; unit < units; unit++) {
      const i = (sums[gate] ?? 0) + (table[row] ?? 0)
      const j = (sums[gate + 1] ?? 0) + (table[row + 1] ?? 0)
      const f = (sums[gate + 2] ?? 0) + (table[row + 2] ?? 0)
      const o = (sums[gate + 3] ?? 0) + (table[row + 3] ?? 0)
      const c = (cell[unit] ?? 0) * sigmoid(f) + sigmoid(i) * Math.tanh(j)
      cell[unit] = c
      hidden[unit] = Math.tanh(c) * sigmoid(o)
      gate += GATES
      row += GATES
    }
  }
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

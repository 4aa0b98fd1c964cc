import { BLOCK_ROWS, type Kernels } from './kernels.ts'

/** Rows that are summed side by side; enough of them hide the latency of an addition. */
const ROWS = 8

/**
 * The kernels in plain JavaScript. Sums run in 64-bit floats: measured faster than keeping them in
 * 32 bits with `Math.fround`, and exacter.
 */
export function plainKernels(floats: number): Kernels {
  const memory = new Float32Array(floats)

  /** Eight of a block's rows, in one lane. */
  function rowsOfBlock(weights: number, columns: number, x: number, out: number): void {
    let a = memory[out] ?? 0
    let b = memory[out + 1] ?? 0
    let c = memory[out + 2] ?? 0
    let d = memory[out + 3] ?? 0
    let e = memory[out + 4] ?? 0
    let f = memory[out + 5] ?? 0
    let g = memory[out + 6] ?? 0
    let h = memory[out + 7] ?? 0
    let at = weights
    for (let column = 0; column < columns; column++) {
      const value = memory[x + column] ?? 0
      a += (memory[at] ?? 0) * value
      b += (memory[at + 1] ?? 0) * value
      c += (memory[at + 2] ?? 0) * value
      d += (memory[at + 3] ?? 0) * value
      e += (memory[at + 4] ?? 0) * value
      f += (memory[at + 5] ?? 0) * value
      g += (memory[at + 6] ?? 0) * value
      h += (memory[at + 7] ?? 0) * value
      at += BLOCK_ROWS
    }
    memory[out] = a
    memory[out + 1] = b
    memory[out + 2] = c
    memory[out + 3] = d
    memory[out + 4] = e
    memory[out + 5] = f
    memory[out + 6] = g
    memory[out + 7] = h
  }

  return {
    name: 'plain',
    memory,
    multiplyAdd(matrix, blocks, columns, x, xStride, out, outStride, lanes) {
      for (let block = 0; block < blocks; block++) {
        const weights = matrix + block * columns * BLOCK_ROWS
        for (let lane = 0; lane < lanes; lane++) {
          const from = x + lane * xStride
          const to = out + lane * outStride + block * BLOCK_ROWS
          rowsOfBlock(weights, columns, from, to)
          rowsOfBlock(weights + ROWS, columns, from, to + ROWS)
        }
      }
    },
    addScaled(from, scale, to, length) {
      for (let i = 0; i < length; i++) {
        memory[to + i] = (memory[to + i] ?? 0) + scale * (memory[from + i] ?? 0)
      }
    },
    gates(sums, before, cell, squashed, hidden, units) {
      for (let unit = 0; unit < units; unit++) {
        const at = sums + (unit >> 2) * BLOCK_ROWS + (unit & 3)
        const i = sigmoid(memory[at] ?? 0)
        const j = Math.tanh(memory[at + 4] ?? 0)
        const f = sigmoid(memory[at + 8] ?? 0)
        const o = sigmoid(memory[at + 12] ?? 0)
        memory[at] = i
        memory[at + 4] = j
        memory[at + 8] = f
        memory[at + 12] = o
        const c = (memory[before + unit] ?? 0) * f + i * j
        const level = Math.tanh(c)
        memory[cell + unit] = c
        memory[squashed + unit] = level
        memory[hidden + unit] = level * o
      }
    },
    gateSlopes(gates, before, squashed, ofHidden, ofCell, units) {
      for (let unit = 0; unit < units; unit++) {
        const at = gates + (unit >> 2) * BLOCK_ROWS + (unit & 3)
        const i = memory[at] ?? 0
        const j = memory[at + 4] ?? 0
        const f = memory[at + 8] ?? 0
        const o = memory[at + 12] ?? 0
        const level = memory[squashed + unit] ?? 0
        const hidden = memory[ofHidden + unit] ?? 0
        const cell = (memory[ofCell + unit] ?? 0) + hidden * o * (1 - level * level)
        memory[ofCell + unit] = cell * f
        memory[at] = cell * j * i * (1 - i)
        memory[at + 4] = cell * i * (1 - j * j)
        memory[at + 8] = cell * (memory[before + unit] ?? 0) * f * (1 - f)
        memory[at + 12] = hidden * level * o * (1 - o)
      }
    },
    scoreRows(features, rows, query, v, scores, length) {
      for (let row = 0; row < rows; row++) {
        let sum = 0
        for (let i = 0; i < length; i++) {
          const felt = (memory[features + row * length + i] ?? 0) + (memory[query + i] ?? 0)
          sum += (memory[v + i] ?? 0) * Math.tanh(felt)
        }
        memory[scores + row] = sum
      }
    },
  }
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

import { bytesOfBase64 } from '../../../engine/core/base64.ts'
import type { Kernels } from './kernels.ts'
import { SIMD_BYTES } from './simdBytes.ts'

const PAGE_BYTES = 65536
const FLOAT_BYTES = 4

/** What kernels.as exports; places and strides in bytes, lengths in vectors of four floats. */
interface Exports {
  multiplyAdd(
    matrix: number,
    blocks: number,
    columns: number,
    x: number,
    xStride: number,
    out: number,
    outStride: number,
    lanes: number,
  ): void
  addScaled(from: number, scale: number, to: number, vectors: number): void
  gates(
    sums: number,
    before: number,
    cell: number,
    squashed: number,
    hidden: number,
    vectors: number,
  ): void
  gateSlopes(
    gates: number,
    before: number,
    squashed: number,
    ofHidden: number,
    ofCell: number,
    vectors: number,
  ): void
  scoreRows(
    features: number,
    rows: number,
    query: number,
    v: number,
    scores: number,
    vectors: number,
  ): void
}

let compiled: WebAssembly.Module | null | undefined

/** @returns null where the host has no WebAssembly, none with SIMD, or may not compile it */
function compile(): WebAssembly.Module | null {
  const bytes = bytesOfBase64(SIMD_BYTES)
  if (bytes === null || typeof WebAssembly === 'undefined') return null
  try {
    return new WebAssembly.Module(new Uint8Array(bytes))
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return null
    throw error
  }
}

/**
 * The kernels in WebAssembly with 128-bit SIMD. `e^x` and tanh are Cephes' polynomials, exact to
 * about 2e-7, so that results differ from the plain kernels' in the seventh digit.
 * @returns null where the host cannot run them
 */
export function simdKernels(floats: number): Kernels | null {
  compiled ??= compile()
  if (compiled === null) return null
  const pages = Math.ceil((floats * FLOAT_BYTES) / PAGE_BYTES)
  const memory = new WebAssembly.Memory({ initial: Math.max(1, pages) })
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } })
  const wasm = exports as unknown as Exports
  return {
    name: 'simd',
    memory: new Float32Array(memory.buffer),
    multiplyAdd(matrix, blocks, columns, x, xStride, out, outStride, lanes) {
      wasm.multiplyAdd(
        matrix * FLOAT_BYTES,
        blocks,
        columns,
        x * FLOAT_BYTES,
        xStride * FLOAT_BYTES,
        out * FLOAT_BYTES,
        outStride * FLOAT_BYTES,
        lanes,
      )
    },
    addScaled(from, scale, to, length) {
      wasm.addScaled(from * FLOAT_BYTES, scale, to * FLOAT_BYTES, length >> 2)
    },
    gates(sums, before, cell, squashed, hidden, units) {
      wasm.gates(
        sums * FLOAT_BYTES,
        before * FLOAT_BYTES,
        cell * FLOAT_BYTES,
        squashed * FLOAT_BYTES,
        hidden * FLOAT_BYTES,
        units >> 2,
      )
    },
    gateSlopes(gates, before, squashed, ofHidden, ofCell, units) {
      wasm.gateSlopes(
        gates * FLOAT_BYTES,
        before * FLOAT_BYTES,
        squashed * FLOAT_BYTES,
        ofHidden * FLOAT_BYTES,
        ofCell * FLOAT_BYTES,
        units >> 2,
      )
    },
    scoreRows(features, rows, query, v, scores, length) {
      wasm.scoreRows(
        features * FLOAT_BYTES,
        rows,
        query * FLOAT_BYTES,
        v * FLOAT_BYTES,
        scores * FLOAT_BYTES,
        length >> 2,
      )
    },
  }
}

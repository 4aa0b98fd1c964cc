import { bytesOfBase64 } from '../../../engine/core/base64.ts'
import type { Kernels } from './kernels.ts'
import { SIMD_BYTES } from './simdBytes.ts'

const PAGE_BYTES = 65536
const FLOAT_BYTES = 4
/** Below, kernels.as keeps its constants. */
const BASE_BYTES = 2048

/** Of a place. */
const bytes = (float: number): number => BASE_BYTES + float * FLOAT_BYTES

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
 * The kernels in WebAssembly with 128-bit SIMD. tanh is a rational function, exact to 4e-7, so
 * that results differ from the plain kernels' in the seventh digit.
 * @returns null where the host cannot run them
 */
export function simdKernels(floats: number): Kernels | null {
  compiled ??= compile()
  if (compiled === null) return null
  const pages = Math.ceil(bytes(floats) / PAGE_BYTES)
  const memory = new WebAssembly.Memory({ initial: pages })
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } })
  const wasm = exports as unknown as Exports
  return {
    name: 'simd',
    memory: new Float32Array(memory.buffer, BASE_BYTES),
    multiplyAdd(matrix, blocks, columns, x, xStride, out, outStride, lanes) {
      wasm.multiplyAdd(
        bytes(matrix),
        blocks,
        columns,
        bytes(x),
        xStride * FLOAT_BYTES,
        bytes(out),
        outStride * FLOAT_BYTES,
        lanes,
      )
    },
    addScaled(from, scale, to, length) {
      wasm.addScaled(bytes(from), scale, bytes(to), length >> 2)
    },
    gates(sums, before, cell, squashed, hidden, units) {
      wasm.gates(
        bytes(sums),
        bytes(before),
        bytes(cell),
        bytes(squashed),
        bytes(hidden),
        units >> 2,
      )
    },
    gateSlopes(gates, before, squashed, ofHidden, ofCell, units) {
      wasm.gateSlopes(
        bytes(gates),
        bytes(before),
        bytes(squashed),
        bytes(ofHidden),
        bytes(ofCell),
        units >> 2,
      )
    },
    scoreRows(features, rows, query, v, scores, length) {
      wasm.scoreRows(bytes(features), rows, bytes(query), bytes(v), bytes(scores), length >> 2)
    },
  }
}

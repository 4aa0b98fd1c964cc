import type { Quantisation } from './manifest.ts'

/**
 * The values of a float32 weight from its stored bytes (little-endian). The scheme and its rounding
 * are those of `decodeWeights` in TensorFlow.js (`tfjs-core/src/io/io_utils.ts`), which cannot be
 * used in its place: it makes tensors, and so wants a backend in the worker.
 */
export function decodeFloats(
  bytes: Uint8Array,
  quantisation: Quantisation | undefined,
): Float32Array {
  // A copy, because a weight may begin at any byte of its shard.
  const { buffer } = bytes.slice()
  if (quantisation === undefined) return new Float32Array(buffer)
  if (quantisation.dtype === 'float16') return decodeHalves(new Uint16Array(buffer))
  const { scale, min } = quantisation
  const stored = quantisation.dtype === 'uint8' ? new Uint8Array(buffer) : new Uint16Array(buffer)
  return Float32Array.from(stored, (value) => value * scale + min)
}

function decodeHalves(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, halfToNumber)
}

/** IEEE 754 binary16: 1 sign bit, 5 of exponent, 10 of fraction. */
function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

const HEADER_BYTES = 44

/** Two channels as a WAV file, 16 bits a sample. */
export function wavOf(left: Float64Array, right: Float64Array, rate: number): Uint8Array {
  const bytes = Buffer.alloc(HEADER_BYTES + left.length * 4)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(2, 22)
  bytes.writeUInt32LE(rate, 24)
  bytes.writeUInt32LE(rate * 4, 28)
  bytes.writeUInt16LE(4, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(left.length * 4, 40)
  const put = (sample: number, at: number): void => {
    bytes.writeInt16LE(Math.round(32767 * Math.max(-1, Math.min(1, sample))), at)
  }
  for (let i = 0; i < left.length; i++) {
    put(left[i] ?? 0, HEADER_BYTES + i * 4)
    put(right[i] ?? 0, HEADER_BYTES + i * 4 + 2)
  }
  return bytes
}

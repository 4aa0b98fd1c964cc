const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 of RFC 4648, with padding. */
export function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text += LETTERS.charAt(word >>> 18) + LETTERS.charAt((word >>> 12) & 63)
    text += i + 1 < bytes.length ? LETTERS.charAt((word >>> 6) & 63) : '='
    text += i + 2 < bytes.length ? LETTERS.charAt(word & 63) : '='
  }
  return text
}

/** @returns null where the text is not base64. */
export function bytesOfBase64(text: string): Uint8Array | null {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  if (text.length % 4 !== 0) return null
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  for (let i = 0, at = 0; i < text.length; i += 4) {
    let word = 0
    for (let j = 0; j < 4; j++) {
      const isPadding = i + j >= text.length - padding
      const value = isPadding ? 0 : LETTERS.indexOf(text.charAt(i + j))
      if (value < 0) return null
      word = (word << 6) | value
    }
    for (let shift = 16; shift >= 0 && at < bytes.length; shift -= 8)
      bytes[at++] = (word >>> shift) & 255
  }
  return bytes
}

/** 32-bit floats, little endian; values that are not 32-bit floats are rounded to them. */
export function base64OfFloats(values: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(values.length * 4))
  values.forEach((value, i) => view.setFloat32(i * 4, value, true))
  return base64Of(new Uint8Array(view.buffer))
}

/** @returns null where the text is not base64 of whole 32-bit floats. */
export function floatsOfBase64(text: string): number[] | null {
  const bytes = bytesOfBase64(text)
  if (!bytes || bytes.length % 4 !== 0) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true))
}

/** 32-bit FNV-1a over bytes (Fowler, Noll and Vo), from a given basis. */
function fnv(bytes: Uint8Array, basis: number): number {
  let hash = basis
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/**
 * Tells lists of numbers apart, as they are in single precision, little end first. No guard against
 * forgery.
 * @returns 16 hexadecimal digits
 */
export function hashNumbers(lists: readonly Float32Array[]): string {
  let [a, b] = [0x811c9dc5, 0x2c1b3c6d]
  for (const list of lists) {
    const view = new DataView(new ArrayBuffer(list.length * 4))
    list.forEach((value, i) => view.setFloat32(i * 4, value, true))
    const bytes = new Uint8Array(view.buffer)
    a = fnv(bytes, a)
    b = fnv(bytes, b)
  }
  return [a, b].map((half) => half.toString(16).padStart(8, '0')).join('')
}

/** Places that each figure marks. */
const HASHES = 5

/** Finaliser of MurmurHash3 (Austin Appleby, public domain). */
function mixed(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/**
 * A set of figures in few bytes: a Bloom filter (B. H. Bloom, "Space/time trade-offs in hash coding
 * with allowable errors", Communications of the ACM 13, 1970). It knows every figure put in, and
 * takes a few others, 2 of 100 at 8 bits a figure, for known.
 */
export class FigureSet {
  /** The filter itself; its length in bytes is that of the whole set. */
  readonly bytes: Uint8Array

  /** @param bytes of a set made earlier, or zeros for an empty one; at least one */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  add(figure: number): void {
    for (const place of this.#places(figure)) {
      this.bytes[place >>> 3] = (this.bytes[place >>> 3] ?? 0) | (1 << (place & 7))
    }
  }

  /** @param figure as figuresOf gives it */
  has(figure: number): boolean {
    return this.#places(figure).every(
      (place) => ((this.bytes[place >>> 3] ?? 0) >> (place & 7)) & 1,
    )
  }

  /** Double hashing: A. Kirsch and M. Mitzenmacher, "Less hashing, same performance" (2006). */
  #places(figure: number): number[] {
    const bits = this.bytes.length * 8
    const first = mixed(mixed(figure >>> 0) ^ Math.floor(figure / 4294967296))
    const second = mixed(first ^ 0x9e3779b9) | 1
    return Array.from({ length: HASHES }, (_, n) => ((first + n * second) >>> 0) % bits)
  }
}

/** A snapshot travels in parts. */
export interface SnapshotPart {
  readonly take: string
  /** From 0. */
  readonly part: number
  readonly parts: number
  readonly bytes: Uint8Array
}

/** Puts snapshots together again from parts that come one after the other. */
export class PartCollector {
  #take = ''
  #parts: Uint8Array[] = []

  /** @returns the whole snapshot with its last part; null before, and when a part is missing */
  take({ take, part, parts, bytes }: SnapshotPart): Uint8Array | null {
    if (part === 0) {
      this.#take = take
      this.#parts = []
    }
    if (take !== this.#take || part !== this.#parts.length) return null
    this.#parts.push(bytes)
    if (part + 1 < parts) return null
    const whole = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const piece of this.#parts) {
      whole.set(piece, at)
      at += piece.length
    }
    this.#parts = []
    return whole
  }
}

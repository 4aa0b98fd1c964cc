/** What `/status` says of one who sends. */
export interface SourceReport {
  readonly name: string
  readonly packets: number
  readonly refused: number
  /** Packets in the last whole second. */
  readonly rate: number
  readonly lastAddress: string | null
  readonly lastSecondsAgo: number
  readonly lastRefusal: string | null
}

interface Source {
  packets: number
  refused: number
  lastAddress: string | null
  lastRefusal: string | null
  lastRefusedSecond: number
  lastSeconds: number
  /** The second being counted, its count, and that of the one before. */
  second: number
  count: number
  countBefore: number
}

/** UDP sources choose their names; the longest silent one gives way. */
const MOST_SOURCES = 256

/** Counts what comes from whom. Times are in seconds and never go far back. */
export class Ledger {
  readonly #sources = new Map<string, Source>()
  #packets = 0
  #refused = 0

  get packets(): number {
    return this.#packets
  }

  /** Packets that were no OSC, or that may not be sent. */
  get refused(): number {
    return this.#refused
  }

  note(name: string, address: string, atSeconds: number): void {
    this.#packets++
    const source = this.#at(name, atSeconds)
    source.packets++
    source.count++
    source.lastAddress = address
  }

  /** @returns whether it is the source's first refusal in this second, and so worth a line */
  refuse(name: string, reason: string, atSeconds: number): boolean {
    this.#refused++
    const source = this.#at(name, atSeconds)
    source.refused++
    source.lastRefusal = reason
    const isNew = source.lastRefusedSecond !== source.second
    source.lastRefusedSecond = source.second
    return isNew
  }

  report(nowSeconds: number): SourceReport[] {
    const second = Math.floor(nowSeconds)
    return [...this.#sources].map(([name, source]) => ({
      name,
      packets: source.packets,
      refused: source.refused,
      rate:
        source.second === second
          ? source.countBefore
          : source.second === second - 1
            ? source.count
            : 0,
      lastAddress: source.lastAddress,
      lastSecondsAgo: Math.max(0, nowSeconds - source.lastSeconds),
      lastRefusal: source.lastRefusal,
    }))
  }

  #at(name: string, atSeconds: number): Source {
    const second = Math.floor(atSeconds)
    const source = this.#sources.get(name) ?? this.#enter(name, second)
    if (source.second !== second) {
      source.countBefore = source.second === second - 1 ? source.count : 0
      source.count = 0
      source.second = second
    }
    source.lastSeconds = atSeconds
    return source
  }

  #enter(name: string, second: number): Source {
    if (this.#sources.size >= MOST_SOURCES) {
      let silent = ['', Infinity] as readonly [string, number]
      for (const [other, { lastSeconds }] of this.#sources) {
        if (lastSeconds < silent[1]) silent = [other, lastSeconds]
      }
      this.#sources.delete(silent[0])
    }
    const source: Source = {
      packets: 0,
      refused: 0,
      lastAddress: null,
      lastRefusal: null,
      lastRefusedSecond: -1,
      lastSeconds: 0,
      second,
      count: 0,
      countBefore: 0,
    }
    this.#sources.set(name, source)
    return source
  }
}

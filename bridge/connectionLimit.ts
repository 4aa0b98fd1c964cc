/** So many at once, and then so many a second. */
export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

/** Beyond this many addresses at once nobody new comes in. */
const MOST_ADDRESSES = 4096

/** How often each address may connect: a bucket of tokens each. Times are in seconds. */
export class ConnectionLimit {
  readonly #rate: Rate
  readonly #buckets = new Map<string, { tokens: number; atSeconds: number }>()

  constructor(rate: Rate) {
    this.#rate = rate
  }

  /** Whether one more connection of this address may stand; it is counted if so. */
  admits(address: string, nowSeconds: number): boolean {
    const bucket = this.#buckets.get(address) ?? { tokens: this.#rate.burst, atSeconds: nowSeconds }
    if (!this.#buckets.has(address)) {
      if (this.#buckets.size >= MOST_ADDRESSES) this.#forgetFull(nowSeconds)
      if (this.#buckets.size >= MOST_ADDRESSES) return false
      this.#buckets.set(address, bucket)
    }
    bucket.tokens = this.#filled(bucket, nowSeconds)
    bucket.atSeconds = nowSeconds
    if (bucket.tokens < 1) return false
    bucket.tokens--
    return true
  }

  #filled(bucket: { tokens: number; atSeconds: number }, nowSeconds: number): number {
    const gained = Math.max(0, nowSeconds - bucket.atSeconds) * this.#rate.perSecond
    return Math.min(this.#rate.burst, bucket.tokens + gained)
  }

  #forgetFull(nowSeconds: number): void {
    for (const [address, bucket] of this.#buckets) {
      if (this.#filled(bucket, nowSeconds) >= this.#rate.burst) this.#buckets.delete(address)
    }
  }
}

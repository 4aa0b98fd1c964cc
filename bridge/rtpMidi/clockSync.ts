/**
 * How far a peer’s clock is ahead of ours, from exchanges of three packets, CK0 to CK2. The exchange
 * with the shortest way round of the last few is believed. Pure.
 */

/** Exchanges that are remembered. */
const KEPT = 8
const TICKS_A_MILLISECOND = 10

interface Exchange {
  readonly roundMilliseconds: number
  readonly aheadMilliseconds: number
}

export class PeerClock {
  #exchanges: Exchange[] = []

  /** Null before the first exchange. */
  get best(): Exchange | null {
    return this.#exchanges.reduce<Exchange | null>(
      (best, exchange) =>
        best === null || exchange.roundMilliseconds <= best.roundMilliseconds ? exchange : best,
      null,
    )
  }

  /** Takes what we found who asked: we sent, the peer answered, we heard. */
  asked(sentTicks: bigint, peerTicks: bigint, heardTicks: bigint): void {
    this.#add(heardTicks - sentTicks, peerTicks - (sentTicks + heardTicks) / 2n)
  }

  /** Takes what we found who were asked: the peer sent, we answered, the peer heard. */
  answered(sentTicks: bigint, ourTicks: bigint, heardTicks: bigint): void {
    this.#add(heardTicks - sentTicks, (sentTicks + heardTicks) / 2n - ourTicks)
  }

  /**
   * When something was on our clock.
   * @param timestamp 32 bits of the peer’s ticks
   * @returns now when the clocks have not been compared, and never later than now
   */
  milliseconds(timestamp: number, nowMilliseconds: number): number {
    const { best } = this
    if (best === null) return nowMilliseconds
    const peerNow = Math.round((nowMilliseconds + best.aheadMilliseconds) * TICKS_A_MILLISECOND)
    const ago = (peerNow - timestamp) | 0
    return nowMilliseconds - Math.max(0, ago) / TICKS_A_MILLISECOND
  }

  #add(roundTicks: bigint, aheadTicks: bigint): void {
    const roundMilliseconds = Number(roundTicks) / TICKS_A_MILLISECOND
    // No answer takes a minute; clocks that were set meanwhile say so.
    if (roundMilliseconds < 0 || roundMilliseconds > 60_000) return
    const aheadMilliseconds = Number(aheadTicks) / TICKS_A_MILLISECOND
    this.#exchanges = [...this.#exchanges, { roundMilliseconds, aheadMilliseconds }].slice(-KEPT)
  }
}

/** 64 bits of ticks of 100 µs. */
export const clockTicks = (milliseconds: number): bigint =>
  BigInt(Math.round(milliseconds * TICKS_A_MILLISECOND))

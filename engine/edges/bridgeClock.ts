import { IMMEDIATELY } from '../../bridge/osc.ts'
import {
  clockOffsetSeconds,
  PINGS,
  timetagOf,
  unixSecondsOf,
  type PingSample,
} from '../../bridge/protocol.ts'

/**
 * The bridge's clock, seen from the page. An offset that the newest pings do not contradict is kept,
 * so that what is asked for a second apart does not move by what two pings differ.
 */
export class BridgeClock {
  #samples: readonly PingSample[] = []
  #offsetSeconds: number | null = null

  /** Takes an answered ping. Its own offset is wrong by half its round trip at most. */
  take(sample: PingSample): void {
    const own = clockOffsetSeconds([sample]) ?? 0
    const error = (sample.receivedSeconds - sample.sentSeconds) / 2
    const held = this.#offsetSeconds
    // One of the clocks was set, or has drifted away: what earlier pings said is past.
    const isContradicted = held !== null && Math.abs(own - held) > error
    this.#samples = isContradicted ? [sample] : [...this.#samples, sample].slice(-PINGS)
    if (isContradicted || this.#samples.length < PINGS) {
      this.#offsetSeconds = clockOffsetSeconds(this.#samples)
    }
  }

  /** Nothing is known of the clock any more. */
  reset(): void {
    this.#samples = []
    this.#offsetSeconds = null
  }

  /** Performance time of a timetag, milliseconds; null for one that says no time, or no known one. */
  momentOf(timetag: bigint): number | null {
    return timetag === IMMEDIATELY || this.#offsetSeconds === null
      ? null
      : (unixSecondsOf(timetag) - this.#offsetSeconds) * 1000
  }

  /** The timetag of a moment of performance time; {@link IMMEDIATELY} before the clock is known. */
  timetagAt(atMilliseconds: number): bigint {
    return this.#offsetSeconds === null
      ? IMMEDIATELY
      : timetagOf(atMilliseconds / 1000 + this.#offsetSeconds)
  }
}

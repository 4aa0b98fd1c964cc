import type { MidiMessage } from './midiStream.ts'

/**
 * MIDI clock, in: 24 clocks a quarter, whose jitter is filtered away. Pure. Source: MIDI 1.0 Detailed
 * Specification (4.2.1), “System Real Time Messages” and “Song Position Pointer”.
 */

export const CLOCKS_A_QUARTER = 24
/** One beat of the song position is a sixteenth. */
export const CLOCKS_A_SONG_BEAT = 6

const SONG_POSITION = 0xf2
const CLOCK = 0xf8
const START = 0xfa
const CONTINUE = 0xfb
const STOP = 0xfc

/** Slower than 10 or faster than 1000 beats a minute is no tempo but a pause or a burst. */
const LONGEST_CLOCK_SECONDS = 60 / 10 / CLOCKS_A_QUARTER
const SHORTEST_CLOCK_SECONDS = 60 / 1000 / CLOCKS_A_QUARTER

/** Bandwidths of the loop in hertz: it locks fast and then holds still. */
const LOCKING_HERTZ = 4
const HOLDING_HERTZ = 0.2
/** Clocks over which the first bandwidth gives way to the second. */
const LOCKING_CLOCKS = 48
/** Clocks in a row, all off to one side, after which the tempo has jumped. */
const JUMP_CLOCKS = 6
/** Off by more than this share of a clock. */
const JUMP_SHARE = 0.25

/**
 * Follows a stream of clocks with a delay-locked loop of second order. Source: F. Adriaensen, “Using
 * a DLL to filter time”, 2005.
 */
export class ClockFilter {
  /** When the next clock should come. */
  #nextSeconds = NaN
  #lastSeconds = NaN
  #periodSeconds = NaN
  #filteredSeconds = NaN
  #clocks = 0
  #oneSided = 0

  /** Quarters a minute; null before the second clock. */
  get bpm(): number | null {
    return Number.isNaN(this.#periodSeconds) ? null : 60 / CLOCKS_A_QUARTER / this.#periodSeconds
  }

  /** When the latest clock was meant to come; NaN before the first. */
  get atSeconds(): number {
    return this.#filteredSeconds
  }

  get periodSeconds(): number {
    return this.#periodSeconds
  }

  /** Takes a clock. */
  clock(atSeconds: number): void {
    const interval = atSeconds - this.#lastSeconds
    this.#lastSeconds = atSeconds
    if (!(interval <= LONGEST_CLOCK_SECONDS)) {
      this.#periodSeconds = NaN
      this.#filteredSeconds = atSeconds
    } else if (Number.isNaN(this.#periodSeconds)) {
      this.#begin(atSeconds, Math.max(SHORTEST_CLOCK_SECONDS, interval))
    } else this.#follow(atSeconds, interval)
  }

  #begin(atSeconds: number, periodSeconds: number): void {
    this.#periodSeconds = periodSeconds
    this.#filteredSeconds = atSeconds
    this.#nextSeconds = atSeconds + periodSeconds
    this.#clocks = 0
    this.#oneSided = 0
  }

  #follow(atSeconds: number, interval: number): void {
    const error = atSeconds - this.#nextSeconds
    const isOff = Math.abs(error) > JUMP_SHARE * this.#periodSeconds
    const side = Math.sign(error)
    this.#oneSided = isOff ? (Math.sign(this.#oneSided) === side ? this.#oneSided : 0) + side : 0
    if (Math.abs(this.#oneSided) >= JUMP_CLOCKS) {
      this.#begin(atSeconds, Math.max(SHORTEST_CLOCK_SECONDS, interval))
      return
    }
    const locked = Math.min(1, this.#clocks++ / LOCKING_CLOCKS)
    const hertz = LOCKING_HERTZ + (HOLDING_HERTZ - LOCKING_HERTZ) * locked
    const omega = 2 * Math.PI * hertz * this.#periodSeconds
    this.#filteredSeconds = this.#nextSeconds + Math.SQRT2 * omega * error
    this.#periodSeconds = Math.min(
      LONGEST_CLOCK_SECONDS,
      Math.max(SHORTEST_CLOCK_SECONDS, this.#periodSeconds + omega * omega * error),
    )
    this.#nextSeconds = this.#filteredSeconds + this.#periodSeconds
  }
}

/** A master’s clock and transport as a follower has them. */
export class ClockFollower {
  readonly #filter = new ClockFilter()
  #isRunning = false
  /** The place of the next clock, in clocks from the song’s beginning. */
  #next = 0
  #received = 0

  /** Clocks that came, whether the song runs or not. */
  get received(): number {
    return this.#received
  }

  get isRunning(): boolean {
    return this.#isRunning
  }

  /** Quarters a minute; null before there is one. */
  get bpm(): number | null {
    return this.#filter.bpm
  }

  /** The place of the latest clock; of where it will go on, while it does not run. */
  get clocks(): number {
    return this.#isRunning ? this.#next - 1 : this.#next
  }

  /**
   * Takes a message; all but those of clock and transport are passed over.
   * @returns whether it was one of those
   */
  hear(message: MidiMessage, atSeconds: number): boolean {
    switch (message[0]) {
      case CLOCK:
        this.#filter.clock(atSeconds)
        this.#received++
        if (this.#isRunning) this.#next++
        return true
      case START:
        this.#next = 0
        this.#isRunning = true
        return true
      case CONTINUE:
        this.#isRunning = true
        return true
      case STOP:
        this.#isRunning = false
        return true
      case SONG_POSITION:
        // The specification moves a song that stands still alone.
        if (!this.#isRunning) {
          this.#next = (((message[2] ?? 0) << 7) | (message[1] ?? 0)) * CLOCKS_A_SONG_BEAT
        }
        return true
      default:
        return false
    }
  }

  /** Quarters from the song’s beginning, between clocks too; null before there is a tempo. */
  quartersAt(seconds: number): number | null {
    if (this.bpm === null) return null
    const since = this.#isRunning
      ? (seconds - this.#filter.atSeconds) / this.#filter.periodSeconds
      : 0
    return (this.clocks + since) / CLOCKS_A_QUARTER
  }
}

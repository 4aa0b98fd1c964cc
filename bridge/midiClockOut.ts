import { CLOCKS_A_QUARTER, CLOCKS_A_SONG_BEAT } from './midiClock.ts'
import type { MidiMessage } from './midiStream.ts'

export interface TimedMessage {
  readonly message: MidiMessage
  readonly atSeconds: number
}

const MOST_SONG_BEATS = 0x3fff

/**
 * MIDI clock, out: what a master sends, stretch by stretch of time. Pure. Clocks go on while the song
 * stands, so that followers keep the tempo. Source: MIDI 1.0 Detailed Specification (4.2.1).
 */
export class ClockMaster {
  #nextSeconds: number
  #bpm: number
  #isRunning = false
  /** The place of the next clock. */
  #next = 0
  #waiting: MidiMessage[] = []

  /** @param fromSeconds when the first clock is due */
  constructor(fromSeconds: number, bpm: number) {
    this.#nextSeconds = fromSeconds
    this.#bpm = bpm
  }

  /** Holds from the clock after the next one on. */
  set bpm(bpm: number) {
    this.#bpm = bpm
  }

  /** Begins the song with the next clock. */
  start(): void {
    this.#next = 0
    this.#isRunning = true
    this.#waiting.push(Uint8Array.of(0xfa))
  }

  /** Goes on with the next clock, from where the song stands. */
  continue(): void {
    this.#isRunning = true
    this.#waiting.push(Uint8Array.of(0xfb))
  }

  stop(): void {
    this.#isRunning = false
    this.#waiting.push(Uint8Array.of(0xfc))
  }

  /**
   * Puts a song that stands still elsewhere.
   * @param quarters from its beginning; the nearest sixteenth is sent
   * @returns whether it stands still
   */
  locate(quarters: number): boolean {
    if (this.#isRunning) return false
    const sixteenths = Math.round((quarters * CLOCKS_A_QUARTER) / CLOCKS_A_SONG_BEAT)
    const beats = Math.min(MOST_SONG_BEATS, Math.max(0, sixteenths))
    this.#next = beats * CLOCKS_A_SONG_BEAT
    this.#waiting.push(Uint8Array.of(0xf2, beats & 127, beats >> 7))
    return true
  }

  /** When the next clock is due. */
  get nextSeconds(): number {
    return this.#nextSeconds
  }

  /** Quarters from the song’s beginning to the next clock. */
  get quarters(): number {
    return this.#next / CLOCKS_A_QUARTER
  }

  /** What is due before a time, in order; each stretch is asked for once. */
  until(seconds: number): TimedMessage[] {
    const due: TimedMessage[] = []
    while (this.#nextSeconds < seconds) {
      const atSeconds = this.#nextSeconds
      for (const message of this.#waiting) due.push({ message, atSeconds })
      this.#waiting = []
      due.push({ message: Uint8Array.of(0xf8), atSeconds })
      if (this.#isRunning) this.#next++
      this.#nextSeconds += 60 / this.#bpm / CLOCKS_A_QUARTER
    }
    return due
  }
}

import type { Beat } from './instrumentBeat.ts'
import { CLOCKS_A_QUARTER } from './midiClock.ts'
import { ClockMaster } from './midiClockOut.ts'
import type { MidiMessage } from './midiStream.ts'

export interface ClockOutPorts {
  readonly send: (message: MidiMessage) => void
  /** Unix time. */
  readonly nowSeconds: () => number
  /** Calls back after a while. @returns takes it back */
  readonly after: (milliseconds: number, call: () => void) => () => void
}

const QUARTERS_A_BAR = 4
/** Share of the distance to the instrument's beat that is made up in the next quarter. */
const PULL = 0.5
const GREATEST_PULL = 0.1
/** Further off than this the bars have moved: followers are started anew. */
const FARTHEST_QUARTERS = 0.5
/** The slowest beat takes two seconds. */
const SILENCE_SECONDS = 4
/** Timers wake so late at most, as a rule. */
const EARLY_SECONDS = 0.0005

/**
 * MIDI clock for others, after the instrument's beats: it begins at a bar line with the song position
 * of that bar, leans until clocks and beats meet, and stops when no beat comes any more.
 */
export class ClockOut {
  readonly #ports: ClockOutPorts
  #master: ClockMaster | null = null
  #lastBeatSeconds = 0
  #cancel: (() => void) | null = null

  constructor(ports: ClockOutPorts) {
    this.#ports = ports
  }

  beat({ atSeconds, quarters, tempo }: Beat): void {
    this.#lastBeatSeconds = atSeconds
    const master = this.#master
    if (master === null) {
      if (quarters % QUARTERS_A_BAR === 0) this.#begin(atSeconds, quarters, tempo)
      return
    }
    const period = 60 / tempo / CLOCKS_A_QUARTER
    const clocks = (atSeconds - master.nextSeconds) / period
    const error = quarters - master.quarters - clocks / CLOCKS_A_QUARTER
    if (Math.abs(error) > FARTHEST_QUARTERS) this.#end()
    else master.bpm = tempo * (1 + Math.min(GREATEST_PULL, Math.max(-GREATEST_PULL, error * PULL)))
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#master = null
  }

  #begin(atSeconds: number, quarters: number, tempo: number): void {
    const master = new ClockMaster(atSeconds, tempo)
    if (quarters <= 0) master.start()
    else {
      master.locate(quarters)
      master.continue()
    }
    this.#master = master
    this.#run()
  }

  #end(): void {
    this.close()
    this.#ports.send(Uint8Array.of(0xfc))
  }

  #run(): void {
    const master = this.#master
    if (master === null) return
    const now = this.#ports.nowSeconds()
    if (now - this.#lastBeatSeconds > SILENCE_SECONDS) {
      this.#end()
      return
    }
    for (const { message } of master.until(now + EARLY_SECONDS)) this.#ports.send(message)
    const wait = Math.max(0, (master.nextSeconds - this.#ports.nowSeconds()) * 1000)
    this.#cancel = this.#ports.after(wait, () => this.#run())
  }
}

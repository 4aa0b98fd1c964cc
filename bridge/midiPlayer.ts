import { isMessage, type MidiMessage } from './midiStream.ts'
import { Mirror } from './rtpMidi/mirror.ts'

export interface MidiPlayerPorts {
  /** @returns whether there is such a port */
  readonly send: (port: string, message: MidiMessage) => boolean
  /** Unix time. */
  readonly nowSeconds: () => number
  /** Calls back after a while. @returns takes it back */
  readonly after: (milliseconds: number, call: () => void) => () => void
}

/** Further ahead a clock is set wrong. */
export const FARTHEST_SECONDS = 10
/** Of all owners together. */
export const MOST_WAITING = 4096
/** Timers wake so late at most, as a rule. */
const EARLY_SECONDS = 0.0005

interface Waiting {
  readonly owner: object
  readonly port: string
  readonly message: MidiMessage
  readonly atSeconds: number
}

/**
 * Plays messages at ports when they are due, in that order, those of one moment as they came. What an
 * owner that goes has left sounding is let go of.
 */
export class MidiPlayer {
  readonly #ports: MidiPlayerPorts
  /** By when they are due. */
  #waiting: Waiting[] = []
  readonly #played = new Map<object, Map<string, Mirror>>()
  #cancel: (() => void) | null = null

  constructor(ports: MidiPlayerPorts) {
    this.#ports = ports
  }

  /**
   * @param atSeconds Unix time; what has passed means now
   * @returns whether it is played: not when it is no message, for no port, or too far ahead
   */
  play(owner: object, port: string, message: MidiMessage, atSeconds: number): boolean {
    if (!isMessage(message)) return false
    const ahead = atSeconds - this.#ports.nowSeconds()
    if (ahead > FARTHEST_SECONDS || this.#waiting.length >= MOST_WAITING) return false
    const item = { owner, port, message, atSeconds }
    if (ahead <= EARLY_SECONDS) {
      // A timer that is late must not let a note's end overtake its beginning.
      this.#sendDue()
      return this.#send(item)
    }
    let place = this.#waiting.length
    while (place > 0 && (this.#waiting[place - 1]?.atSeconds ?? 0) > atSeconds) place--
    this.#waiting.splice(place, 0, item)
    if (place === 0) this.#wakeLater()
    return true
  }

  /** An owner has gone. */
  leave(owner: object): void {
    this.#waiting = this.#waiting.filter((item) => item.owner !== owner)
    for (const [port, mirror] of this.#played.get(owner) ?? []) {
      for (const message of mirror.release()) this.#ports.send(port, message)
    }
    this.#played.delete(owner)
  }

  close(): void {
    for (const owner of [...this.#played.keys()]) this.leave(owner)
    this.#waiting = []
    this.#cancel?.()
  }

  #wakeLater(): void {
    this.#cancel?.()
    const [first] = this.#waiting
    this.#cancel = null
    if (first === undefined) return
    const milliseconds = Math.max(0, (first.atSeconds - this.#ports.nowSeconds()) * 1000)
    this.#cancel = this.#ports.after(milliseconds, () => {
      this.#sendDue()
      this.#wakeLater()
    })
  }

  #sendDue(): void {
    const until = this.#ports.nowSeconds() + EARLY_SECONDS
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (first.atSeconds > until) return
      this.#waiting.shift()
      this.#send(first)
    }
  }

  #send({ owner, port, message }: Waiting): boolean {
    if (!this.#ports.send(port, message)) return false
    const ports = this.#played.get(owner) ?? new Map<string, Mirror>()
    this.#played.set(owner, ports)
    const mirror = ports.get(port) ?? new Mirror()
    ports.set(port, mirror)
    mirror.hear(message)
    return true
  }
}

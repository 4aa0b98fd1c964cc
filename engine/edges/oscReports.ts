import type { OscMessage, OscPacket } from '../../bridge/osc.ts'
import type { Command } from '../performance/commands.ts'
import { ROOT } from '../performance/addresses.ts'
import type { Told } from '../performance/oscState.ts'
import type { Voice } from '../core/events.ts'
import type { BridgeClock } from './bridgeClock.ts'

/** A note-off never overtakes its note-on. */
const AFTER_MILLISECONDS = 1
/** Note-ons whose note-off is still to come; more are nobody's. */
const MOST_SOUNDING = 1024

/** Says what has changed, once, and each note that plays. */
export class OscReports {
  readonly #send: (packet: OscPacket) => void
  readonly #clock: BridgeClock
  readonly #said = new Map<string, string>()
  /** When each note begins, performance time. */
  readonly #begun = new Map<number, number>()

  constructor(send: (packet: OscPacket) => void, clock: BridgeClock) {
    this.#send = send
    this.#clock = clock
  }

  /** Nobody knows anything any more: the next state is told whole. */
  forget(): void {
    this.#said.clear()
  }

  /** Tells what differs from what was told. */
  state(all: readonly Told[]): void {
    for (const message of all) {
      const text = message.values.join(' ')
      if (this.#said.get(message.address) === text) continue
      this.#said.set(message.address, text)
      this.#send(message)
    }
  }

  /**
   * Tells of a note: pitch, velocity and voice, in a bundle whose timetag says when it sounds if that
   * is still to come.
   * @param atMilliseconds of performance time
   */
  perform(command: Command, atMilliseconds: number, nowMilliseconds: number): void {
    if (command.type === 'noteOn') {
      if (this.#begun.size >= MOST_SOUNDING) this.#begun.clear()
      this.#begun.set(command.id, atMilliseconds)
      const velocity = Math.max(1, Math.round(command.velocity * 127))
      this.tell(
        noteOf('on', command.pitch, velocity, command.voice),
        atMilliseconds,
        nowMilliseconds,
      )
    } else if (command.type === 'noteOff') {
      const begun = this.#begun.get(command.id) ?? -Infinity
      this.#begun.delete(command.id)
      const at = Math.max(atMilliseconds, begun + AFTER_MILLISECONDS)
      this.tell(noteOf('off', command.pitch, 0, command.voice), at, nowMilliseconds)
    } else if (command.type === 'panic') {
      this.#begun.clear()
      this.#send({ address: `${ROOT}out/panic`, types: '', values: [] })
    }
  }

  /** Sends a message, in a bundle with its time when that is still to come. */
  tell(message: OscMessage, atMilliseconds: number, nowMilliseconds: number): void {
    this.#send(
      atMilliseconds <= nowMilliseconds
        ? message
        : { timetag: this.#clock.timetagAt(atMilliseconds), packets: [message] },
    )
  }
}

const noteOf = (what: 'on' | 'off', pitch: number, velocity: number, voice: Voice): OscMessage => ({
  address: `${ROOT}out/note/${what}`,
  types: 'iis',
  values: [pitch, velocity, voice],
})

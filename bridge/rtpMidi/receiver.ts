import { END_OF_SYSEX, isMessage, LONGEST_SYSEX, SYSEX, type MidiMessage } from '../midiStream.ts'
import { decodeJournal } from './journalDecoder.ts'
import { Mirror } from './mirror.ts'
import type { RtpMidi } from './payload.ts'

/** A message, and when the sender’s clock says it was played. */
export interface Heard {
  readonly message: MidiMessage
  /** 32 bits of ticks of 100 µs. */
  readonly timestamp: number
}

/** Packets that came, that were missing when a later one came, and that came too late or twice. */
export interface Losses {
  readonly received: number
  readonly lost: number
  readonly late: number
}

/** A number this far behind is no late packet but another count (RFC 3550, appendix A.1). */
const MOST_LATE = 100

/**
 * The receiving half of one peer’s stream: puts packets in order, and after a gap says what the
 * journal says was missed.
 */
export class Receiver {
  readonly #mirror = new Mirror()
  #last: number | null = null
  /** The number that would show that the sender counts anew. */
  #expectedAnew: number | null = null
  #sysex: number[] = []
  #received = 0
  #lost = 0
  #late = 0

  /** The latest packet, 16 bits; null before the first. */
  get last(): number | null {
    return this.#last
  }

  get losses(): Losses {
    return { received: this.#received, lost: this.#lost, late: this.#late }
  }

  /**
   * Takes a packet whole or not at all.
   * @returns null when its journal is malformed, and needed
   */
  receive(packet: RtpMidi): Heard[] | null {
    const steps = this.#last === null ? 2 : (packet.sequence - this.#last) & 0xffff
    if (this.#last !== null && (steps === 0 || steps >= 0x8000) && !this.#isAnew(packet)) {
      this.#late++
      return []
    }
    const isGap = steps !== 1
    const journal = isGap && packet.journal !== null ? decodeJournal(packet.journal) : null
    if (isGap && packet.journal !== null && journal === null) return null
    if (isGap) this.#sysex = []
    if (this.#last !== null && steps < 0x8000) this.#lost += steps - 1
    this.#last = packet.sequence
    this.#expectedAnew = null
    this.#received++
    const { timestamp } = packet
    const recovered = journal === null ? [] : this.#mirror.recover(journal)
    const heard: Heard[] = recovered.map((message) => ({ message, timestamp }))
    let at = timestamp
    for (const { deltaTicks, bytes } of packet.commands) {
      at = (at + deltaTicks) >>> 0
      const message = this.#whole(bytes)
      if (message === null) continue
      this.#mirror.hear(message)
      heard.push({ message, timestamp: at })
    }
    return heard
  }

  /** What lets go of all that sounds, for when the peer has gone. */
  release(): MidiMessage[] {
    return this.#mirror.release()
  }

  #isAnew({ sequence }: RtpMidi): boolean {
    const behind = ((this.#last ?? 0) - sequence) & 0xffff
    if (behind < MOST_LATE) return false
    const isAnew = sequence === this.#expectedAnew
    this.#expectedAnew = (sequence + 1) & 0xffff
    return isAnew
  }

  /** Puts the segments of a system exclusive together (RFC 6295, section 3.2). */
  #whole(bytes: MidiMessage): MidiMessage | null {
    const [first = 0] = bytes
    const last = bytes.at(-1) ?? 0
    if (first !== SYSEX && first !== END_OF_SYSEX) return isMessage(bytes) ? bytes : null
    if (first === SYSEX) {
      this.#sysex = []
      if (last === END_OF_SYSEX) return bytes
    } else if (this.#sysex.length === 0) return null
    const isTooLong = this.#sysex.length + bytes.length > LONGEST_SYSEX
    if (isTooLong || (last !== SYSEX && last !== END_OF_SYSEX)) {
      this.#sysex = []
      return null
    }
    for (const byte of bytes.subarray(first === SYSEX ? 0 : 1, -1)) this.#sysex.push(byte)
    if (last === SYSEX) return null
    const message = Uint8Array.of(...this.#sysex, END_OF_SYSEX)
    this.#sysex = []
    return message
  }
}

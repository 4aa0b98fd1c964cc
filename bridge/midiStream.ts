/**
 * MIDI as it runs down a cable: bytes without frames. Pure. Source: MIDI 1.0 Detailed Specification
 * (4.2.1), sections “Running Status”, “System Real Time Messages” and “System Exclusive”.
 */

/** One whole message with its status byte, of its own: it may be kept. */
export type MidiMessage = Uint8Array

/** In bytes, both ends included. A longer one is dropped whole. */
export const LONGEST_SYSEX = 60_000

export const SYSEX = 0xf0
export const END_OF_SYSEX = 0xf7
const FIRST_STATUS = 0x80
const FIRST_REAL_TIME = 0xf8

/**
 * How many bytes a message takes, its status included; 0 for a system exclusive, which ends itself,
 * and -1 for a status that begins no message.
 */
export function messageLength(status: number): number {
  switch (status & 0xf0) {
    case 0x80:
    case 0x90:
    case 0xa0:
    case 0xb0:
    case 0xe0:
      return 3
    case 0xc0:
    case 0xd0:
      return 2
    case 0xf0:
      break
    default:
      return -1
  }
  switch (status) {
    case SYSEX:
      return 0
    case 0xf1:
    case 0xf3:
      return 2
    case 0xf2:
      return 3
    case 0xf4:
    case 0xf5:
    case END_OF_SYSEX:
    case 0xf9:
    case 0xfd:
      return -1
    default:
      return 1
  }
}

/** Whether bytes are one whole message, and nothing else. */
export function isMessage(bytes: Uint8Array): boolean {
  const status = bytes[0] ?? 0
  const length = messageLength(status)
  if (length < 0) return false
  const last = length === 0 ? bytes.length - 1 : bytes.length
  if (length === 0 ? bytes[last] !== END_OF_SYSEX || last === 0 : bytes.length !== length) {
    return false
  }
  for (let i = 1; i < last; i++) if ((bytes[i] ?? FIRST_STATUS) >= FIRST_STATUS) return false
  return true
}

/**
 * Cuts a stream of bytes into messages: running status is written out, real-time bytes inside another
 * message come first, and what makes no message is dropped and counted.
 */
export class MidiStream {
  readonly #take: (message: MidiMessage) => void
  readonly #longestSysex: number
  /** Of the channel message that data bytes continue; 0 when none. */
  #running = 0
  /** The message under way, whose first byte is its status; empty when none. */
  #pending: number[] = []
  #isTooLong = false
  #dropped = 0

  constructor(take: (message: MidiMessage) => void, longestSysex = LONGEST_SYSEX) {
    this.#take = take
    this.#longestSysex = longestSysex
  }

  /** Bytes that were part of no message. */
  get dropped(): number {
    return this.#dropped
  }

  /** Takes the next bytes, which may begin and end anywhere. */
  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte >= FIRST_REAL_TIME) this.#realTime(byte)
      else if (byte >= FIRST_STATUS) this.#status(byte)
      else this.#data(byte)
    }
  }

  #realTime(byte: number): void {
    if (messageLength(byte) === 1) this.#take(Uint8Array.of(byte))
    else this.#dropped++
  }

  #status(byte: number): void {
    if (byte === END_OF_SYSEX && this.#pending[0] === SYSEX && !this.#isTooLong) {
      this.#pending.push(byte)
      this.#finish()
      return
    }
    this.#dropped += this.#pending.length
    this.#pending = []
    this.#isTooLong = false
    this.#running = byte < SYSEX ? byte : 0
    const length = messageLength(byte)
    if (length < 0) this.#dropped++
    else {
      this.#pending = [byte]
      if (length === 1) this.#finish()
    }
  }

  #data(byte: number): void {
    if (this.#pending.length === 0) {
      if (this.#running === 0) {
        this.#dropped++
        return
      }
      this.#pending = [this.#running]
    }
    if (this.#isTooLong) {
      this.#dropped++
      return
    }
    this.#pending.push(byte)
    const length = messageLength(this.#pending[0] ?? 0)
    if (length === this.#pending.length) this.#finish()
    else if (length === 0 && this.#pending.length >= this.#longestSysex) {
      this.#dropped += this.#pending.length - 1
      this.#pending.length = 1
      this.#isTooLong = true
    }
  }

  #finish(): void {
    const message = Uint8Array.from(this.#pending)
    this.#pending = []
    this.#take(message)
  }
}

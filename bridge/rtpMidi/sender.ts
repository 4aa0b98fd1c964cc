import { END_OF_SYSEX, SYSEX, type MidiMessage } from '../midiStream.ts'
import { History } from './history.ts'
import { encodeJournal } from './journalEncoder.ts'
import { encodeRtp, type Command } from './payload.ts'

/** With the journal, what a usual network carries without cutting it. */
const MOST_LIST_BYTES = 900
/** Longest data of a system exclusive’s segment, its two brackets aside. */
const SEGMENT_BYTES = 800
/** After the last packet with news, in milliseconds; then as often as the last two are apart. */
const GUARDS = [20, 40, 80, 160, 320, 640, 1280]
const MOST_GUARDS = 12

/**
 * The sending half of one peer’s stream: packets with numbers and journals, and, until the peer has
 * confirmed the last of them, empty packets that carry the journal alone (RFC 6295, section 4.2: guard
 * packets), so that a release which was lost does not wait for the next note.
 */
export class Sender {
  readonly #ssrc: number
  readonly #history: History
  /** Not wrapped; the wire has its low 16 bits. */
  #next: number
  #hasSent = false
  #confirmed: number
  #lastNewsMilliseconds = 0
  #guards = 0

  /** @param first the first packet’s number, 16 bits at random */
  constructor(ssrc: number, first: number) {
    this.#ssrc = ssrc
    this.#next = first
    this.#confirmed = first - 1
    this.#history = new History(first)
  }

  /** The packets that carry messages played now, in order. */
  packets(messages: readonly MidiMessage[], nowMilliseconds: number): Uint8Array[] {
    this.#lastNewsMilliseconds = nowMilliseconds
    this.#guards = 0
    return lists(messages).map((list) => this.#packet(list, nowMilliseconds))
  }

  /** A packet without messages, when one is due. */
  guard(nowMilliseconds: number): Uint8Array | null {
    if (this.#confirmed >= this.#next - 1 || this.#guards >= MOST_GUARDS) return null
    const last = GUARDS.at(-1) ?? 0
    const wait = GUARDS[this.#guards] ?? last * (this.#guards - GUARDS.length + 2)
    if (nowMilliseconds - this.#lastNewsMilliseconds < wait) return null
    this.#guards++
    return this.#packet([], nowMilliseconds)
  }

  /** @param sequence the latest that the peer says it has, 16 bits */
  confirm(sequence: number): void {
    const last = this.#next - 1
    const packet = last - ((last - sequence) & 0xffff)
    if (!this.#hasSent || packet <= this.#confirmed) return
    this.#confirmed = packet
    this.#history.confirm(packet)
  }

  #packet(messages: readonly MidiMessage[], nowMilliseconds: number): Uint8Array {
    const packet = this.#next++
    const commands: Command[] = messages.map((bytes) => ({ deltaTicks: 0, bytes }))
    const bytes = encodeRtp({
      sequence: packet & 0xffff,
      timestamp: toTicks(nowMilliseconds) >>> 0,
      ssrc: this.#ssrc,
      commands,
      // Section 4: all but the first packet have one, with nothing in it if need be.
      journal: this.#hasSent ? encodeJournal(this.#history.journal(packet - 1)) : null,
    })
    this.#hasSent = true
    for (const message of messages) this.#history.add(message, packet)
    return bytes
  }
}

/** Ticks of 100 µs, of which 32 bits count. */
const toTicks = (milliseconds: number): number => Math.round(milliseconds * 10) % 0x100000000

/** Cuts messages into what one packet each may carry. */
function lists(messages: readonly MidiMessage[]): MidiMessage[][] {
  const whole: MidiMessage[][] = []
  let list: MidiMessage[] = []
  let bytes = 0
  for (const part of messages.flatMap(segments)) {
    if (bytes > 0 && bytes + part.length + 1 > MOST_LIST_BYTES) {
      whole.push(list)
      list = []
      bytes = 0
    }
    list.push(part)
    bytes += part.length + 1
  }
  if (list.length > 0) whole.push(list)
  return whole
}

/** Section 3.2: a long system exclusive in parts, F0 … F0, F7 … F0, F7 … F7. */
function segments(message: MidiMessage): MidiMessage[] {
  if (message.length <= SEGMENT_BYTES || message[0] !== SYSEX) return [message]
  const data = message.subarray(1, -1)
  const parts: MidiMessage[] = []
  for (let at = 0; at < data.length; at += SEGMENT_BYTES) {
    const isLast = at + SEGMENT_BYTES >= data.length
    parts.push(
      Uint8Array.of(
        at === 0 ? SYSEX : END_OF_SYSEX,
        ...data.subarray(at, at + SEGMENT_BYTES),
        isLast ? END_OF_SYSEX : SYSEX,
      ),
    )
  }
  return parts
}

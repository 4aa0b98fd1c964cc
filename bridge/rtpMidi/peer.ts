import type { MidiMessage } from '../midiStream.ts'
import { clockTicks, PeerClock } from './clockSync.ts'
import { encodeControl, type ClockSync, type Feedback } from './control.ts'
import type { RtpMidi } from './payload.ts'
import { Receiver, type Losses } from './receiver.ts'
import { Sender } from './sender.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

/** AppleMIDI’s two ports: one for the session, and the next one for MIDI and clocks. */
export type Lane = 'control' | 'data'

export interface PeerParts {
  /** Theirs. */
  readonly ssrc: number
  readonly token: number
  readonly name: string
  readonly control: Address
  readonly data: Address
  /** We asked, so we keep the clocks together. */
  readonly isInitiator: boolean
}

export interface PeerPorts {
  /** Ours. */
  readonly ssrc: number
  readonly send: (lane: Lane, to: Address, bytes: Uint8Array) => void
}

/** A message that came, and when it was played, on our clock. */
export interface Arrival {
  readonly message: MidiMessage
  readonly atMilliseconds: number
}

/** The first clock exchanges come fast, as the best of them counts. */
const FAST_SYNCS = 6
const FAST_SYNC_MILLISECONDS = 250
const SYNC_MILLISECONDS = 2500
/** Exchanges without an answer after which an asker gives a peer up. */
const MOST_UNANSWERED = 3
/** Apple’s own patience. */
const SILENCE_MILLISECONDS = 60_000
/** One who was asked looks after the clocks himself when the asker does not. */
const NEGLECT_MILLISECONDS = 20_000
const FEEDBACK_MILLISECONDS = 100

/** One open connection: both halves of the stream, the clock, and whether the peer still lives. */
export class Peer {
  readonly parts: PeerParts
  readonly clock = new PeerClock()
  readonly #ports: PeerPorts
  readonly #sender: Sender
  readonly #receiver = new Receiver()
  #lastHeardMilliseconds: number
  #nextSyncMilliseconds: number
  #syncs = 0
  #unanswered = 0
  #isFeedbackDue = false
  #nextFeedbackMilliseconds = 0

  /** @param firstSequence 16 bits at random (RFC 3550, section 5.1) */
  constructor(parts: PeerParts, ports: PeerPorts, firstSequence: number, nowMilliseconds: number) {
    this.parts = parts
    this.#ports = ports
    this.#sender = new Sender(ports.ssrc, firstSequence)
    this.#lastHeardMilliseconds = nowMilliseconds
    this.#nextSyncMilliseconds = nowMilliseconds + (parts.isInitiator ? 0 : NEGLECT_MILLISECONDS)
  }

  get losses(): Losses {
    return this.#receiver.losses
  }

  /** Sends messages, together as one moment. */
  play(messages: readonly MidiMessage[], nowMilliseconds: number): void {
    for (const bytes of this.#sender.packets(messages, nowMilliseconds)) this.#send('data', bytes)
  }

  /** @returns null when the packet is malformed */
  hear(packet: RtpMidi, nowMilliseconds: number): Arrival[] | null {
    this.#lastHeardMilliseconds = nowMilliseconds
    const heard = this.#receiver.receive(packet)
    if (heard === null) return null
    this.#isFeedbackDue = true
    return heard.map(({ message, timestamp }) => ({
      message,
      atMilliseconds: this.clock.milliseconds(timestamp, nowMilliseconds),
    }))
  }

  /** Takes a clock’s or a receiver’s packet. */
  control(packet: ClockSync | Feedback, nowMilliseconds: number): void {
    this.#lastHeardMilliseconds = nowMilliseconds
    if (packet.kind === 'RS') {
      this.#sender.confirm(packet.sequence)
      return
    }
    const { count, ticks } = packet
    const now = clockTicks(nowMilliseconds)
    if (count === 0) {
      if (!this.parts.isInitiator) {
        this.#nextSyncMilliseconds = nowMilliseconds + NEGLECT_MILLISECONDS
      }
      this.#sync(1, [ticks[0], now, 0n])
    } else if (count === 1) {
      this.#unanswered = 0
      this.clock.asked(ticks[0], ticks[1], now)
      this.#sync(2, [ticks[0], ticks[1], now])
    } else this.clock.answered(ticks[0], ticks[1], ticks[2])
  }

  /**
   * Does what is due.
   * @returns why the peer is given up; null while it lives
   */
  tick(nowMilliseconds: number): string | null {
    if (nowMilliseconds - this.#lastHeardMilliseconds > SILENCE_MILLISECONDS) return 'fell silent'
    if (nowMilliseconds >= this.#nextSyncMilliseconds) {
      if (this.#unanswered >= MOST_UNANSWERED) return 'does not answer'
      this.#unanswered++
      const wait = this.#syncs++ < FAST_SYNCS ? FAST_SYNC_MILLISECONDS : SYNC_MILLISECONDS
      this.#nextSyncMilliseconds = nowMilliseconds + wait
      this.#sync(0, [clockTicks(nowMilliseconds), 0n, 0n])
    }
    const { last } = this.#receiver
    if (this.#isFeedbackDue && last !== null && nowMilliseconds >= this.#nextFeedbackMilliseconds) {
      this.#isFeedbackDue = false
      this.#nextFeedbackMilliseconds = nowMilliseconds + FEEDBACK_MILLISECONDS
      const feedback: Feedback = { kind: 'RS', ssrc: this.#ports.ssrc, sequence: last }
      this.#send('control', encodeControl(feedback))
    }
    const guard = this.#sender.guard(nowMilliseconds)
    if (guard !== null) this.#send('data', guard)
    return null
  }

  /** What lets go of all that the peer left sounding. */
  release(): MidiMessage[] {
    return this.#receiver.release()
  }

  /** Tells the peer that we go. */
  sayGoodbye(): void {
    const { token } = this.parts
    this.#send('control', encodeControl({ kind: 'BY', token, ssrc: this.#ports.ssrc, name: '' }))
  }

  #sync(count: number, ticks: ClockSync['ticks']): void {
    this.#send('data', encodeControl({ kind: 'CK', ssrc: this.#ports.ssrc, count, ticks }))
  }

  #send(lane: Lane, bytes: Uint8Array): void {
    this.#ports.send(lane, this.parts[lane], bytes)
  }
}

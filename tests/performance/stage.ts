import { lookaheadOf } from '../../engine/clock/outputLead.ts'
import type { Ask, Reply } from '../../engine/continuation/ask.ts'
import type { KeyAsk, KeyReply } from '../../engine/continuation/keyAsk.ts'
import type { LookAheadAsk } from '../../engine/continuation/lookAheadAsk.ts'
import type { Event } from '../../engine/core/events.ts'
import { midiNote, unit } from '../../engine/core/units.ts'
import { valueOfKeyChoice, type KeyChoice } from '../../engine/expression/key.ts'
import type { Command } from '../../engine/performance/commands.ts'
import { LOOKAHEAD_SECONDS, type Conductor } from '../../engine/performance/conductor.ts'
import type { NoteOffCommand, NoteOnCommand } from '../../engine/sound/commands.ts'
import { createRun } from './run.ts'

/** Anything that answers asks as the worker does; null: it has nothing to say. */
export interface Network {
  answer(ask: Ask): Reply | null
  answerKey?(ask: KeyAsk): KeyReply
  answerAhead?(ask: LookAheadAsk): Future | null
}

/** A bar to come, as the worker tells it. */
export interface Future {
  readonly tokens: readonly number[]
  readonly probabilities: readonly number[]
}

/** At 100 quarters a minute. */
export const BEAT = 0.6
export const SIXTEENTH = BEAT / 4
export const BAR = BEAT * 4

export const noteOn = (pitch: number, device = 'keys', velocity = 0.7): Event => ({
  type: 'noteOn',
  device,
  channel: 1,
  pitch: midiNote(pitch),
  velocity: unit(velocity),
})

export const noteOff = (pitch: number, device = 'keys'): Event => ({
  type: 'noteOff',
  device,
  channel: 1,
  pitch: midiNote(pitch),
})

export const READY: Event = {
  type: 'model',
  status: 'ready',
  name: 'scripted',
  hash: 'scripted',
  minPitch: midiNote(48),
  maxPitch: midiNote(83),
}

export interface StageOptions {
  readonly seed?: number
  /** Comes ready at second 0; null: there is none. */
  readonly network?: Network | null
  readonly replySeconds?: number
  /** How it is found: what is played is not transposed unless a test wants it. */
  readonly key?: KeyChoice
}

/** Between two wakes of the page. */
export const WINDOW_SECONDS = 0.005

/**
 * A stage as the page builds it, on a clock moved by hand: time goes on in windows of 5 ms, and a
 * network answers what it is asked after a while.
 */
export class Stage {
  readonly commands: Command[]
  readonly conductor: Conductor
  readonly log: () => string[]
  now = 0
  network: Network | null
  replySeconds: number
  /** How long the sound device's way out is. */
  leadSeconds = 0
  #heard = 0
  #replies: { readonly atSeconds: number; readonly event: Event }[] = []

  constructor({ seed = 7, network = null, replySeconds = 0.01, key = 'off' }: StageOptions = {}) {
    const run = createRun(seed)
    this.commands = run.commands
    this.conductor = run.conductor
    this.log = run.log
    this.network = network
    this.replySeconds = replySeconds
    this.tell({ type: 'setParameter', parameter: 'key', value: valueOfKeyChoice(key) })
    if (network) this.tell(READY)
  }

  /** Something happens now. */
  tell(event: Event): void {
    this.conductor.accept(event, this.now)
    this.#carry()
  }

  #carry(): void {
    for (; this.#heard < this.commands.length; this.#heard++) {
      const command = this.commands[this.#heard]
      if (!command) continue
      const event = this.#answerTo(command)
      if (event) this.#replies.push({ atSeconds: this.now + this.replySeconds, event })
    }
  }

  #answerTo(command: Command): Event | null {
    if (command.type === 'ask') {
      const reply = this.network?.answer(command.ask)
      if (!reply) return null
      return reply.outcome === 'lost'
        ? { type: 'modelLost', ask: reply.ask }
        : { type: 'modelReply', ask: reply.ask, logits: reply.logits }
    }
    if (command.type === 'askAhead') {
      const future = this.network?.answerAhead?.(command.ask)
      return future ? { type: 'lookAhead', ask: command.ask.ask, ...future } : null
    }
    if (command.type !== 'askKey') return null
    const reply = this.network?.answerKey?.(command.ask)
    if (!reply) return null
    return reply.outcome === 'lost'
      ? { type: 'keyLost', ask: reply.ask }
      : { type: 'keyReply', ask: reply.ask, losses: reply.losses }
  }

  /** Time goes on to a moment of show time. */
  until(seconds: number): void {
    while (this.now < seconds) {
      this.now = Math.min(seconds, this.now + WINDOW_SECONDS)
      this.conductor.advanceTo(this.now + lookaheadOf(LOOKAHEAD_SECONDS, this.leadSeconds))
      this.#carry()
      const due = this.#replies.filter(({ atSeconds }) => atSeconds <= this.now)
      this.#replies = this.#replies.filter(({ atSeconds }) => atSeconds > this.now)
      for (const { event } of due) this.tell(event)
    }
  }

  /** Something happens at a moment that has not passed. */
  at(seconds: number, event: Event): void {
    this.until(seconds)
    this.tell(event)
  }

  /** A note of the performer's, from one moment to another. */
  play(pitch: number, from: number, to: number, velocity?: number): void {
    this.at(from, noteOn(pitch, 'keys', velocity))
    this.at(to, noteOff(pitch))
  }

  get notes(): NoteOnCommand[] {
    return this.commands.filter((command) => command.type === 'noteOn')
  }

  get partnerNotes(): NoteOnCommand[] {
    return this.notes.filter(({ voice }) => voice === 'model')
  }

  endOf({ id }: NoteOnCommand): NoteOffCommand | undefined {
    return this.commands
      .filter((command) => command.type === 'noteOff')
      .find((command) => command.id === id)
  }

  get asks(): Ask[] {
    return this.commands.flatMap((command) => (command.type === 'ask' ? [command.ask] : []))
  }
}

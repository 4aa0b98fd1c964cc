import type { Mode } from '../core/events.ts'
import type { MidiNote, Seconds, Ticks, Unit } from '../core/units.ts'
import type { Ask } from './ask.ts'
import { createContext, type Context } from './context.ts'
import type { HeldChord } from './heldChords.ts'
import type { Progressions } from './progression.ts'
import { beginCourse, type Course } from './course.ts'
import type { Guide } from './guide.ts'
import type { Listener } from './listener.ts'
import type { Manner } from './manner.ts'
import type { Memory } from './markov.ts'
import type { Range } from './tokens.ts'
import type { Audition, Taking } from './taking.ts'
import { MELODY_RANGE } from './tokens.ts'

/** The network as the fold knows it. */
export type ModelState =
  | { readonly status: 'ready'; readonly name: string; readonly hash: string }
  | { readonly status: 'absent' | 'failed'; readonly reason: string }

/** What the performer is playing, or has just played. */
export interface Phrase {
  /** From which on what is heard belongs to it. */
  readonly firstStep: number
  readonly lowest: MidiNote
  readonly highest: MidiNote
  /** Running mean of the velocities. */
  readonly velocity: Unit
}

/** A stretch that the model plays, or will. */
export interface Plan {
  readonly kind: 'answer' | 'continue' | 'solo' | 'punchIn' | 'trade'
  readonly startTicks: Ticks
  readonly endTicks: Ticks
  /** Whether it goes on past its end until something ends it. */
  readonly isEndless: boolean
}

/** The newest question to the worker; an answer to an older one is too late. */
export interface Awaited {
  readonly ask: number
  readonly logits: readonly number[] | null
}

/** The partner's note that sounds. */
export interface SoundingNote {
  readonly id: number
  readonly pitch: MidiNote
  readonly onsetTicks: Ticks
}

/** How a note ends: by itself, giving way to the performer, or beside whom it must not ring on. */
export type Release = 'own' | 'yield' | 'beside'

/** Who made the last token of the model's line, and why it was not the network. */
export type Player =
  { readonly kind: 'network' } | { readonly kind: 'markov'; readonly why: string }

/** The partner: what it has heard, what it means to play, and what it plays. */
export interface Continuation {
  readonly mode: Mode
  /** The mode that begins at the next bar line. */
  readonly nextMode: Mode | null
  readonly model: ModelState
  /** The pitches that tokens stand for: of the newest network, also while it is away. */
  readonly range: Range
  readonly listener: Listener
  readonly context: Context
  /** What the performer has held below the split, by sixteenths; the newest last. */
  readonly chords: readonly HeldChord[]
  /** The chords where nothing is held there. */
  readonly progressions: Progressions
  readonly memory: Memory
  /** Semitones from the performer's key and register into the model's. */
  readonly shift: number
  readonly phrase: Phrase | null
  readonly plan: Plan | null
  readonly taking: Taking | null
  readonly audition: Audition | null
  /** Where the performer's turn began, while turns are traded. */
  readonly turnTicks: Ticks | null
  /** First step not read from the performer's playing yet; null outside a phrase. */
  readonly openStep: number | null
  readonly awaited: Awaited | null
  readonly nextAsk: number
  readonly nextNote: number
  /** Draws made so far: the key of the next one. */
  readonly draws: number
  /** What has been drawn since the plan, or the duet, began. */
  readonly course: Course
  /** What leads the plan; null: the model goes where it likes. */
  readonly guide: Guide | null
  /** How the plan is to be played; null: evenly. */
  readonly manner: Manner | null
  readonly sounding: SoundingNote | null
  readonly player: Player
}

export const createContinuation = (): Continuation => ({
  mode: 'answer',
  nextMode: null,
  model: { status: 'absent', reason: 'The network is not loaded.' },
  range: MELODY_RANGE,
  listener: [],
  context: createContext(0),
  chords: [],
  progressions: [],
  memory: [],
  shift: 0,
  phrase: null,
  plan: null,
  taking: null,
  audition: null,
  turnTicks: null,
  openStep: null,
  awaited: null,
  nextAsk: 0,
  nextNote: 0,
  draws: 0,
  course: beginCourse(),
  guide: null,
  manner: null,
  sounding: null,
  player: { kind: 'network' },
})

/** Whether nothing hangs on the bars: no phrase, no plan, no duet. */
export const isIdle = (state: Continuation): boolean =>
  state.phrase === null && state.plan === null && state.turnTicks === null

/** What the partner does, for the rooms of sound and picture to carry out. */
export type Act =
  | {
      readonly type: 'begin'
      readonly id: number
      readonly pitch: MidiNote
      readonly velocity: Unit
      readonly atSeconds: Seconds
      /** Of the pitch. */
      readonly temperature: number
      readonly rhythmTemperature: number
      readonly surpriseBits: number
      readonly step: number
      readonly probability: number
      readonly draw: number
      readonly model: string
      /** Where the draw was made, if elsewhere than in the melody of this performance. */
      readonly drawnFrom?: { readonly seed: number; readonly stream: string }
      readonly isAudition?: true
    }
  | {
      readonly type: 'end'
      readonly id: number
      readonly atSeconds: Seconds
      readonly release: Release
    }

/** The partner after something happened, with what it does about it. */
export interface Turn {
  readonly state: Continuation
  readonly acts: readonly Act[]
  readonly asks: readonly Ask[]
}

export const turn = (state: Continuation): Turn => ({ state, acts: [], asks: [] })

export const changed = (before: Turn, change: Partial<Continuation>): Turn => ({
  ...before,
  state: { ...before.state, ...change },
})

/** Puts steps one after the other. */
export const andThen = (before: Turn, next: (state: Continuation) => Turn): Turn => {
  const after = next(before.state)
  return {
    state: after.state,
    acts: after.acts.length > 0 ? [...before.acts, ...after.acts] : before.acts,
    asks: after.asks.length > 0 ? [...before.asks, ...after.asks] : before.asks,
  }
}

import type { CurveMove } from './curveMove.ts'
import type { Voice } from '../core/events.ts'
import type { Contexts } from './contextGlide.ts'
import type { Bpm, MidiNote, Seconds, Unit } from '../core/units.ts'

/** What the fold tells the picture: petals begin and end; all else is read from the frame. */
export type PetalCommand =
  | {
      readonly type: 'petal'
      readonly id: number
      readonly voice: Voice
      readonly pitch: MidiNote
      readonly velocity: Unit
      readonly temperature: number
      readonly surpriseBits: number
      /** Which flower it is, as the performer stood at its onset. */
      readonly contexts: Contexts
      readonly atSeconds: Seconds
    }
  | {
      readonly type: 'petalEnd'
      readonly id: number
      readonly atSeconds: Seconds
    }

/** A note that the model means to play. */
export interface MeantNote {
  /** As it will sound. */
  readonly pitch: MidiNote
  /** Show time. */
  readonly startSeconds: Seconds
  readonly durationSeconds: Seconds
  /** How sure it is of all up to this note: the geometric mean of what it drew so far, 0..1. */
  readonly confidence: Unit
}

/** The show at one moment, as plain numbers: the only clock and the only news a scene gets. */
export interface Frame {
  readonly showSeconds: Seconds
  /** Quarters a minute. */
  readonly tempo: Bpm
  /** Bars since bar one, from 0. */
  readonly bar: number
  /** Quarters of a beat: 1.5 in 6/8. */
  readonly beatQuarters: number
  /** Where in the beat, 0 at its onset. */
  readonly beatPhase: Unit
  /** Quarters of a bar: 4, or 3 in 3/4 and 6/8. */
  readonly barQuarters: number
  /** Where in the bar, 0 at its first beat. */
  readonly barPhase: Unit
  /** The show time that lies 32 bars back, by the tempo as it was: what was played before is old. */
  readonly oldBeforeSeconds: Seconds
  readonly temperature: number
  /** Where the performer stands between the drawn flowers, without jumps. */
  readonly contexts: Contexts
  /** How the drawn flowers' context curves are moved, for all petals at once. */
  readonly curveMove: CurveMove
  readonly playing: Voice | 'nobody'
  /** How far the performer's rest has closed the ring that calls the answer, 0..1. */
  readonly rest: Unit
  /** The next bar as the model means to play it, by time; empty when that is not known. */
  readonly lookAhead: readonly MeantNote[]
  /** Since anyone's last note, for the garden's sleep. */
  readonly silenceSeconds: Seconds
  /** The live scene's controls by name. */
  readonly controls: Readonly<Record<string, Unit>>
}

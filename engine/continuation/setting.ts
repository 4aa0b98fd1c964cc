import type { Grid } from '../clock/grid.ts'
import type { MidiNote, Seconds, Ticks } from '../core/units.ts'
import type { HandsFacts } from '../input/hands.ts'
import type { PhraseReading } from './answer.ts'
import type { Guide } from './guide.ts'
import type { Manner } from './manner.ts'

/** What the partner may know when something happens. */
export interface Setting {
  readonly grid: Grid
  readonly atSeconds: Seconds
  /** Unrounded musical time of the event. */
  readonly atTicks: number
  /** How far all has been decided. */
  readonly horizonTicks: Ticks
  /** Of the melody. */
  readonly hands: HandsFacts
  /** A note that begins below the split: it sounds, and is no part of the melody. */
  readonly harmony: MidiNote | null
  /** Whether a note that begins now begins a phrase. */
  readonly isPhraseNext: boolean
  /** Semitones to the model's key and register, as the ear has them; null: octaves as needed. */
  readonly shift: number | null
}

/** What the ear knows of a phrase that is over. */
export interface PhraseOver {
  /** Null where only what was heard on the way counts. */
  readonly reading: PhraseReading | null
  readonly shift: number | null
  /** From the bar line, the beats on which an answer may enter. */
  readonly beatTicks: number
  /** What leads the answer, but for its length; null where nothing is known of the phrase. */
  readonly guide: Guide | null
  readonly manner: Manner | null
}

import type { Ask } from '../../engine/continuation/ask.ts'
import type { Chord } from './chords.ts'

/** An ask to a model that may know chords. */
export interface ChordedAsk extends Ask {
  /**
   * For each of `tokens` the chord under which the sixteenth after it sounds, null for none; without
   * the list there is none. Models that know no chords do not look.
   */
  readonly chords?: readonly (Chord | null)[]
}

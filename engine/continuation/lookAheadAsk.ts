import type { Shaping } from './shaping.ts'

/** Sixteenths that are looked ahead: a bar. */
export const LOOK_AHEAD_STEPS = 16

/**
 * What the fold asks of the model worker about the bar to come: which tokens it would draw, with the
 * same keys and the same dice, if nothing moves.
 */
export interface LookAheadAsk {
  readonly ask: number
  readonly context: number
  /** Tokens of the context that the worker has been given; the look-ahead follows them. */
  readonly keep: number
  /** Metric position of its first sixteenth. */
  readonly counter: number
  /** Sixteenths wanted. */
  readonly steps: number
  readonly seed: number
  readonly stream: string
  readonly firstDraw: number
  readonly shaping: Shaping
  /**
   * For each of its sixteenths the chord under which the one after it sounds, in the model's pitch
   * classes, the bass first; left out where there is none at all.
   */
  readonly chords?: readonly (readonly number[])[]
}

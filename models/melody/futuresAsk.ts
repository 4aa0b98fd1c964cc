import type { Dice } from '../../engine/continuation/dice.ts'
import type { Shaping } from '../../engine/continuation/shaping.ts'
import type { Chord } from './chords.ts'

/**
 * Asks for several ways in which a context could go on. Playing is not disturbed: the futures begin
 * at a position that the worker still holds and leave its state as it is.
 */
export interface FuturesAsk {
  readonly ask: number
  readonly context: number
  /** Tokens of the context that stay before the futures, 0 for none of them. */
  readonly keep: number
  /** Tokens between those and the futures, and their metric positions; may be empty. */
  readonly tokens: readonly number[]
  readonly counters: readonly number[]
  /** Metric position of the futures' first sixteenth. */
  readonly counter: number
  /** 1..{@link MOST_FUTURES} */
  readonly count: number
  /** Sixteenths of each, 1..{@link MOST_STEPS}. */
  readonly steps: number
  /** How each sixteenth is drawn. */
  readonly dice: Dice
  /**
   * Future 0 draws from `stream` under `seed`, step by step from `firstDraw`: with the fold's own, it
   * is what will be played if nothing moves. Future n draws from the stream `${stream}/${n}`.
   */
  readonly seed: number
  readonly stream: string
  readonly firstDraw: number
  /** How the fold would draw them; without it the plain softmax at `temperature`. */
  readonly shaping?: Shaping
  /**
   * For each of `tokens`, then for each sixteenth of the futures, the chord under which the one after
   * it sounds.
   */
  readonly chords?: readonly (Chord | null)[]
}

export const MOST_FUTURES = 1024
export const MOST_STEPS = 1024

/** One way to go on. */
export interface Future {
  readonly tokens: readonly number[]
  /** Of each token, at the temperature it was drawn with. */
  readonly probabilities: readonly number[]
  /** Information content of each under the model itself, at temperature 1. */
  readonly surpriseBits: readonly number[]
}

export type FuturesReply =
  | { readonly ask: number; readonly outcome: 'futures'; readonly futures: readonly Future[] }
  /** The worker does not hold that position; feed the context again and ask again. */
  | { readonly ask: number; readonly outcome: 'lost' }
  /** Another ask for futures, or another model, has come. */
  | { readonly ask: number; readonly outcome: 'replaced' }
  | { readonly ask: number; readonly outcome: 'refused'; readonly reason: string }

/** @throws RangeError, one line, for an ask that no model could answer */
export function checkFuturesAsk(ask: FuturesAsk, vocabulary: number): void {
  const { keep, tokens, counters, counter, count, steps, dice, seed, firstDraw } = ask
  const whole = (name: string, value: number, min: number, max: number) => {
    if (Number.isSafeInteger(value) && value >= min && value <= max) return
    throw new RangeError(`${name} is ${value}, not a whole number of ${min} to ${max}`)
  }
  whole('keep', keep, 0, Number.MAX_SAFE_INTEGER)
  whole('count', count, 1, MOST_FUTURES)
  whole('steps', steps, 1, MOST_STEPS)
  whole('seed', seed, 0, Number.MAX_SAFE_INTEGER)
  whole('firstDraw', firstDraw, 0, Number.MAX_SAFE_INTEGER - steps)
  if (tokens.length !== counters.length) {
    throw new RangeError(`${tokens.length} tokens came with ${counters.length} counters`)
  }
  for (const token of tokens) whole('a token', token, 0, vocabulary - 1)
  if (![...counters, counter].every(Number.isSafeInteger)) {
    throw new RangeError('a counter is not an integer')
  }
  for (const name of ['rhythmTemperature', 'pitchTemperature'] as const) {
    if (dice[name] >= 0 && dice[name] < Infinity) continue
    throw new RangeError(`the ${name} is ${dice[name]}, not a number from 0`)
  }
}

import { nextBarLine, stepAt, type Grid } from '../../clock/grid.ts'
import type { FutureLine } from '../../core/events.ts'
import type { Ticks } from '../../core/units.ts'
import { stepsToTicks } from '../../core/units.ts'
import type { Continuation } from '../continuation.ts'
import type { Dice } from '../dice.ts'
import { chordsThrough } from '../heldChords.ts'
import { planContinuation } from '../listening.ts'
import { FIRST_NOTE_ON } from '../melodyModel.ts'
import { isOnset, pitchOfToken } from '../tokens.ts'
import type { Candidate, Origin } from './basket.ts'

/** What is wanted of the present moment. */
export interface Wish {
  readonly count: number
  /** Sixteenths of each. */
  readonly steps: number
  readonly dice: Dice
  readonly seed: number
  readonly stream: string
}

/** What the worker is asked for, and where the futures then come from. */
export interface Question {
  readonly ask: Wish & {
    readonly context: number
    readonly keep: number
    readonly tokens: readonly number[]
    readonly counters: readonly number[]
    readonly counter: number
    readonly firstDraw: number
  }
  readonly origin: Origin
  /** For each of the ask's tokens, then for each sixteenth, the chord after it, as an ask has it. */
  readonly chords: readonly (readonly number[])[]
}

/**
 * The question for futures that go on from the present moment as if they began with the next bar.
 * Nothing is changed by asking it.
 * @returns null while no network is there
 */
export function questionOf(
  state: Continuation,
  grid: Grid,
  nowTicks: Ticks,
  wish: Wish,
): Question | null {
  const { model } = state
  if (model.status !== 'ready') return null
  const bar = nextBarLine(grid, nowTicks)
  const planned = planContinuation(state, grid, bar, stepsToTicks(wish.steps))
  const [heard] = planned.asks
  if (!heard) return null
  const { context, keep, tokens, counters } = heard
  const counter = stepAt(grid, bar)
  const { range, shift, context: primer } = planned.state
  const chordsUnder = (steps: readonly number[]) =>
    chordsThrough(state, steps, counter, wish.steps, shift) ?? []
  const firstDraw = 0
  return {
    ask: { ...wish, context, keep, tokens, counters, counter, firstDraw },
    chords: chordsUnder(counters),
    origin: {
      modelName: model.name,
      model: model.hash,
      dice: wish.dice,
      seed: wish.seed,
      stream: wish.stream,
      firstDraw,
      primer: primer.tokens,
      counters: primer.steps,
      counter,
      chords: chordsUnder(primer.steps),
      range,
      shift,
    },
  }
}

/** A candidate as the events carry it: in sounding pitches, whatever model is there by then. */
export function lineOf(candidate: Candidate, origin: Origin): FutureLine {
  const { tokens, probabilities, surpriseBits, stream } = candidate
  const { range, shift, dice, seed, firstDraw, model } = origin
  return {
    line: tokens.map((token) =>
      isOnset(token) ? FIRST_NOTE_ON + pitchOfToken(token - shift, range) : token,
    ),
    probabilities,
    surpriseBits,
    temperature: dice.pitchTemperature,
    rhythmTemperature: dice.rhythmTemperature,
    seed,
    stream,
    firstDraw,
    model,
  }
}

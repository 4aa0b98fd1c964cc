import { ticksOfStep } from '../clock/grid.ts'
import { BAR_STEPS } from '../clock/meter.ts'
import type { Clock } from '../clock/clock.ts'
import { besideOf, isSecondVoice, type Beside } from '../continuation/beside.ts'
import { lengthOf, nextStepOf } from '../continuation/context.ts'
import { chordsThrough } from '../continuation/heldChords.ts'
import type { Continuation } from '../continuation/continuation.ts'
import { MELODY_STREAM } from '../continuation/generate.ts'
import type { LookAheadAsk } from '../continuation/lookAheadAsk.ts'
import { NO_LEAN } from '../continuation/lean.ts'
import { soundingShare } from '../continuation/manner.ts'
import { HOLD } from '../continuation/melodyModel.ts'
import { secondVoice } from '../continuation/secondVoice.ts'
import { isOnset, pitchOfToken, type Range } from '../continuation/tokens.ts'
import type { Event } from '../core/events.ts'
import { exp, log } from '../core/maths.ts'
import {
  seconds,
  stepsToTicks,
  TICKS_PER_STEP,
  unit,
  type Seconds,
  type Ticks,
} from '../core/units.ts'
import { diceAt, temperaturesAt } from '../modulation/dice.ts'
import type { Modulation } from '../modulation/modulation.ts'
import { heldHarmony } from './heldHarmony.ts'
import type { MeantNote } from '../visuals/frame.ts'

/** The bar to come, as the model means to play it. */
export interface Meant {
  /** Where its first sixteenth stands. */
  readonly firstTicks: Ticks
  readonly tokens: readonly number[]
  /** Of each token, in the distribution that it was drawn from. */
  readonly probabilities: readonly number[]
  /** From the model's pitches to those that sound. */
  readonly range: Range
  readonly shift: number
  /** Of the time to the next token for which a note sounds, 0..1; the last is held to the end. */
  readonly share: number
}

/** What has been asked about the bar to come, and what is known of it. */
export interface LookAhead {
  readonly nextAsk: number
  /** The newest question: what it is about, and where its first sixteenth stands. */
  readonly asked: {
    readonly context: number
    readonly keep: number
    readonly firstDraw: number
    readonly firstTicks: Ticks
    /** Notes of the performer's until then, and how many keys are down. */
    readonly struck: number
    readonly held: number
    /** Semitones from the register of the line to where it will sound. */
    readonly displacement: number
  } | null
  readonly meant: Meant | null
  /** What was meant when the model gave way. */
  readonly dropped: Meant | null
}

export const NO_LOOK_AHEAD: LookAhead = { nextAsk: 0, asked: null, meant: null, dropped: null }

/** What the rooms before it say. */
export interface AheadSetting {
  readonly continuation: Continuation
  readonly clock: Clock
  readonly modulation: Modulation
  readonly seed: number
  /** MIDI numbers of the performer's notes that sound, by key or pedal. */
  readonly against: readonly number[]
}

/** The answer to the newest question; any other is too late. */
export function heardAhead(
  ahead: LookAhead,
  event: Event,
  { shift, range, plan, manner }: Continuation,
): LookAhead {
  if (event.type !== 'lookAhead' || !ahead.asked || event.ask !== ahead.nextAsk - 1) return ahead
  const { tokens, probabilities } = event
  const { firstTicks, displacement } = ahead.asked
  const share = plan ? soundingShare(manner) : 1
  const meant = { firstTicks, tokens, probabilities, range, shift: shift - displacement, share }
  return { ...ahead, meant }
}

/** How the bar to come is drawn, and how far from the register of the line it will sound. */
function shapingAt(
  { continuation, clock, modulation, against }: AheadSetting,
  beside: Beside | null,
  firstTicks: Ticks,
  firstStep: number,
  steps: number,
): readonly [LookAheadAsk['shaping'], number] {
  const { guide, course, shift, range } = continuation
  const harmony = heldHarmony(against, modulation, clock.grid, continuation, firstStep, firstTicks)
  const own = diceAt(modulation, firstTicks, shift, range, harmony)
  const second = beside && secondVoice(continuation, own, NO_LEAN, against)
  const shaping = {
    dice: second ? second.dice : own,
    temperatures: Array.from({ length: steps }, (_, index) =>
      temperaturesAt(modulation, firstTicks + stepsToTicks(index)),
    ),
    guide,
    beside,
    course,
  }
  return [shaping, second ? second.displacement : 0]
}

/** Sixteenths of the bar to come that will be played if nothing moves. */
function stepsAhead({ plan }: Continuation, { grid }: Clock, firstTicks: Ticks): number {
  const bar = BAR_STEPS[grid.meter]
  return plan === null || plan.isEndless
    ? bar
    : Math.min(bar, (plan.endTicks - firstTicks) / TICKS_PER_STEP)
}

/**
 * Asks anew where the model's line has gone on or its draws have changed; where it has given way,
 * keeps what was meant.
 */
export function lookAhead(
  ahead: LookAhead,
  setting: AheadSetting,
): readonly [LookAhead, LookAheadAsk | null] {
  const { continuation, clock, seed } = setting
  const { plan, context, model, draws, taking, listener } = continuation
  // What is taken from the basket is known, and not drawn.
  if (taking?.hasBegun) return [{ ...ahead, asked: null, meant: null }, null]
  if (!plan && !isSecondVoice(continuation)) {
    if (!ahead.asked && !ahead.meant) return [ahead, null]
    return [{ ...ahead, asked: null, meant: null, dropped: ahead.meant ?? ahead.dropped }, null]
  }
  const keep = lengthOf(context)
  const nextStep = nextStepOf(context)
  const { asked } = ahead
  const struck = listener.at(-1)?.id ?? -1
  const held = listener.filter(({ offStep }) => offStep === null).length
  const isSame =
    asked?.context === context.id &&
    asked.keep === keep &&
    asked.firstDraw === draws &&
    (plan !== null || (asked.struck === struck && asked.held === held))
  if (isSame || model.status !== 'ready' || context.given !== keep || nextStep === null) {
    return [ahead, null]
  }
  const firstTicks = ticksOfStep(clock.grid, nextStep)
  const steps = stepsAhead(continuation, clock, firstTicks)
  if (steps < 1) return [{ ...ahead, asked: null, meant: null }, null]
  const beside = besideOf(continuation, nextStep, steps)
  const [shaping, displacement] = shapingAt(setting, beside, firstTicks, nextStep, steps)
  const chords = chordsThrough(continuation, [], nextStep, steps, continuation.shift)
  const ask: LookAheadAsk = {
    ask: ahead.nextAsk,
    context: context.id,
    keep,
    counter: nextStep,
    steps,
    seed,
    stream: MELODY_STREAM,
    firstDraw: draws,
    shaping,
    ...(chords && { chords }),
  }
  const heard = { struck, held, displacement }
  const next = { context: context.id, keep, firstDraw: draws, firstTicks, ...heard }
  return [{ ...ahead, nextAsk: ahead.nextAsk + 1, asked: next, dropped: null }, ask]
}

/**
 * The notes of what is meant that begin after a moment, by time.
 * @param soundsAt when what is written at a tick sounds
 */
export function meantNotes(
  { firstTicks, tokens, probabilities, range, shift, share }: Meant,
  soundsAt: (tick: number) => Seconds,
  afterSeconds: number,
): readonly MeantNote[] {
  const notes: MeantNote[] = []
  const secondsOf = (index: number) => soundsAt(firstTicks + stepsToTicks(index))
  let nats = 0
  for (const [index, token] of tokens.entries()) {
    nats -= log(Math.max(Number.MIN_VALUE, probabilities[index] ?? 0))
    if (!isOnset(token)) continue
    const startSeconds = secondsOf(index)
    if (startSeconds <= afterSeconds) continue
    let end = index + 1
    while (end < tokens.length && tokens[end] === HOLD) end++
    const sounds = end < tokens.length ? share * (end - index) : end - index
    notes.push({
      pitch: pitchOfToken(token - shift, range),
      startSeconds,
      durationSeconds: seconds(secondsOf(index + sounds) - startSeconds),
      confidence: unit(exp(-nats / (index + 1))),
    })
  }
  return notes
}

import { barStepOf, nextBeat, stepAt, type Grid } from '../clock/grid.ts'
import { BAR_STEPS, type Meter } from '../clock/meter.ts'
import { ticks, unit, type MidiNote, type Ticks, type Unit } from '../core/units.ts'
import { before, isRinging, nextStepOf, withToken, withTokenAt, type Context } from './context.ts'
import { beginCourse } from './course.ts'
import type { Continuation, Phrase, Plan, Turn } from './continuation.ts'
import { forgotten } from './generate.ts'
import { silentFrom, tokenAt } from './listener.ts'
import { remember } from './markov.ts'
import { planned, UNLED } from './planning.ts'
import { HOLD, NOTE_OFF } from './melodyModel.ts'

/** A silence of this many bars ends a train of thought: the next phrase is heard afresh. */
const FORGET_STEPS = 8 * 16

/** Share of a new note in the running mean of velocities. */
const VELOCITY_SHARE = 0.25

/**
 * The phrase with one more note.
 * @param step from which on what is heard belongs to it, should this be its first
 */
export function withNote(
  phrase: Phrase | null,
  pitch: MidiNote,
  velocity: Unit,
  step: number,
): Phrase {
  if (!phrase) return { firstStep: step, lowest: pitch, highest: pitch, velocity }
  return {
    firstStep: phrase.firstStep,
    lowest: pitch < phrase.lowest ? pitch : phrase.lowest,
    highest: pitch > phrase.highest ? pitch : phrase.highest,
    velocity: unit(phrase.velocity + VELOCITY_SHARE * (velocity - phrase.velocity)),
  }
}

/**
 * A phrase begins at a step: what came before stays in mind unless long ago, and the bar up to the
 * step is heard as rest, so that the model knows where in the bar it is.
 */
export function beginPhrase(state: Continuation, step: number, meter: Meter): Continuation {
  const next = nextStepOf(state.context)
  const isFresh = next === null || step - next > FORGET_STEPS || step < next - FORGET_STEPS
  const fresh = isFresh ? forgotten(state) : state
  const kept = before(fresh.context, step)
  const openStep = Math.max(barStepOf(meter, step), nextStepOf(kept) ?? -Infinity)
  // What rang was let go before this phrase, though nobody's sixteenth said so.
  const isRest = openStep < step && isRinging(kept)
  return {
    ...fresh,
    context: isRest ? withToken(kept, NOTE_OFF, openStep) : kept,
    openStep: isRest ? openStep + 1 : openStep,
    course: beginCourse(),
    guide: null,
    manner: null,
  }
}

/** Reads the performer's playing up to a step, which stays open. */
export function readUpTo(state: Continuation, step: number): Continuation {
  if (state.openStep === null || state.openStep >= step) return state
  let { context, memory } = state
  for (let open = state.openStep; open < step; open++) {
    const token = tokenAt(state.listener, open, state.shift, state.range)
    context = withTokenAt(context, token, open)
    memory = remember(memory, token)
  }
  return { ...state, context, memory, openStep: step }
}

/**
 * The context as the model hears it when it starts at a step: the wait is left out, and the last
 * note-off is moved up to just before the start, since its place tells the model where it comes in.
 * @param isHeld whether a note of the performer's still sounds then
 */
export function leadInto(context: Context, startStep: number, isHeld: boolean): Context {
  const last = context.steps.at(-1)
  // What has heard nothing begins after a rest.
  if (last === undefined) return withToken(context, HOLD, startStep - 1)
  if (last >= startStep - 1) return context
  if (context.tokens.at(-1) === NOTE_OFF) {
    return withToken(before(context, last), NOTE_OFF, startStep - 1)
  }
  return withToken(context, isRinging(context) && !isHeld ? NOTE_OFF : HOLD, startStep - 1)
}

/** Who only listens hears out a rest of a bar; then the phrase is over, and the wait is not heard. */
export function rested(state: Continuation, meter: Meter): Continuation {
  const silent = silentFrom(state.listener)
  const { openStep } = state
  if (silent === null || openStep === null || openStep < silent + BAR_STEPS[meter]) return state
  return { ...state, phrase: null, openStep: null }
}

/** The performer plays on before the answer began: what was heard stands where it was played. */
export function withoutPlan(state: Continuation, grid: Grid): Continuation {
  const { plan, openStep } = state
  if (!plan || openStep === null) return { ...state, plan: null, phrase: null, awaited: null }
  let context = before(state.context, stepAt(grid, plan.startTicks) - 1)
  for (let step = nextStepOf(context) ?? openStep; step < openStep; step++) {
    const token = tokenAt(state.listener, step, state.shift, state.range)
    context = withTokenAt(context, token, step)
  }
  return { ...state, plan: null, context, awaited: null }
}

/**
 * Music of an exact length, from the next beat.
 * @param nowTicks from where on nothing has been decided
 */
export function planContinuation(
  state: Continuation,
  grid: Grid,
  nowTicks: Ticks,
  lengthTicks: Ticks,
): Turn {
  const startTicks = nextBeat(grid, nowTicks)
  const startStep = stepAt(grid, startTicks)
  const heard = readUpTo(state, startStep)
  const isHeld = heard.phrase !== null && silentFrom(heard.listener) === null
  return planned(
    { ...heard, openStep: null },
    {
      kind: 'continue',
      startTicks,
      endTicks: ticks(startTicks + lengthTicks),
      isEndless: false,
    },
    leadInto(heard.context, startStep, isHeld),
    UNLED,
  )
}

/** What plays now plays on: for an exact length from the next beat, as if it had been asked to before. */
export function prolonged(
  state: Continuation,
  plan: Plan,
  grid: Grid,
  nowTicks: Ticks,
  lengthTicks: Ticks,
): Continuation {
  const endTicks = ticks(nextBeat(grid, nowTicks) + lengthTicks)
  const { startTicks } = plan
  const prolongedPlan: Plan = { kind: 'continue', startTicks, endTicks, isEndless: false }
  return { ...state, plan: prolongedPlan, guide: null, manner: null }
}

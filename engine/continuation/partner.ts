import { isOnGrid } from '../core/windows.ts'
import { nearestStep, stepAt, type Grid } from '../clock/grid.ts'
import type { Event } from '../core/events.ts'
import type { HandsFacts } from '../input/hands.ts'
import { TICKS_PER_STEP, stepsToTicks, ticks, type Seconds, type Ticks } from '../core/units.ts'
import { rebased, withTokenAt } from './context.ts'
import { andThen, changed, turn, type Continuation, type Turn } from './continuation.ts'
import { ask, askAgain, endNote, forgotten, generate, type Moment } from './generate.ts'
import { planAnswer, type PhraseReading } from './answer.ts'
import { heardOff, heardOn, playsAt, tokenAt } from './listener.ts'
import {
  beginPhrase,
  inRange,
  inTokensOf,
  planContinuation,
  prolonged,
  readUpTo,
  rested,
  withNote,
  withoutPlan,
} from './listening.ts'
import { remember } from './markov.ts'
import { audition, auditionStep, endAudition, isOver, take, takenStep } from './taking.ts'

/** What the partner may know when something happens. */
export interface Setting {
  readonly grid: Grid
  readonly atSeconds: Seconds
  /** Unrounded musical time of the event. */
  readonly atTicks: number
  /** How far all has been decided. */
  readonly horizonTicks: Ticks
  readonly hands: HandsFacts
  /** Semitones to the model's key and register, as the ear has them; null: octaves as needed. */
  readonly shift: number | null
}

/** What the ear knows of a phrase that is over. */
export interface PhraseOver {
  /** Null where only what was heard on the way counts. */
  readonly reading: PhraseReading | null
  readonly shift: number | null
}

/** The longest continuation that can be asked for: a day's worth would be a slip of the hand. */
const MAX_CONTINUE_STEPS = 65536

/** Whether the model plays now, or has decided to. */
const isPlanRunning = (state: Continuation, horizonTicks: Ticks): boolean =>
  state.plan !== null && horizonTicks > state.plan.startTicks

/** Whether a note that begins now begins a phrase. */
export const isPhraseNext = (state: Continuation, horizonTicks: Ticks): boolean =>
  state.phrase === null ||
  isPlanRunning(state, horizonTicks) ||
  (state.plan !== null && state.openStep === null)

/** Whether the partner waits for the phrase's end, to answer it. */
export const awaitsEnd = (state: Continuation): boolean =>
  state.mode === 'answer' && state.phrase !== null && state.plan === null

/** The model gives way: its note is let go and its plan dropped. */
function yielded(state: Continuation, setting: Setting): Turn {
  const isRunning = isPlanRunning(state, setting.horizonTicks)
  const kept = isRunning
    ? { ...state, plan: null, phrase: null, openStep: null, awaited: null }
    : state.plan
      ? withoutPlan(state, setting.grid)
      : state
  return endNote(kept, setting.atSeconds, true)
}

function hear(state: Continuation, setting: Setting): Turn {
  const { grid, atSeconds, atTicks, hands } = setting
  const step = nearestStep(grid, atTicks)
  const isDuet = state.mode === 'together' && state.plan === null
  let heard = isDuet || !hands.begun ? turn(state) : yielded(state, setting)
  if (hands.begun) heard = endAudition(heard, atSeconds)
  for (const key of hands.ended) {
    const { listener, openStep } = heard.state
    heard = changed(heard, { listener: heardOff(listener, key.id, step, openStep ?? step) })
  }
  if (!hands.begun) return heard
  const { key, velocity } = hands.begun
  if (!heard.state.phrase) {
    const begun = beginPhrase({ ...heard.state, listener: [] }, step)
    heard = { ...heard, state: begun }
  }
  const { listener, phrase, openStep } = heard.state
  return {
    ...heard,
    state: inRange(
      {
        ...heard.state,
        listener: heardOn(listener, key.id, key.pitch, step, openStep ?? step),
        phrase: withNote(phrase, key.pitch, velocity, openStep ?? step),
      },
      setting.shift,
    ),
  }
}

/** In a duet the performer's sixteenth replaces the model's at once, so that the next can be asked for. */
function duetHeard(state: Continuation, setting: Setting): Turn {
  const { openStep } = state
  if (openStep === null || !playsAt(state.listener, openStep)) return turn(state)
  const token = tokenAt(state.listener, openStep, state.shift, state.range)
  const context = withTokenAt(state.context, token, openStep)
  const isNews = context !== state.context
  const ended = endNote({ ...state, context }, setting.atSeconds, true)
  return isNews ? andThen(ended, (next) => ask(next, true)) : ended
}

function onModel(
  state: Continuation,
  event: Event & { type: 'model' },
  shift: number | null,
): Turn {
  if (event.status !== 'ready') {
    const model = { status: event.status, reason: event.reason }
    return turn({ ...state, model, awaited: null })
  }
  const { name, hash, minPitch, maxPitch } = event
  const model = { status: 'ready', name, hash } as const
  const ready = inRange(inTokensOf({ ...state, model }, { minPitch, maxPitch }), shift)
  return askAgain(ready, state.plan !== null || state.mode === 'together')
}

function goOn(state: Continuation, event: Event & { type: 'continue' }, setting: Setting): Turn {
  const { grid, horizonTicks, atTicks, atSeconds } = setting
  const length = stepsToTicks(Math.min(Math.max(1, Math.floor(event.steps)), MAX_CONTINUE_STEPS))
  const from = ticks(Math.max(horizonTicks, Math.ceil(atTicks)))
  if (state.plan && isPlanRunning(state, horizonTicks)) {
    return turn(prolonged(state, state.plan, grid, from, length))
  }
  return andThen(endNote(inRange(state, setting.shift), atSeconds, true), (next) =>
    planContinuation(next.plan ? withoutPlan(next, grid) : next, grid, from, length),
  )
}

/** The partner after an event. */
export function respond(state: Continuation, event: Event, setting: Setting): Turn {
  switch (event.type) {
    case 'mode': {
      if (event.mode === state.mode) return turn(state)
      const ended = endNote(state, setting.atSeconds, true)
      return changed(ended, {
        mode: event.mode,
        plan: null,
        taking: null,
        phrase: null,
        openStep: null,
        awaited: null,
      })
    }
    case 'continue':
      return goOn(state, event, setting)
    case 'countIn': {
      const ended = endNote(state, setting.atSeconds, true)
      return changed(ended, {
        plan: null,
        taking: null,
        phrase: null,
        openStep: null,
        awaited: null,
        listener: [],
      })
    }
    case 'take':
      return take(state, event.future, setting)
    case 'audition':
      return audition(state, event.future, setting)
    case 'panic': {
      const ended = endAudition(endNote(state, setting.atSeconds, true), setting.atSeconds)
      const still = changed(ended, {
        plan: null,
        taking: null,
        phrase: null,
        openStep: null,
        listener: [],
      })
      return { ...still, state: forgotten(still.state) }
    }
    case 'model':
      return onModel(state, event, setting.shift)
    case 'modelReply':
      return turn(
        state.awaited?.ask === event.ask
          ? { ...state, awaited: { ask: event.ask, logits: event.logits } }
          : state,
      )
    case 'modelLost':
      return event.ask < state.nextAsk && state.model.status === 'ready'
        ? askAgain(state, state.plan !== null || state.mode === 'together')
        : turn(state)
    default: {
      if (!setting.hands.begun && setting.hands.ended.length === 0) return turn(state)
      const heard = hear(state, setting)
      const isDuet = heard.state.mode === 'together' && heard.state.plan === null
      return isDuet ? andThen(heard, (next) => duetHeard(next, setting)) : heard
    }
  }
}

/** The partner when bars move under it. */
export const regridded = (state: Continuation, byTicks: number): Continuation => ({
  ...state,
  context: rebased(state.context, Math.ceil(byTicks / TICKS_PER_STEP)),
})

function duetStep(state: Continuation, moment: Moment): Turn {
  const { step } = moment
  const { range } = state
  let { context, memory } = state
  for (let open = state.openStep ?? step; open < step; open++) {
    if (!playsAt(state.listener, open) && context.steps.at(-1) === open) continue
    const token = tokenAt(state.listener, open, state.shift, range)
    context = withTokenAt(context, token, open)
    memory = remember(memory, token)
  }
  const read: Continuation = { ...state, context, memory, openStep: step }
  if (!playsAt(state.listener, step)) {
    const informed = context === state.context ? read : { ...read, awaited: null }
    return andThen(generate(informed, moment), (next) => ask(next, true))
  }
  const token = tokenAt(state.listener, step, state.shift, range)
  const played = { ...read, context: withTokenAt(context, token, step) }
  return andThen(endNote(played, moment.atSeconds, true), (next) => ask(next, true))
}

function planStep(state: Continuation, pulse: Ticks, moment: Moment): Turn {
  const { plan } = state
  if (!plan || pulse < plan.startTicks) return turn(state)
  if (pulse >= plan.endTicks) {
    const ended = endNote(state, moment.atSeconds, false)
    return changed(ended, { plan: null, phrase: null, openStep: null, awaited: null })
  }
  return andThen(generate(state, moment), (next) => ask(next, true))
}

/** The partner at a pulse, a half sixteenth of the grid: it listens, plans, and plays. */
export function pulsed(state: Continuation, pulse: Ticks, grid: Grid, moment: () => Moment): Turn {
  if (!isOnGrid(pulse, grid.originTicks, TICKS_PER_STEP)) return turn(state)
  if (!state.audition) return played(state, pulse, grid, moment)
  return andThen(auditionStep(state, pulse, moment), (next) => played(next, pulse, grid, moment))
}

function played(before: Continuation, pulse: Ticks, grid: Grid, moment: () => Moment): Turn {
  const taken = before.taking && takenStep(before, pulse, grid, moment)
  if (taken) return taken
  const state = isOver(before) ? { ...before, taking: null } : before
  if (state.plan) return planStep(state, pulse, moment())
  if (!state.phrase) return turn(state)
  if (state.mode === 'together') return duetStep(state, moment())
  const heard = readUpTo(state, stepAt(grid, pulse))
  const kept = state.mode === 'listen' ? rested(heard) : heard
  return heard === state ? turn(kept) : ask(kept, false)
}

/** The partner when the phrase is over; the grid may have moved with it. */
export const phraseOver = (
  state: Continuation,
  { reading, shift }: PhraseOver,
  grid: Grid,
  nowTicks: Ticks,
): Turn => planAnswer(inRange(state, shift), reading, grid, nowTicks)

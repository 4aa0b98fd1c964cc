import { isOnGrid } from '../core/windows.ts'
import { barLine, nearestStep, type Grid } from '../clock/grid.ts'
import { barTicksOf } from '../clock/meter.ts'
import type { Event, Mode } from '../core/events.ts'
import { TICKS_PER_STEP, stepsToTicks, ticks, type Ticks } from '../core/units.ts'
import { isSecondVoice } from './beside.ts'
import { andThen, changed, turn, type Continuation, type Plan, type Turn } from './continuation.ts'
import { ask, askAgain, endNote, forgotten, generate, type Moment } from './generate.ts'
import { isPlanRunning } from './hearing.ts'
import { planContinuation, prolonged, withoutPlan } from './listening.ts'
import { LOOK_AHEAD_STEPS } from './lookAheadAsk.ts'
import { progressionsFromBarOne, withProgression } from './progression.ts'
import { inRange, inTokensOf } from './register.ts'
import type { Beginning, Pulse } from './roles/role.ts'
import { roleOf } from './roles/roles.ts'
import { audition, auditionStep, endAudition, isOver, take, takenStep } from './taking.ts'
import type { PhraseOver, Setting } from './setting.ts'

/** Nothing is planned, awaited or heard. */
const ENDED = {
  plan: null,
  phrase: null,
  openStep: null,
  awaited: null,
  turnTicks: null,
} as const satisfies Partial<Continuation>

/** And nothing waits for its bar. */
const STILL = { ...ENDED, taking: null } as const satisfies Partial<Continuation>

/** The longest continuation that can be asked for: a day's worth would be a slip of the hand. */
const MAX_CONTINUE_STEPS = 65536

/** Whether the performer may play over what is planned, without ending it: a solo, the partner's turn. */
const isPlayedOver = ({ kind }: Plan): boolean => kind === 'solo' || kind === 'trade'

/**
 * Whether a note that begins now begins a phrase.
 * @param isOver whether the last one was heard to end
 */
export const isPhraseNext = (
  state: Continuation,
  horizonTicks: Ticks,
  isOver: boolean,
): boolean => {
  if (state.plan && isPlayedOver(state.plan)) return isOver
  return (
    state.phrase === null ||
    isPlanRunning(state, horizonTicks) ||
    (state.plan !== null && state.openStep === null) ||
    (isOver && !roleOf(state.mode).awaitsEnd)
  )
}

/** Whether the partner waits for the phrase's end, to play after it. */
export const awaitsEnd = (state: Continuation): boolean =>
  roleOf(state.mode).awaitsEnd && state.phrase !== null && state.plan === null

/** Whether a phrase is being played whose end the partner does not wait for. */
export const goesOnPastEnd = ({ mode, phrase, plan }: Continuation): boolean =>
  !roleOf(mode).awaitsEnd && (phrase !== null || (plan !== null && isPlayedOver(plan)))

/** Whether what is planned or tried out hangs on the bars as they are. A solo goes on in any. */
export const isBound = ({ plan, audition }: Continuation, at: Ticks): boolean =>
  audition !== null || (plan !== null && (plan.kind !== 'solo' || at <= plan.startTicks))

/** Whether the partner may play in the next sixteenth. */
const isPlaying = (state: Continuation): boolean => state.plan !== null || isSecondVoice(state)

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
  return askAgain(ready, isPlaying(state))
}

function goOn(state: Continuation, event: Event & { type: 'continue' }, setting: Setting): Turn {
  const { grid, horizonTicks, atTicks, atSeconds } = setting
  const length = stepsToTicks(Math.min(Math.max(1, Math.floor(event.steps)), MAX_CONTINUE_STEPS))
  const from = ticks(Math.max(horizonTicks, Math.ceil(atTicks)))
  if (state.plan && isPlanRunning(state, horizonTicks)) {
    return turn(prolonged(state, state.plan, grid, from, length))
  }
  return andThen(endNote(inRange(state, setting.shift), atSeconds, 'yield'), (next) =>
    planContinuation(next.plan ? withoutPlan(next, grid) : next, grid, from, length),
  )
}

/** The partner after an event. */
export function respond(state: Continuation, event: Event, setting: Setting): Turn {
  switch (event.type) {
    case 'mode':
      if (event.when === 'bar') {
        return turn({ ...state, nextMode: event.mode === state.mode ? null : event.mode })
      }
      return takeUp(state, event.mode, {
        grid: setting.grid,
        fromTicks: ticks(Math.max(setting.horizonTicks, setting.atTicks)),
        atSeconds: setting.atSeconds,
      })
    case 'veto':
      return turn(isPlaying(state) ? { ...state, draws: state.draws + LOOK_AHEAD_STEPS } : state)
    case 'continue':
      return goOn(state, event, setting)
    case 'progression': {
      const { grid, atTicks } = setting
      const step = nearestStep(grid, atTicks)
      const { progressions } = state
      return turn({
        ...state,
        progressions: withProgression(progressions, event.chords, step, grid.meter),
      })
    }
    case 'countIn': {
      const ended = endNote(state, setting.atSeconds, 'yield')
      const progressions = progressionsFromBarOne(state.progressions)
      return changed(ended, { ...STILL, listener: [], progressions })
    }
    case 'take':
      return take(state, event.future, setting)
    case 'audition':
      return audition(state, event.future, setting)
    case 'panic': {
      const ended = endAudition(endNote(state, setting.atSeconds, 'yield'), setting.atSeconds)
      const still = changed(ended, { ...STILL, nextMode: null, listener: [] })
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
        ? askAgain(state, isPlaying(state))
        : turn(state)
    default:
      return setting.hands.begun || setting.harmony !== null || setting.hands.ended.length > 0
        ? roleOf(state.mode).hear(state, setting)
        : turn(state)
  }
}

/** The partner in another role: what it plays ends. */
function takeUp(state: Continuation, mode: Mode, beginning: Beginning): Turn {
  if (mode === state.mode) return turn({ ...state, nextMode: null })
  const ended = changed(endNote(state, beginning.atSeconds, 'yield'), {
    mode,
    nextMode: null,
    ...STILL,
  })
  return andThen(ended, (next) => roleOf(mode).begin(next, beginning))
}

function planStep(state: Continuation, plan: Plan, { grid, atTicks, moment }: Pulse): Turn {
  if (atTicks < plan.startTicks) return turn(state)
  if (atTicks < plan.endTicks) return andThen(generate(state, moment), (next) => ask(next, true))
  if (plan.isEndless) {
    const endTicks = ticks(plan.endTicks + barTicksOf(grid.meter))
    const longer = { ...state, plan: { ...plan, endTicks } }
    return andThen(generate(longer, moment), (next) => ask(next, true))
  }
  const turnTicks = plan.kind === 'trade' ? barLine(grid, plan.endTicks) : null
  return changed(endNote(state, moment.atSeconds, 'own'), { ...ENDED, turnTicks })
}

/**
 * The partner at a pulse, a half sixteenth of the grid: it listens, plans, and plays.
 * @param against MIDI numbers of the performer's notes that sound
 */
export function pulsed(
  before: Continuation,
  atTicks: Ticks,
  grid: Grid,
  moment: () => Moment,
  against: () => readonly number[],
): Turn {
  if (!isOnGrid(atTicks, grid.originTicks, TICKS_PER_STEP)) return turn(before)
  const { nextMode } = before
  const isBar = nextMode !== null && isOnGrid(atTicks, grid.originTicks, barTicksOf(grid.meter))
  const inRole = isBar
    ? takeUp(before, nextMode, { grid, fromTicks: atTicks, atSeconds: moment().atSeconds })
    : turn(before)
  const tried = inRole.state.audition
    ? andThen(inRole, (state) => auditionStep(state, atTicks, moment))
    : inRole
  return andThen(tried, (state) => played(state, atTicks, grid, moment, against))
}

/** What the partner plays in a sixteenth: a future that was taken, a plan, or as its role has it. */
function played(
  before: Continuation,
  atTicks: Ticks,
  grid: Grid,
  moment: () => Moment,
  against: () => readonly number[],
): Turn {
  const taken = before.taking && takenStep(before, atTicks, grid, moment)
  if (taken) return taken
  const state = isOver(before) ? { ...before, taking: null } : before
  const { plan, phrase, mode } = state
  if (!plan && !phrase && !roleOf(mode).isRestless) return turn(state)
  const pulse = { grid, atTicks, moment: moment(), against: against() }
  return plan ? planStep(state, plan, pulse) : roleOf(mode).step(state, pulse)
}

/** The partner when the phrase is over; the grid may have moved with it. */
export const phraseOver = (
  state: Continuation,
  over: PhraseOver,
  grid: Grid,
  nowTicks: Ticks,
): Turn => roleOf(state.mode).answer(state, over, grid, nowTicks)

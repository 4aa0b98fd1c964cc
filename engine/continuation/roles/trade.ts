import type { Clock } from '../../clock/clock.ts'
import { barLine, nearestStep, stepAt, ticksOfStep, type Grid } from '../../clock/grid.ts'
import { barTicksOf } from '../../clock/meter.ts'
import { secondsAt, tempoAt } from '../../clock/tempoMap.ts'
import { secondsPerTick, TICKS_PER_STEP, ticks, type Ticks } from '../../core/units.ts'
import { andThen, changed, turn, type Continuation, type Plan, type Turn } from '../continuation.ts'
import { endNote } from '../generate.ts'
import { hearBeside, hearYielding } from '../hearing.ts'
import { leadInto, readUpTo } from '../listening.ts'
import { guideOfState, planned } from '../planning.ts'
import { listened } from './answer.ts'
import type { Setting } from '../setting.ts'
import type { Pulse, Role } from './role.ts'

/** Trading fours. */
const turnTicksOf = ({ meter }: Grid): number => 4 * barTicksOf(meter)

/**
 * Where the performer's turn began, in bars that are theirs from a tick on: their fourth bar line is
 * the partner's; should it have passed, the next one.
 */
export function turnMoved(turnTicks: Ticks, from: Clock, to: Clock, at: Ticks): Ticks {
  const bar = barTicksOf(to.grid.meter)
  const since = secondsAt(from.map, at) - secondsAt(from.map, turnTicks)
  const began = at - since / secondsPerTick(tempoAt(to.map, at))
  const nearest = barLine(to.grid, began + bar / 2)
  const late = at + TICKS_PER_STEP - (nearest + turnTicksOf(to.grid))
  return ticks(nearest + Math.max(0, Math.ceil(late / bar)) * bar)
}

/** The partner's turn is planned a sixteenth before it begins, so that the network is ready. */
function takeTurn(state: Continuation, startTicks: number, { grid }: Pulse): Turn {
  const start = ticks(startTicks)
  const step = stepAt(grid, start)
  const heard = readUpTo(state, step - 1)
  const turnTicks = turnTicksOf(grid)
  const guide = { ...guideOfState(heard, grid.meter), lengthSteps: turnTicks / TICKS_PER_STEP }
  return planned(
    { ...heard, phrase: null, openStep: null, turnTicks: null },
    { kind: 'trade', startTicks: start, endTicks: ticks(start + turnTicks), isEndless: false },
    leadInto(heard.context, step, false),
    { guide, manner: null },
  )
}

/** People come in a little before the bar: their first note takes the turn that is theirs next. */
function takenOver(state: Continuation, plan: Plan, setting: Setting): Turn {
  const { grid, atTicks, atSeconds, hands } = setting
  if (!hands.begun || nearestStep(grid, atTicks) < stepAt(grid, plan.endTicks)) return turn(state)
  return changed(endNote(state, atSeconds, 'own'), {
    plan: null,
    phrase: null,
    openStep: null,
    awaited: null,
    turnTicks: barLine(grid, plan.endTicks),
  })
}

/**
 * Four bars are the performer's, the next four the partner's, from the bar of the first note on. A
 * turn in which the performer plays nothing ends it until the next note.
 */
export const TRADE: Role = {
  awaitsEnd: false,
  isRestless: true,
  begin: turn,
  hear(state, setting) {
    if (state.plan?.kind === 'continue') return hearYielding(state, setting)
    const own = state.plan ? takenOver(state, state.plan, setting) : turn(state)
    if (own.state.plan) return own
    const heard = andThen(own, (next) => hearBeside(next, setting))
    if (!setting.hands.begun || heard.state.turnTicks !== null) return heard
    const { phrase } = heard.state
    const first = phrase ? ticksOfStep(setting.grid, phrase.firstStep) : setting.atTicks
    return changed(heard, { turnTicks: barLine(setting.grid, first) })
  },
  step(state, pulse) {
    if (state.turnTicks === null) return turn(state)
    const end = state.turnTicks + turnTicksOf(pulse.grid)
    if (pulse.atTicks < end - TICKS_PER_STEP) {
      return state.phrase ? listened(state, pulse) : turn(state)
    }
    return state.phrase ? takeTurn(state, end, pulse) : turn({ ...state, turnTicks: null })
  },
  answer: turn,
}

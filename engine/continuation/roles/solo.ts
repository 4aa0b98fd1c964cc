import { nextBeat, stepAt, type Grid } from '../../clock/grid.ts'
import { barTicksOf } from '../../clock/meter.ts'
import { ticks, type Ticks } from '../../core/units.ts'
import { turn, type Continuation, type Turn } from '../continuation.ts'
import { hearYielding } from '../hearing.ts'
import { leadInto } from '../listening.ts'
import { guideOfState, planned } from '../planning.ts'
import type { Role } from './role.ts'

/** Less than a pulse: the network is given this long at least. */
const LEAST_LEAD_TICKS = 45

function soloFrom(state: Continuation, grid: Grid, fromTicks: Ticks): Turn {
  const startTicks = nextBeat(grid, fromTicks + LEAST_LEAD_TICKS)
  const endTicks = ticks(startTicks + barTicksOf(grid.meter))
  const context = leadInto(state.context, stepAt(grid, startTicks), false)
  return planned(
    { ...state, phrase: null, openStep: null },
    { kind: 'solo', startTicks, endTicks, isEndless: true },
    context,
    { guide: guideOfState(state, grid.meter), manner: null },
  )
}

/**
 * It plays by itself from the next beat on, whatever the performer does over it. After a panic the
 * performer's next note calls it back.
 */
export const SOLO: Role = {
  awaitsEnd: false,
  isRestless: false,
  begin: (state, { grid, fromTicks }) => soloFrom(state, grid, fromTicks),
  hear(state, setting) {
    if (state.plan?.kind === 'continue') return hearYielding(state, setting)
    if (state.plan !== null || !setting.hands.begun) return turn(state)
    return soloFrom(state, setting.grid, ticks(Math.max(setting.horizonTicks, setting.atTicks)))
  },
  step: (state, { grid, atTicks }) => soloFrom(state, grid, atTicks),
  answer: turn,
}

import { barAt } from '../clock/grid.ts'
import { barTicksOf } from '../clock/meter.ts'
import { exactTicksAt, secondsAt } from '../clock/tempoMap.ts'
import { isMoving } from '../expression/curve.ts'
import { curveOf, parameterAt } from '../modulation/modulation.ts'
import { meantNotes } from '../performance/lookAhead.ts'
import { soundsAt } from '../performance/view.ts'
import type { Performance } from '../performance/state.ts'
import type { Timeline } from './contract.ts'

/** The roll shows this much: now stands at one third. */
export const PAST_SECONDS = 6
export const FUTURE_SECONDS = 12

/** Points of the temperature's line to come; it is straight between them. */
const TEMPERATURE_POINTS = 24

/**
 * What is known of the time around a moment of show time.
 * @param atSeconds the present
 */
export function timelineOf(state: Performance, atSeconds: number): Timeline {
  const { map, grid } = state.clock
  const barTicks = barTicksOf(grid.meter)
  const ticksOf = (moment: number): number => exactTicksAt(map, moment)
  const firstBar = barAt(grid, ticksOf(atSeconds - PAST_SECONDS)) + 1
  const lastBar = barAt(grid, ticksOf(atSeconds + FUTURE_SECONDS))
  const bars = Array.from({ length: Math.max(0, lastBar - firstBar + 1) }, (_, index) => {
    const bar = firstBar + index
    return { bar: bar + 1, atSeconds: secondsAt(map, grid.originTicks + bar * barTicks) }
  })

  const { plan } = state.continuation
  const { meant, dropped } = state.ahead
  return {
    bars,
    temperature: temperatureAhead(state, atSeconds),
    turn: plan && {
      fromSeconds: secondsAt(map, plan.startTicks),
      toSeconds: secondsAt(map, plan.endTicks),
    },
    meant: meant ? meantNotes(meant, (tick) => soundsAt(state, tick), atSeconds) : [],
    dropped: dropped
      ? meantNotes(dropped, (tick) => soundsAt(state, tick), atSeconds - PAST_SECONDS)
      : [],
  }
}

function temperatureAhead(state: Performance, atSeconds: number): Timeline['temperature'] {
  const { map } = state.clock
  const curve = curveOf(state.modulation, 'temperature')
  if (!curve || !isMoving(curve, exactTicksAt(map, atSeconds))) return []
  return Array.from({ length: TEMPERATURE_POINTS + 1 }, (_, index) => {
    const moment = atSeconds + (FUTURE_SECONDS * index) / TEMPERATURE_POINTS
    const value = parameterAt(state.modulation, 'temperature', exactTicksAt(map, moment))
    return { atSeconds: moment, value }
  })
}

import type { Event } from '../core/events.ts'
import { TICKS_PER_QUARTER, ticks, type Bpm, type Seconds, type Ticks } from '../core/units.ts'
import { isOnGrid } from '../core/windows.ts'
import { followBeat } from './externalClock.ts'
import { nextBeat, TICKS_PER_BAR, type Grid } from './grid.ts'
import { tap, type Taps } from './tap.ts'
import { createTempoMap, exactTicksAt, ticksAt, type TempoMap } from './tempoMap.ts'

/** Musical time: tempo, bars, taps and the count-in. */
export interface Clock {
  readonly map: TempoMap
  readonly grid: Grid
  readonly taps: Taps
  /** Clicks sound until this tick, whatever the click's switch says. */
  readonly countInUntil: Ticks
  /** When another machine's running clock was last heard; null where none has been. */
  readonly followedSeconds: Seconds | null
}

export interface Click {
  readonly accent: boolean
}

export const createClock = (tempo: Bpm): Clock => ({
  map: createTempoMap(tempo),
  grid: { originTicks: ticks(0) },
  taps: [],
  countInUntil: ticks(0),
  followedSeconds: null,
})

/** Bar one begins where this moment lies. */
export const withDownbeat = (clock: Clock, atSeconds: Seconds): Clock => ({
  ...clock,
  grid: { originTicks: ticksAt(clock.map, atSeconds) },
})

/**
 * Bar one lies at a tick, which may be before all that has been decided.
 */
export const withOrigin = (clock: Clock, originTicks: Ticks): Clock =>
  clock.grid.originTicks === originTicks ? clock : { ...clock, grid: { originTicks } }

/** Whether a count-in says where bar one is: while it clicks and in the bar that it leads into. */
export const isCountedIn = (clock: Clock, at: Ticks): boolean =>
  clock.countInUntil > 0 && at < clock.countInUntil + TICKS_PER_BAR

/** The nearest beat moves to the moment of the tap; bars keep their number. */
function aligned(clock: Clock, atSeconds: Seconds): Clock {
  const offset = exactTicksAt(clock.map, atSeconds) - clock.grid.originTicks
  const beats = Math.floor(offset / TICKS_PER_QUARTER + 0.5)
  const originTicks = ticks(clock.grid.originTicks + offset - beats * TICKS_PER_QUARTER)
  return { ...clock, grid: { originTicks } }
}

/**
 * The clock after an event.
 * @param isIdle whether bars may move: nobody's phrase hangs on them
 * @returns the clock, and the tempo that taps or another machine's clock say
 */
export function keepTime(
  clock: Clock,
  event: Event,
  atSeconds: Seconds,
  horizonTicks: Ticks,
  isIdle: boolean,
): [Clock, Bpm | null] {
  if (event.type === 'tap') {
    const [taps, tempo] = tap(clock.taps, atSeconds)
    const tapped = { ...clock, taps }
    return [isIdle && tempo !== null ? aligned(tapped, atSeconds) : tapped, tempo]
  }
  if (event.type === 'externalBeat') {
    const followedSeconds = event.isRunning ? atSeconds : null
    return followBeat({ ...clock, followedSeconds }, event, atSeconds, isIdle)
  }
  if (event.type === 'countIn') {
    const originTicks = ticks(nextBeat(clock.grid, horizonTicks) + TICKS_PER_BAR)
    return [{ ...clock, grid: { originTicks }, countInUntil: originTicks }, null]
  }
  if (event.type === 'panic') return [{ ...clock, countInUntil: ticks(0) }, null]
  return [clock, null]
}

/** The click that falls on a pulse. */
export function clickAt(clock: Clock, pulse: Ticks, isClickOn: boolean): Click | null {
  if (!isOnGrid(pulse, clock.grid.originTicks, TICKS_PER_QUARTER)) return null
  if (!isClickOn && pulse >= clock.countInUntil) return null
  return { accent: isOnGrid(pulse, clock.grid.originTicks, TICKS_PER_BAR) }
}

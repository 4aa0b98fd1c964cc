import type { Event } from '../core/events.ts'
import { bpm, TICKS_PER_QUARTER, ticks, type Bpm, type Seconds, type Ticks } from '../core/units.ts'
import { isOnGrid } from '../core/windows.ts'
import { followBeat } from './externalClock.ts'
import { barLine, nextBeat, type Grid } from './grid.ts'
import { barTicksOf, beatTicksOf, type Meter } from './meter.ts'
import { KEPT_TAPS, tap, type Taps } from './tap.ts'
import {
  createTempoMap,
  exactTicksAt,
  MAX_TEMPO,
  MIN_TEMPO,
  ticksAt,
  type TempoMap,
} from './tempoMap.ts'

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
  grid: { originTicks: ticks(0), meter: '4/4' },
  taps: [],
  countInUntil: ticks(0),
  followedSeconds: null,
})

/** Bar one begins where this moment lies. */
export const withDownbeat = (clock: Clock, atSeconds: Seconds): Clock => ({
  ...clock,
  grid: { ...clock.grid, originTicks: ticksAt(clock.map, atSeconds) },
})

/** Bars of this meter, of which the first lies at a tick; it may be before all that has been decided. */
export const withBars = (clock: Clock, originTicks: Ticks, meter: Meter): Clock =>
  clock.grid.originTicks === originTicks && clock.grid.meter === meter
    ? clock
    : { ...clock, grid: { originTicks, meter } }

/** Bars are counted otherwise from the one under way on, which is now bar one. */
export const withMeter = (clock: Clock, meter: Meter, at: Ticks): Clock =>
  clock.grid.meter === meter ? clock : withBars(clock, barLine(clock.grid, at), meter)

/** Whether a count-in says where bar one is: while it clicks and in the bar that it leads into. */
export const isCountedIn = (clock: Clock, at: Ticks): boolean =>
  clock.countInUntil > 0 && at < clock.countInUntil + barTicksOf(clock.grid.meter)

/**
 * A beat moves to the moment of the tap: the first tap is beat 1, as who counts in taps it; in a
 * count so long that its first tap is forgotten it is the nearest beat.
 */
function aligned(clock: Clock, atSeconds: Seconds): Clock {
  const { grid, taps } = clock
  const at = exactTicksAt(clock.map, atSeconds)
  const beatTicks = beatTicksOf(grid.meter)
  const beats =
    taps.length < KEPT_TAPS
      ? taps.length - 1
      : Math.floor((at - grid.originTicks) / beatTicks + 0.5)
  return { ...clock, grid: { ...grid, originTicks: ticks(at - beats * beatTicks) } }
}

/** Quarters a minute, of so many beats a minute. */
function tempoOfBeats(beats: Bpm, meter: Meter): Bpm {
  const tempo = (beats * beatTicksOf(meter)) / TICKS_PER_QUARTER
  return bpm(Math.min(MAX_TEMPO, Math.max(MIN_TEMPO, tempo)))
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
    const [taps, beats] = tap(clock.taps, atSeconds)
    const tempo = beats === null ? null : tempoOfBeats(beats, clock.grid.meter)
    const tapped = { ...clock, taps }
    return [isIdle && tempo !== null ? aligned(tapped, atSeconds) : tapped, tempo]
  }
  if (event.type === 'externalBeat') {
    const followedSeconds = event.isRunning ? atSeconds : null
    return followBeat({ ...clock, followedSeconds }, event, atSeconds, isIdle)
  }
  if (event.type === 'countIn') {
    const { grid } = clock
    const originTicks = ticks(nextBeat(grid, horizonTicks) + barTicksOf(grid.meter))
    return [{ ...clock, grid: { ...grid, originTicks }, countInUntil: originTicks }, null]
  }
  if (event.type === 'panic') return [{ ...clock, countInUntil: ticks(0) }, null]
  return [clock, null]
}

/** The click that falls on a pulse. */
export function clickAt(clock: Clock, pulse: Ticks, isClickOn: boolean): Click | null {
  const { originTicks, meter } = clock.grid
  if (!isOnGrid(pulse, originTicks, beatTicksOf(meter))) return null
  if (!isClickOn && pulse >= clock.countInUntil) return null
  return { accent: isOnGrid(pulse, originTicks, barTicksOf(meter)) }
}

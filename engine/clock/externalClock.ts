import type { ExternalBeatEvent } from '../core/events.ts'
import { bpm, TICKS_PER_QUARTER, ticks, type Bpm, type Seconds } from '../core/units.ts'
import type { Clock } from './clock.ts'
import { exactTicksAt, MAX_TEMPO, MIN_TEMPO } from './tempoMap.ts'

/** Beats may stray so far before bars are moved: what a filtered clock still trembles by. */
const STRAY_TICKS = 6
/** Share of the distance that is made up in a quarter, by going faster or slower. */
const PULL = 0.25
/** Nobody hears the tempo bend by less. */
const GREATEST_PULL = 0.04

const within = (least: number, most: number, value: number): number =>
  Math.max(least, Math.min(most, value))

/**
 * Follows a master's beat. While nobody's phrase hangs on the bars they are laid on the master's;
 * else the tempo leans until the beats meet.
 * @returns the clock, and the tempo to play in
 */
export function followBeat(
  clock: Clock,
  { tempo, quarters, isRunning }: ExternalBeatEvent,
  atSeconds: Seconds,
  isIdle: boolean,
): [Clock, Bpm] {
  const steady = bpm(within(MIN_TEMPO, MAX_TEMPO, tempo))
  if (!isRunning) return [clock, steady]
  const atTicks = exactTicksAt(clock.map, atSeconds)
  const wantedOrigin = atTicks - quarters * TICKS_PER_QUARTER
  const apart = clock.grid.originTicks - wantedOrigin
  if (isIdle) {
    const isOff = apart > STRAY_TICKS || apart < -STRAY_TICKS
    if (!isOff) return [clock, steady]
    return [{ ...clock, grid: { ...clock.grid, originTicks: ticks(wantedOrigin + 0.5) } }, steady]
  }
  // Bars are whole while somebody plays: what counts is how far the beats are apart.
  const beats = apart / TICKS_PER_QUARTER
  const late = beats - Math.floor(beats + 0.5)
  const pull = within(-GREATEST_PULL, GREATEST_PULL, late * PULL)
  return [clock, bpm(within(MIN_TEMPO, MAX_TEMPO, steady * (1 + pull)))]
}

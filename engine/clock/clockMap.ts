import type { Seconds } from '../core/units.ts'

/**
 * The one place where performance time and audio time meet. Show time is audio time plus a constant
 * while the audio clock runs, so that what is scheduled in advance stays in time with itself; before
 * it is unlocked, and while it is suspended or dead, show time goes on with performance time.
 *
 * Readings of the audio clock jitter by a few milliseconds and drift by some tens of parts per
 * million. Each reading bends the line from performance time to show time a little towards itself:
 * a first-order loop of one second, which halves no tempo and never jumps or runs backwards.
 */
export interface ClockMap {
  /** The last observation: from here the present line goes. */
  readonly atMilliseconds: number
  readonly atShowSeconds: number
  /** What is still to be added to the pace of performance time, spread over the loop's second. */
  readonly correctionSeconds: number
  /** Slope of the line that ended at the last observation, for stamps older than it. */
  readonly paceBefore: number
  /** Show time minus audio time. */
  readonly offsetSeconds: number
  readonly running: boolean
}

/** One reading of both clocks, at the same moment. */
export interface Reading {
  readonly performanceMilliseconds: number
  readonly audioSeconds: number
  /** Whether the audio clock runs; else its time says nothing of the present. */
  readonly running: boolean
}

const LOOP_SECONDS = 1
/** The line is never steeper or flatter than performance time by more than this. */
export const GREATEST_SLEW = 0.01
/** A reading further off than this is another beginning: a restart, a wake-up, a new device. */
const JUMP_SECONDS = 0.25

/** @param originMilliseconds performance time at which show time is 0 */
export const createClockMap = (originMilliseconds: number): ClockMap => ({
  atMilliseconds: originMilliseconds,
  atShowSeconds: 0,
  correctionSeconds: 0,
  paceBefore: 1,
  offsetSeconds: 0,
  running: false,
})

/**
 * Takes a reading into account. One that is no number, or older than the last, changes nothing.
 * @returns the map from this reading on; up to it, it agrees with the map before
 */
export function observe(map: ClockMap, reading: Reading): ClockMap {
  const { performanceMilliseconds, audioSeconds, running } = reading
  if (!Number.isFinite(performanceMilliseconds) || !Number.isFinite(audioSeconds)) return map
  const elapsed = (performanceMilliseconds - map.atMilliseconds) / 1000
  if (elapsed < 0) return map
  const show = showFromPerformance(map, performanceMilliseconds)
  const error = audioSeconds + map.offsetSeconds - show
  const anchored = running && map.running && Math.abs(error) < JUMP_SECONDS
  return {
    atMilliseconds: performanceMilliseconds,
    atShowSeconds: show,
    correctionSeconds: anchored ? within(GREATEST_SLEW * LOOP_SECONDS, error) : 0,
    paceBefore: elapsed > 0 ? (show - map.atShowSeconds) / elapsed : map.paceBefore,
    offsetSeconds: anchored ? map.offsetSeconds : show - audioSeconds,
    running,
  }
}

/**
 * Show time of a moment of performance time. Strictly rising, also from one observation to the
 * next, for stamps that are not older than the last but one.
 */
export function showFromPerformance(map: ClockMap, performanceMilliseconds: number): Seconds {
  const elapsed = (performanceMilliseconds - map.atMilliseconds) / 1000
  if (elapsed < 0) return (map.atShowSeconds + elapsed * map.paceBefore) as Seconds
  const corrected = map.correctionSeconds * Math.min(1, elapsed / LOOP_SECONDS)
  return (map.atShowSeconds + elapsed + corrected) as Seconds
}

/** The moment of performance time at which it is this show time; milliseconds. */
export function performanceFromShow(map: ClockMap, showSeconds: number): number {
  const after = showSeconds - map.atShowSeconds
  const pace = 1 + map.correctionSeconds / LOOP_SECONDS
  const elapsed =
    after < 0
      ? after / map.paceBefore
      : after < LOOP_SECONDS * pace
        ? after / pace
        : after - map.correctionSeconds
  return map.atMilliseconds + elapsed * 1000
}

/** Audio time of a show time, seconds; while the audio clock stands still, where it would stand. */
export const audioFromShow = (map: ClockMap, showSeconds: number): number =>
  showSeconds - map.offsetSeconds

/** Show time of an audio time. */
export const showFromAudio = (map: ClockMap, audioSeconds: number): Seconds =>
  (audioSeconds + map.offsetSeconds) as Seconds

const within = (limit: number, value: number): number => Math.max(-limit, Math.min(limit, value))

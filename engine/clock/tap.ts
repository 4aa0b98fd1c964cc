import { bpm, type Bpm, type Seconds } from '../core/units.ts'
import { MAX_TEMPO, MIN_TEMPO } from './tempoMap.ts'

/** Times of the taps that belong together, oldest first. */
export type Taps = readonly Seconds[]

/** Of the newest. */
export const KEPT_TAPS = 8
/** A pause longer than a beat of the slowest tempo begins a new count. */
const FORGET_SECONDS = 60 / MIN_TEMPO + 0.1

/**
 * One more tap.
 * @returns the taps and the tempo they say: the mean of their intervals, null after the first
 */
export function tap(before: Taps, atSeconds: Seconds): [Taps, Bpm | null] {
  const last = before.at(-1)
  if (last === undefined || atSeconds - last > FORGET_SECONDS || atSeconds <= last) {
    return [[atSeconds], null]
  }
  const taps = [...before, atSeconds].slice(-KEPT_TAPS)
  const tempo = (60 * (taps.length - 1)) / (atSeconds - (taps[0] ?? last))
  return [taps, bpm(Math.min(MAX_TEMPO, Math.max(MIN_TEMPO, tempo)))]
}

/** Taps count for what is played within this time after them. */
const COUNT_FOR_SECONDS = 10

/** Whether what begins at a moment begins in a time that was tapped. */
export function isTapped(taps: Taps, atSeconds: number): boolean {
  const last = taps.at(-1)
  return taps.length > 1 && last !== undefined && last > atSeconds - COUNT_FOR_SECONDS
}

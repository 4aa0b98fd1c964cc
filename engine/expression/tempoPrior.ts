import { MAX_TEMPO, MIN_TEMPO } from '../clock/tempoMap.ts'
import { exp, log } from '../core/maths.ts'
import { STEPS_PER_QUARTER } from '../core/units.ts'

/** What is known of the tempo before the first note. */
export interface TempoPrior {
  /** Of the last phrase, quarter notes a minute. */
  readonly tempo: number
  /** 0..1: how likely the next phrase keeps it; 0 knows nothing. */
  readonly trust: number
}

export const MIN_STEP_SECONDS = 60 / (MAX_TEMPO * STEPS_PER_QUARTER)
export const MAX_STEP_SECONDS = 60 / (MIN_TEMPO * STEPS_PER_QUARTER)

/** Where tempi lie when nothing is known, and how far they spread (standard deviation of the log). */
const USUAL_TEMPO = 115
const USUAL_SPREAD = 0.38
/** A tempo that is kept is kept this well. */
const KEPT_SPREAD = 0.05

const LOG_TWO_PI = 1.8378770664093453

/** Natural log of the normal density. */
export const logNormal = (error: number, variance: number): number =>
  -0.5 * (LOG_TWO_PI + log(variance) + (error * error) / variance)

export const tempoOf = (stepSeconds: number): number => 60 / (stepSeconds * STEPS_PER_QUARTER)

export const clampedTempo = (tempo: number): number =>
  Math.min(MAX_TEMPO, Math.max(MIN_TEMPO, tempo))

export const stepSecondsOf = (tempo: number): number => 60 / (tempo * STEPS_PER_QUARTER)

/** Natural log of the density, a second, of a length of the sixteenth within 30–300 bpm. */
export function logPrior({ tempo, trust }: TempoPrior, stepSeconds: number): number {
  const here = tempoOf(stepSeconds)
  const logUsual = logNormal(log(here / USUAL_TEMPO), USUAL_SPREAD * USUAL_SPREAD)
  if (trust === 0) return logUsual - log(stepSeconds)
  const density = exp(logNormal(log(here / tempo), KEPT_SPREAD * KEPT_SPREAD))
  return log(((1 - trust) * exp(logUsual) + trust * density) / stepSeconds)
}

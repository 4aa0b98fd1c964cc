import { log } from '../core/maths.ts'
import { gapShare, logGapShare, type Cycle } from './rhythmHabits.ts'
import { swingDelay, type Swing } from './swing.ts'
import { logNormal, MAX_STEP_SECONDS, MIN_STEP_SECONDS } from './tempoPrior.ts'

/**
 * One way to hear the onsets so far: which sixteenth each of them is, under a Kalman filter whose
 * state is (time of the newest onset's sixteenth on the even grid, length of a sixteenth). A phrase
 * is heard in many ways at once and the likeliest are kept; see Cemgil and Kappen, "Monte Carlo
 * methods for tempo tracking and rhythm quantization", JAIR 18 (2003), here without chance.
 */
export interface Hearing {
  readonly cycle: Cycle
  readonly swing: Swing
  /** Sixteenth of the beat of the newest onset, 0..cycle-1. */
  readonly position: number
  /** Where the even grid has the newest onset. */
  readonly atSeconds: number
  readonly stepSeconds: number
  /** Of `atSeconds`, seconds squared. */
  readonly atVariance: number
  readonly covariance: number
  /** Of `stepSeconds`. */
  readonly stepVariance: number
  /** Natural log of its weight among the hearings; the best has 0. */
  readonly logWeight: number
  /** Sixteenths from each recent onset to the next, oldest first, at most {@link OPEN_GAPS}. */
  readonly gaps: readonly number[]
}

/** As many of the newest gaps may still be heard otherwise. */
export const OPEN_GAPS = 24

/** Hands land about so far from where they mean to (standard deviation). */
const HAND_SECONDS = 0.022
export const HAND_VARIANCE = HAND_SECONDS * HAND_SECONDS
/** Tempo wanders by this share of itself a sixteenth (standard deviation). */
const WANDER = 0.01
/** Share of onsets that stand on no grid at all. */
const STRAY_SHARE = 0.01
/** A rhythm is believed to come again by at most this much … */
const REPEAT_TRUST = 0.7
/** … half of it once it has come this often. */
const REPEAT_HALF = 5

/** Shares of gaps: what melodies do, and what this one has done at this place of the beat. */
function logGap({ cycle, position, gaps }: Hearing, gap: number): number {
  if (gap === 0) return logGapShare(cycle, position, gap)
  let here = 0
  let alike = 0
  let at = position
  for (let i = gaps.length - 1; i >= 0; i--) {
    const past = gaps[i] ?? 0
    at = (at - (past % cycle) + cycle) % cycle
    if (at !== position || past === 0) continue
    here++
    if (past === gap) alike++
  }
  if (here === 0) return logGapShare(cycle, position, gap)
  const usual = gapShare(cycle, position, gap)
  const trust = (REPEAT_TRUST * here) / (here + REPEAT_HALF)
  return log((1 - trust) * usual + (trust * alike) / here)
}

/**
 * The hearing with one more onset; its `gaps` are still those before it.
 * @param gap sixteenths since the last onset, 0 in a chord
 * @returns null when no tempo between 30 and 300 bpm hears it so
 */
export function extended(hearing: Hearing, gap: number, onsetSeconds: number): Hearing | null {
  const { cycle, swing, stepSeconds } = hearing
  const position = (hearing.position + gap) % cycle
  const delay = swingDelay(swing, cycle, position)
  const stepVariance = hearing.stepVariance + WANDER * WANDER * stepSeconds * stepSeconds * gap
  const covariance = hearing.covariance + gap * hearing.stepVariance
  const atVariance =
    hearing.atVariance + gap * (2 * hearing.covariance + gap * hearing.stepVariance)
  const atSeconds = hearing.atSeconds + gap * stepSeconds
  const error = onsetSeconds - atSeconds - delay * stepSeconds
  const atGain = atVariance + delay * covariance
  const stepGain = covariance + delay * stepVariance
  const variance = atGain + delay * stepGain + HAND_VARIANCE
  const fits = logNormal(error, variance)
  const strays = log(STRAY_SHARE / stepSeconds)
  const logWeight = hearing.logWeight + logGap(hearing, gap) + Math.max(fits, strays)
  // Spelt out, as every hearing is: spreads cost most of the time that a note may take.
  if (fits < strays || gap === 0) {
    return {
      cycle,
      swing,
      position,
      atSeconds,
      stepSeconds,
      atVariance,
      covariance,
      stepVariance,
      logWeight,
      gaps: hearing.gaps,
    }
  }
  const step = stepSeconds + (stepGain / variance) * error
  if (step < MIN_STEP_SECONDS || step > MAX_STEP_SECONDS) return null
  return {
    cycle,
    swing,
    position,
    atSeconds: atSeconds + (atGain / variance) * error,
    stepSeconds: step,
    atVariance: atVariance - (atGain * atGain) / variance,
    covariance: covariance - (atGain * stepGain) / variance,
    stepVariance: stepVariance - (stepGain * stepGain) / variance,
    logWeight,
    gaps: hearing.gaps,
  }
}

import { exp, log } from '../core/maths.ts'
import { MAX_TEMPO, MIN_TEMPO } from '../clock/tempoMap.ts'
import { STEPS_PER_QUARTER } from '../core/units.ts'
import { logGap, logStart, type Cycle } from './rhythmHabits.ts'
import { STRAIGHT, swingDelay, type Swing } from './swing.ts'

/**
 * One way to hear the onsets so far. Period and phase are the mean of a Kalman filter whose state is
 * (time of the newest sixteenth with an onset, length of a sixteenth).
 */
export interface Hearing {
  readonly cycle: Cycle
  readonly swing: Swing
  /** Sixteenth of the beat of the newest onset, 0..cycle-1. */
  readonly position: number
  /** Where the even grid has the newest onset. */
  readonly atSeconds: number
  readonly stepSeconds: number
  readonly atVariance: number
  readonly covariance: number
  readonly stepVariance: number
  /** Natural log of its weight among the hearings; the best has 0. */
  readonly logWeight: number
  /** Sixteenths from each recent onset to the next, oldest first. */
  readonly gaps: readonly number[]
}

/** What is known of the tempo before the first note. */
export interface TempoPrior {
  /** Quarter notes a minute. */
  readonly tempo: number
  /** 0..1: how sure it is that the next phrase keeps it. */
  readonly trust: number
}

/** Hands are about so far from where they mean to be (standard deviation). */
const HAND_SECONDS = (globalThis as any).process.env.HAND ? Number((globalThis as any).process.env.HAND) : 0.021
const HAND_VARIANCE = HAND_SECONDS * HAND_SECONDS
/** Tempo wanders by this share of itself a sixteenth (standard deviation). */
const E = (k: string, d: number) => Number((globalThis as any).process.env[k] ?? d)
const WANDER = E('WANDER', 0.003)
/** Onsets that stand on no grid at all. */
const LOG_STRAY = log(E('STRAY', 0.01))
const MAX_HEARINGS = E('BEAM', 96)
const LONGEST_FIRST_GAP = 16
/** As many of the newest gaps as may still be heard otherwise. */
export const OPEN_GAPS = 24
/** Far worse than the best: never to come back. */
const LOG_HOPELESS = E('HOPE', -14)

const MIN_STEP_SECONDS = 60 / (MAX_TEMPO * STEPS_PER_QUARTER)
const MAX_STEP_SECONDS = 60 / (MIN_TEMPO * STEPS_PER_QUARTER)

/** Where tempi lie when nothing is known, as in folk and art song. */
const USUAL_TEMPO = 104
const USUAL_SPREAD = 0.38
const KEPT_SPREAD = 0.05

const SWINGS: readonly { readonly swing: Swing; readonly cycles: readonly Cycle[]; readonly log: number }[] = [
  { swing: STRAIGHT, cycles: [4, 6], log: log(0.5) },
  { swing: { unitSteps: 2, share: E('S1', 0.545) }, cycles: [4], log: log(E('PS', 0.12)) },
  { swing: { unitSteps: 2, share: E('S2', 0.59) }, cycles: [4], log: log(E('PS', 0.12)) },
  { swing: { unitSteps: 1, share: E('S1', 0.545) }, cycles: [4, 6], log: log(E('PS', 0.12)) },
  { swing: { unitSteps: 1, share: E('S2', 0.59) }, cycles: [4, 6], log: log(E('PS', 0.12)) },
]

const LOG_TWO_PI = 1.8378770664093453
const logNormal = (error: number, variance: number): number =>
  -0.5 * (LOG_TWO_PI + log(variance) + (error * error) / variance)

/** Natural log of the density, a second, of a length of the sixteenth. */
function logPrior({ tempo, trust }: TempoPrior, stepSeconds: number): number {
  if (stepSeconds < MIN_STEP_SECONDS || stepSeconds > MAX_STEP_SECONDS) return -Infinity
  const here = log(60 / (stepSeconds * STEPS_PER_QUARTER))
  const usual = exp(logNormal(here - log(USUAL_TEMPO), USUAL_SPREAD * USUAL_SPREAD))
  const kept = trust > 0 ? exp(logNormal(here - log(tempo), KEPT_SPREAD * KEPT_SPREAD)) : 0
  return log((1 - trust) * usual + trust * kept) - log(stepSeconds)
}

/** The hearings of the first two onsets. */
export function firstHearings(
  firstSeconds: number,
  secondSeconds: number,
  prior: TempoPrior,
): readonly Hearing[] {
  const found: Hearing[] = []
  const between = secondSeconds - firstSeconds
  for (const { swing, cycles, log: logSwing } of SWINGS) {
    for (const cycle of cycles) {
      for (let start = 0; start < cycle; start++) {
        const early = swingDelay(swing, cycle, start)
        for (let gap = 1; gap <= LONGEST_FIRST_GAP; gap++) {
          const position = (start + gap) % cycle
          const late = swingDelay(swing, cycle, position)
          const steps = gap + late - early
          const stepSeconds = between / steps
          const stepVariance = (2 * HAND_VARIANCE) / (steps * steps)
          const weight =
            logSwing +
            logStart(cycle, start) +
            logGap(cycle, start, gap) +
            logPrior(prior, stepSeconds) -
            log(steps)
          if (weight === -Infinity) continue
          found.push({
            cycle,
            swing,
            position,
            atSeconds: secondSeconds - late * stepSeconds,
            stepSeconds,
            atVariance: HAND_VARIANCE + late * late * stepVariance,
            covariance: HAND_VARIANCE / steps,
            stepVariance,
            logWeight: weight,
            gaps: [gap],
          })
        }
      }
    }
  }
  return best(found)
}

/** The hearings after one more onset; empty when the onset fits none of them. */
export function nextHearings(before: readonly Hearing[], onsetSeconds: number): readonly Hearing[] {
  const found: Hearing[] = []
  for (const hearing of before) {
    const steps = (onsetSeconds - hearing.atSeconds) / hearing.stepSeconds
    const nearest = Math.floor(steps + 0.5)
    for (let gap = Math.max(0, nearest - 1); gap <= nearest + 1; gap++) {
      const heard = extended(hearing, gap, onsetSeconds)
      if (heard) found.push(heard)
    }
  }
  return best(found)
}

const LAMBDA = E('LAMBDA', 0.5)
const HALF = E('HALF', 6)

/** What is played in this place of the beat mostly comes again. */
function logHabit({ cycle, position, gaps }: Hearing, gap: number): number {
  const usual = logGap(cycle, position, gap)
  if (gap === 0) return usual
  let here = 0
  let alike = 0
  let at = position
  for (let i = gaps.length - 1; i >= 0; i--) {
    const past = gaps[i] ?? 0
    at = (at - (past % cycle) + cycle) % cycle
    if (at !== position) continue
    here++
    if (past === gap) alike++
  }
  if (here === 0) return usual
  const trust = (LAMBDA * here) / (here + HALF)
  return log((1 - trust) * exp(usual) + (trust * alike) / here)
}

function extended(hearing: Hearing, gap: number, onsetSeconds: number): Hearing | null {
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
  const strays = LOG_STRAY - log(stepSeconds)
  const logWeight = hearing.logWeight + logHabit(hearing, gap) + Math.max(fits, strays)
  const gaps = [...hearing.gaps.slice(1 - OPEN_GAPS), gap]
  if (fits < strays || gap === 0) {
    return { ...hearing, position, atSeconds, atVariance, covariance, stepVariance, logWeight, gaps }
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
    gaps,
  }
}

/** Hearings that will go on alike: the same place in the beat, and periods within two percent. */
const isAlike = (a: Hearing, b: Hearing): boolean =>
  a.position === b.position &&
  a.cycle === b.cycle &&
  a.swing === b.swing &&
  Math.abs(a.stepSeconds - b.stepSeconds) < 0.02 * a.stepSeconds

/** The best of them, best first, those that will go on alike only once, weights against the best. */
function best(found: Hearing[]): readonly Hearing[] {
  found.sort((a, b) => b.logWeight - a.logWeight)
  const top = found[0]?.logWeight ?? 0
  const kept: Hearing[] = []
  for (const hearing of found) {
    if (kept.length >= MAX_HEARINGS || hearing.logWeight - top < LOG_HOPELESS) break
    if (!kept.some((other) => isAlike(other, hearing))) kept.push(hearing)
  }
  return kept.map((hearing) => ({ ...hearing, logWeight: hearing.logWeight - top }))
}

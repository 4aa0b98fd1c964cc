import { exp, log } from '../core/maths.ts'
import { extended, HAND_VARIANCE, OPEN_GAPS, type Hearing } from './hearing.ts'
import { logGapShare, logStart, type Cycle } from './rhythmHabits.ts'
import { STRAIGHT, swingDelay, type Swing } from './swing.ts'
import { logPrior, MAX_STEP_SECONDS, MIN_STEP_SECONDS, type TempoPrior } from './tempoPrior.ts'

/** The ways in which a phrase is heard at once, best first; empty before its second onset. */
export type Hearings = readonly Hearing[]

const MOST_HEARINGS = 44
/** Natural log of a weight that never comes back. */
const LOG_HOPELESS = -10
const LONGEST_FIRST_GAP = 16
/** Two onsets closer than this are one: no tempo can be read from them. */
const CHORD_SECONDS = 0.02
/** Periods this close, as a share, are one. */
const SAME_PERIOD = 0.02
/** So many times the weight of the best hearing's pulse overrules it (set on validation tunes). */
const OVERRULES = 2.25

interface Feel {
  readonly swing: Swing
  readonly cycles: readonly Cycle[]
  readonly logWeight: number
}

const swung = (unitSteps: 1 | 2, share: number, cycles: readonly Cycle[]): Feel => ({
  swing: { unitSteps, share },
  cycles,
  logWeight: log(0.12),
})

/** Two degrees of swing are told apart here; the reading refines them. */
const FEELS: readonly Feel[] = [
  { swing: STRAIGHT, cycles: [4, 6], logWeight: log(0.5) },
  swung(2, 0.545, [4]),
  swung(2, 0.59, [4]),
  swung(1, 0.545, [4, 6]),
  swung(1, 0.59, [4, 6]),
]

/** A hearing found, with the gap that its list of gaps still lacks. */
interface Found {
  readonly hearing: Hearing
  readonly gap: number
}

/** How the first two onsets can be heard; empty when they are as good as one. */
export function firstHearings(
  firstSeconds: number,
  secondSeconds: number,
  prior: TempoPrior,
): Hearings {
  const between = secondSeconds - firstSeconds
  if (!(between > CHORD_SECONDS)) return []
  const found: Found[] = []
  const logPriors = new Map<number, number>()
  const logPriorOf = (steps: number): number => {
    const known = logPriors.get(steps)
    if (known !== undefined) return known
    const logWeight = logPrior(prior, between / steps) - log(steps)
    logPriors.set(steps, logWeight)
    return logWeight
  }
  let top = -Infinity
  for (const { swing, cycles, logWeight: logFeel } of FEELS) {
    for (const cycle of cycles) {
      for (let start = 0; start < cycle; start++) {
        const logBegun = logFeel + logStart(cycle, start)
        if (logBegun < top + LOG_HOPELESS) continue
        const early = swingDelay(swing, cycle, start)
        for (let gap = 1; gap <= LONGEST_FIRST_GAP; gap++) {
          const position = (start + gap) % cycle
          const late = swingDelay(swing, cycle, position)
          const steps = gap + late - early
          const stepSeconds = between / steps
          if (stepSeconds < MIN_STEP_SECONDS || stepSeconds > MAX_STEP_SECONDS) continue
          const logWeight = logBegun + logGapShare(cycle, start, gap) + logPriorOf(steps)
          if (logWeight < top + LOG_HOPELESS) continue
          top = Math.max(top, logWeight)
          const stepVariance = (2 * HAND_VARIANCE) / (steps * steps)
          const hearing: Hearing = {
            cycle,
            swing,
            position,
            atSeconds: secondSeconds - late * stepSeconds,
            stepSeconds,
            atVariance: HAND_VARIANCE + late * late * stepVariance,
            covariance: HAND_VARIANCE / steps,
            stepVariance,
            logWeight,
            gaps: [],
          }
          found.push({ hearing, gap })
        }
      }
    }
  }
  return best(found)
}

/** After one more onset; empty when no tempo between 30 and 300 bpm hears it. */
export function nextHearings(before: Hearings, onsetSeconds: number): Hearings {
  const found: Found[] = []
  let top = -Infinity
  for (const hearing of before) {
    const steps = (onsetSeconds - hearing.atSeconds) / hearing.stepSeconds
    const nearest = Math.floor(steps + 0.5)
    for (let gap = Math.max(0, nearest - 1); gap <= Math.max(0, nearest + 1); gap++) {
      const heard = extended(hearing, gap, onsetSeconds)
      if (!heard || heard.logWeight < top + LOG_HOPELESS) continue
      top = Math.max(top, heard.logWeight)
      found.push({ hearing: heard, gap })
    }
  }
  return best(found)
}

/** Hearings that will go on alike: the same place in the same beat, and nearly the same period. */
const isAlike = (a: Hearing, b: Hearing): boolean =>
  a.position === b.position &&
  a.cycle === b.cycle &&
  a.swing.share === b.swing.share &&
  a.swing.unitSteps === b.swing.unitSteps &&
  Math.abs(a.stepSeconds - b.stepSeconds) < SAME_PERIOD * a.stepSeconds

const weighed = (hearing: Hearing, logWeight: number, gaps: readonly number[]): Hearing => ({
  cycle: hearing.cycle,
  swing: hearing.swing,
  position: hearing.position,
  atSeconds: hearing.atSeconds,
  stepSeconds: hearing.stepSeconds,
  atVariance: hearing.atVariance,
  covariance: hearing.covariance,
  stepVariance: hearing.stepVariance,
  logWeight,
  gaps,
})

/** Best first, those that will go on alike only once, their weights against the best. */
function best(found: Found[]): Hearings {
  found.sort((a, b) => b.hearing.logWeight - a.hearing.logWeight)
  const top = found[0]?.hearing.logWeight ?? 0
  const kept: Hearing[] = []
  for (const { hearing, gap } of found) {
    const logWeight = hearing.logWeight - top
    if (kept.length >= MOST_HEARINGS || logWeight < LOG_HOPELESS) break
    if (kept.some((other) => isAlike(other, hearing))) continue
    const gaps = [...hearing.gaps.slice(-OPEN_GAPS + 1), gap]
    kept.push(weighed(hearing, logWeight, gaps))
  }
  return kept
}

/** How far beats are heard in six sixteenths: the weight of those hearings among all, 0..1. */
export function sixShareOf(hearings: Hearings): number {
  let six = 0
  let all = 0
  for (const { cycle, logWeight } of hearings) {
    const weight = exp(logWeight)
    all += weight
    if (cycle === 6) six += weight
  }
  return all === 0 ? 0 : six / all
}

/** Whether two lengths of a sixteenth are one, double and half aside. */
const isSamePulse = (one: number, other: number): boolean =>
  Math.abs(other / one - 1) < 2 * SAME_PERIOD ||
  Math.abs(other / one - 2) < 4 * SAME_PERIOD ||
  Math.abs(other / one - 0.5) < SAME_PERIOD

const weightsOf = (hearings: Hearings): readonly number[] =>
  hearings.map(({ logWeight }) => exp(logWeight))

/** The weight of the hearings that share this one's pulse. */
function pulseWeight(
  { stepSeconds }: Hearing,
  hearings: Hearings,
  weights: readonly number[],
): number {
  let sum = 0
  for (const [index, each] of hearings.entries()) {
    if (isSamePulse(stepSeconds, each.stepSeconds)) sum += weights[index] ?? 0
  }
  return sum
}

const wholeWeight = (weights: readonly number[]): number =>
  weights.reduce((sum, weight) => sum + weight, 0)

/**
 * The hearing that is believed, undefined before the second onset: the likeliest one, unless another
 * pulse, heard in many ways of which each weighs less, is far likelier in all.
 */
export function believed(hearings: Hearings): Hearing | undefined {
  const [first] = hearings
  if (!first) return undefined
  const weights = weightsOf(hearings)
  const enough = OVERRULES * pulseWeight(first, hearings, weights)
  if (enough >= wholeWeight(weights)) return first
  let found = first
  let most = enough
  for (const hearing of hearings) {
    const weight = pulseWeight(hearing, hearings, weights)
    if (weight <= most) continue
    found = hearing
    most = weight
  }
  return found
}

/**
 * How sure the pulse of a hearing is: the weight of those that share it among all.
 * @returns 0..1
 */
export function agreement(hearing: Hearing, hearings: Hearings): number {
  const weights = weightsOf(hearings)
  return pulseWeight(hearing, hearings, weights) / wholeWeight(weights)
}

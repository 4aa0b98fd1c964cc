import { BAR_STEPS, BEAT_STEPS, METERS, type Meter } from '../clock/meter.ts'
import { log } from '../core/maths.ts'

/** Nats by which another meter must explain a phrase better before bars are counted otherwise. */
const HYSTERESIS = 0.75
/** Nats that bars of four are likelier before anything is heard: so are the training tunes. */
const FOUR = 0.25
/** How far the hearings' own opinion counts: each onset is no evidence of its own. */
const CYCLE_TRUST = 0.3
const LEAST_SHARE = 1e-6
/** Hands differ by so much (velocity, squared) where they mean the same. */
const HAND_VARIANCE = 1e-4
const FEWEST_ONSETS = 4

/** An onset's velocities at one level of the bar: other sixteenths, beats, bar lines. */
interface Level {
  readonly sum: number
  readonly squares: number
  readonly count: number
}

const NOTHING: Level = { sum: 0, squares: 0, count: 0 }

const both = (a: Level, b: Level): Level => ({
  sum: a.sum + b.sum,
  squares: a.squares + b.squares,
  count: a.count + b.count,
})

const meanOf = ({ sum, count }: Level): number => sum / count

/** Squared distance of a level's velocities from their mean. */
const spreadOf = ({ sum, squares, count }: Level): number =>
  count === 0 ? 0 : squares - (sum * sum) / count

/** Levels that do not rise towards the bar line are one (isotonic regression by pooling). */
function risingSpread(levels: readonly Level[]): number {
  const pooled: Level[] = []
  for (const level of levels) {
    if (level.count === 0) continue
    let last = level
    for (let below = pooled.at(-1); below && meanOf(below) > meanOf(last); below = pooled.at(-1)) {
      pooled.pop()
      last = both(below, last)
    }
    pooled.push(last)
  }
  return pooled.reduce((sum, level) => sum + spreadOf(level), 0)
}

/**
 * Nats by which velocities are likelier where bar lines are louder than beats, and beats than the
 * rest, than all alike: normal about the levels' means, as in an analysis of variance.
 */
function accentGain(
  steps: readonly number[],
  velocities: readonly number[],
  barSteps: number,
  beatSteps: number,
): number {
  const levels: [Level, Level, Level] = [NOTHING, NOTHING, NOTHING]
  for (const [index, step] of steps.entries()) {
    if (step < 0) continue
    const velocity = velocities[index] ?? 0
    const at = step % barSteps === 0 ? 2 : step % beatSteps === 0 ? 1 : 0
    levels[at] = both(levels[at], { sum: velocity, squares: velocity * velocity, count: 1 })
  }
  const all = levels.reduce(both)
  if (all.count < FEWEST_ONSETS) return 0
  const floor = all.count * HAND_VARIANCE
  return (all.count / 2) * log((spreadOf(all) + floor) / (risingSpread(levels) + floor))
}

/**
 * How the bars of a phrase are counted: by its accents, by whether its beats are heard in three,
 * and as the last phrase's where these do not say otherwise. (Over the validation tunes of the
 * melody model, as a person plays them, right in 0.89 of tunes after 32 sixteenths and 0.93 after 64,
 * heard after 4/4, `npm run bench bars`; a waltz without accents is heard in four.)
 * @param steps of its onsets from beat 1, as read on the grid; pick-ups are negative
 * @param velocities 0..1, of the same onsets
 * @param sixShare 0..1: how far its beats are heard in six sixteenths
 * @param before the meter that stands
 */
export function meterOf(
  steps: readonly number[],
  velocities: readonly number[],
  sixShare: number,
  before: Meter,
): Meter {
  const six = Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, sixShare))
  const scoreOf = (meter: Meter): number =>
    accentGain(steps, velocities, BAR_STEPS[meter], BEAT_STEPS[meter]) +
    CYCLE_TRUST * log(meter === '6/8' ? six : 1 - six) +
    (meter === '4/4' ? FOUR : 0)
  const stands = scoreOf(before)
  let best = before
  let most = stands + HYSTERESIS
  for (const meter of METERS) {
    const score = scoreOf(meter)
    if (score <= most) continue
    best = meter
    most = score
  }
  return best
}

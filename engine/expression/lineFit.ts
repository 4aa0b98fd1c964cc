import type { Cycle } from './rhythmHabits.ts'
import { MAX_SHARE, STRAIGHT, swingDelay, type Swing } from './swing.ts'

/** An onset and the sixteenth it is. */
export interface Placed {
  readonly onsetSeconds: number
  readonly step: number
}

/** Time as a straight line over sixteenths. */
export interface Line {
  /** Of sixteenth 0. */
  readonly originSeconds: number
  readonly stepSeconds: number
  /** Standard deviation about the line. */
  readonly spreadSeconds: number
  /** Standard error of {@link stepSeconds}: all of it where the onsets are one. */
  readonly stepErrorSeconds: number
}

/** A line is fitted through so many of the newest onsets at least: tempo may have moved before. */
export const NEWEST_ONSETS = 12
/** And through so many at most. */
const FARTHEST_ONSETS = 96
/** Older onsets are of the same line where they lie as close to it, but for this factor. */
const AS_CLOSE = 1.5
/** A hand closer than this tells nothing about older onsets. */
const STEADY_SECONDS = 0.012

/** Straight playing counts for so many swung notes, so that a few wobbly ones make no swing. */
const STRAIGHT_NOTES = 3

/**
 * The line through onsets by least squares.
 * @param placed at least one
 * @param delayOf how much later than the even grid a sixteenth is meant, in sixteenths
 * @param fallback length of the sixteenth where all onsets are one
 */
export function fitLine(
  placed: readonly Placed[],
  delayOf: (step: number) => number,
  fallback = 0.125,
): Line {
  const count = Math.max(1, placed.length)
  let meanStep = 0
  let meanSeconds = 0
  for (const { onsetSeconds, step } of placed) {
    meanStep += (step + delayOf(step)) / count
    meanSeconds += onsetSeconds / count
  }
  let square = 0
  let product = 0
  for (const { onsetSeconds, step } of placed) {
    const apart = step + delayOf(step) - meanStep
    square += apart * apart
    product += apart * (onsetSeconds - meanSeconds)
  }
  const stepSeconds = square > 0 && product > 0 ? product / square : fallback
  const originSeconds = meanSeconds - meanStep * stepSeconds
  let error = 0
  for (const { onsetSeconds, step } of placed) {
    const apart = onsetSeconds - originSeconds - (step + delayOf(step)) * stepSeconds
    error += (apart * apart) / count
  }
  const spreadSeconds = Math.sqrt(error)
  return {
    originSeconds,
    stepSeconds,
    spreadSeconds,
    stepErrorSeconds: square > 0 ? spreadSeconds / Math.sqrt(square) : stepSeconds,
  }
}

/** Standard errors by which a bend stands out of a hand's wobble, which is never this small. */
const BENT = 3
const LEAST_SPREAD_SECONDS = 0.004
/** A parabola's slope at its end is so many times as uncertain as a line's. */
const BENT_ERROR = 4
/** Nobody's tempo has doubled by now: such a bend is of something else. */
const LEAST_SHARE = 0.5

/**
 * Where tempo moves evenly, the line that touches the onsets' parabola at the newest of them; the line
 * itself where it stands. By least squares, the square being made orthogonal to the line.
 */
function asItMoves(placed: readonly Placed[], delayOf: (step: number) => number, line: Line): Line {
  const count = placed.length
  const steps = placed.map(({ step }) => step + delayOf(step))
  const mean = steps.reduce((sum, step) => sum + step, 0) / count
  let second = 0
  let third = 0
  for (const step of steps) {
    const apart = step - mean
    second += apart * apart
    third += apart * apart * apart
  }
  const skew = third / second
  const squareAt = (step: number): number => {
    const apart = step - mean
    return apart * apart - second / count - skew * apart
  }
  let product = 0
  let square = 0
  for (const [index, { onsetSeconds }] of placed.entries()) {
    const step = steps[index] ?? 0
    const term = squareAt(step)
    product += term * (onsetSeconds - line.originSeconds - step * line.stepSeconds)
    square += term * term
  }
  const bend = product / square
  const variance = line.spreadSeconds * line.spreadSeconds - (bend * product) / count
  const spreadSeconds = Math.sqrt(Math.max(0, variance))
  const wobble = Math.max(LEAST_SPREAD_SECONDS, spreadSeconds)
  if (!(Math.abs(bend) * Math.sqrt(square) > BENT * wobble)) return line
  const newest = steps.at(-1) ?? 0
  const stepSeconds = line.stepSeconds + bend * (2 * (newest - mean) - skew)
  if (stepSeconds < LEAST_SHARE * line.stepSeconds) return line
  const newestSeconds = line.originSeconds + newest * line.stepSeconds + bend * squareAt(newest)
  return {
    originSeconds: newestSeconds - newest * stepSeconds,
    stepSeconds,
    spreadSeconds,
    stepErrorSeconds: BENT_ERROR * line.stepErrorSeconds,
  }
}

interface Heard {
  readonly swing: Swing
  readonly cycle: Cycle
  readonly stepSeconds: number
}

interface SwungLine {
  readonly line: Line
  readonly swing: Swing
}

/**
 * Line and swing through the newest onsets, as far back as the tempo has stood: twice as many are
 * taken for as long as they lie as close to their line.
 * @param placed all, at least one, oldest first
 */
export function fitNewest(
  placed: readonly Placed[],
  heard: Heard,
  positionOf: (step: number) => number,
): SwungLine {
  let near = fitSwing(placed.slice(-NEWEST_ONSETS), heard, positionOf)
  for (let count = 2 * NEWEST_ONSETS; count <= FARTHEST_ONSETS; count *= 2) {
    if (placed.length <= count / 2) break
    const newest = placed.slice(-count)
    const even = fitSwing(newest, heard, positionOf)
    const delayOf = (step: number) => swingDelay(even.swing, heard.cycle, positionOf(step))
    const far = { line: asItMoves(newest, delayOf, even.line), swing: even.swing }
    const spreadSeconds = Math.max(STEADY_SECONDS, near.line.spreadSeconds)
    if (far.line.spreadSeconds > AS_CLOSE * spreadSeconds) break
    near = far
  }
  return near
}

/**
 * Line and swing together: the line with the swing that was heard, the swing from what is left, and
 * the line again.
 * @param positionOf the sixteenth of the beat of a sixteenth
 */
function fitSwing(
  placed: readonly Placed[],
  heard: Heard,
  positionOf: (step: number) => number,
): SwungLine {
  const { cycle, stepSeconds } = heard
  const delayed = (swing: Swing) => (step: number) => swingDelay(swing, cycle, positionOf(step))
  const rough = fitLine(placed, delayed(heard.swing), stepSeconds)
  const swing = shareOf(placed, heard.swing, rough, delayed({ ...heard.swing, share: 1 }))
  return { line: fitLine(placed, delayed(swing), rough.stepSeconds), swing }
}

/** @param fullDelay the delay of a sixteenth if the second of a pair were not left any time */
function shareOf(
  placed: readonly Placed[],
  heard: Swing,
  line: Line,
  fullDelay: (step: number) => number,
): Swing {
  let product = 0
  let square = STRAIGHT_NOTES
  for (const { onsetSeconds, step } of placed) {
    const full = fullDelay(step)
    const late = (onsetSeconds - line.originSeconds) / line.stepSeconds - step
    product += full * late
    square += full * full
  }
  const share = 0.5 + product / square / 2
  if (!(share > STRAIGHT.share)) return STRAIGHT
  return { unitSteps: heard.unitSteps, share: Math.min(MAX_SHARE, share) }
}

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
}

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
  return { originSeconds, stepSeconds, spreadSeconds: Math.sqrt(error) }
}

/**
 * Line and swing together: the line with the swing that was heard, the swing from what is left, and
 * the line again.
 * @param positionOf the sixteenth of the beat of a sixteenth
 */
export function fitSwing(
  placed: readonly Placed[],
  heard: { readonly swing: Swing; readonly cycle: Cycle; readonly stepSeconds: number },
  positionOf: (step: number) => number,
): { readonly line: Line; readonly swing: Swing } {
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

import { BEAT_STEPS, type Meter } from '../clock/meter.ts'
import { unit, type Unit } from '../core/units.ts'

/** How the performer played a phrase, for the answer to play like it. */
export interface Manner {
  /** Mean velocity in each part of the phrase, from its beginning; one part at least. */
  readonly velocities: readonly number[]
  /** Share of the time to the next onset for which keys are held, 0..1. */
  readonly heldShare: number
}

/** A little more on the beat, and a little less beside its eighths. */
function accentAt(step: number, meter: Meter): number {
  const beatSteps = BEAT_STEPS[meter]
  const inBeat = ((step % beatSteps) + beatSteps) % beatSteps
  return inBeat === 0 ? 1.08 : inBeat % 2 === 0 ? 1 : 0.9
}

/**
 * The velocity of a note.
 * @param manner null: an even `velocity`
 * @param step counted from a bar line
 * @param meter of its bars
 * @param progress of the answer, 0..1
 */
export function velocityAt(
  manner: Manner | null,
  velocity: Unit,
  step: number,
  meter: Meter,
  progress: number,
): Unit {
  const parts = manner?.velocities ?? []
  const part = Math.min(parts.length - 1, Math.floor(progress * parts.length))
  return unit((parts[part] ?? velocity) * accentAt(step, meter))
}

/** Who holds keys this long plays legato. */
const LEGATO = 0.9

/** The share of the time to the next onset for which a note of a plan sounds, 0..1. */
export const soundingShare = (manner: Manner | null): number =>
  manner && manner.heldShare < LEGATO ? manner.heldShare : 1

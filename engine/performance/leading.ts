import { BEAT_STEPS, type Meter } from '../clock/meter.ts'
import { MAJOR_TRIAD, USUAL_DENSITY, type Guide } from '../continuation/guide.ts'
import type { Leading } from '../continuation/planning.ts'
import type { PlayedNote } from '../continuation/playing.ts'
import { guideOf, type PhraseNote } from '../expression/answerGuide.ts'
import type { EarNote } from './ear.ts'

/** A, C and E. */
const MINOR_TRIAD = 0b001000010001

const OPENING_BEATS = 2
/** A key that is still down, or was for long, counts for so many sixteenths. */
const LONGEST_HELD = 8
/**
 * How far an answer's density follows the phrase's: over the validation tunes two bars with a
 * density of d are followed by two of 0.37 + 0.9 (d - 0.37) on average.
 */
const FOLLOWING = 0.9

/** Whether a phrase, as the model hears it, leans to A rather than to C. */
function isMinor(notes: readonly PhraseNote[], shift: number): boolean {
  const weights = new Array<number>(12).fill(0)
  for (const { pitch, heldSteps } of notes) {
    const pitchClass = (((pitch + shift) % 12) + 12) % 12
    weights[pitchClass] = (weights[pitchClass] ?? 0) + Math.min(LONGEST_HELD, heldSteps)
  }
  const weight = (pitchClass: number): number => weights[pitchClass] ?? 0
  // A and its leading note against C and G.
  return weight(9) + 2 * weight(8) > weight(0) + weight(7)
}

const openingOf = (steps: readonly number[]): number =>
  steps.reduce((mask, step) => mask | (1 << step), 0)

/**
 * What an answer takes over from a phrase.
 * @param played on its grid
 * @param beatOneStep the sixteenth of that grid on which its first bar begins
 * @param shift semitones from the performer's pitches to the model's
 * @param onsets on the same grid, what was played in the same rhythm before the phrase included
 */
export function leadingOf(
  played: readonly (PlayedNote & EarNote)[],
  beatOneStep: number,
  shift: number,
  meter: Meter,
  onsets: readonly number[],
): Leading {
  const notes = played.map(({ step, pitch, velocity, heldSteps }) => ({
    step: step - beatOneStep,
    pitch,
    velocity,
    heldSteps: Math.min(heldSteps, LONGEST_HELD),
  }))
  const features = guideOf(notes, BEAT_STEPS[meter], onsets)
  if (!features) return { guide: null, manner: null }
  const { opening, register, density, velocities, heldShare } = features
  const guide: Guide = {
    meter,
    lengthSteps: 0,
    opening: openingOf(opening),
    openingSteps: OPENING_BEATS * BEAT_STEPS[meter],
    lowest: register.lowest + shift,
    highest: register.highest + shift,
    density: USUAL_DENSITY + FOLLOWING * (density - USUAL_DENSITY),
    stable: isMinor(notes, shift) ? MINOR_TRIAD : MAJOR_TRIAD,
  }
  return { guide, manner: { velocities, heldShare } }
}

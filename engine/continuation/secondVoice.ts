import { agreeing, OCTAVE } from './consonance.ts'
import type { Continuation } from './continuation.ts'
import type { Dice } from './dice.ts'
import type { Voicing } from './generate.ts'
import type { Lean } from './lean.ts'

/** A player below this leaves more room above. */
const LOW_PITCH = 55

/** Pitch classes of the performer's become the model's. */
const raised = (pitchClasses: number, semitones: number): number => {
  const by = ((semitones % OCTAVE) + OCTAVE) % OCTAVE
  return ((pitchClasses << by) | (pitchClasses >> (OCTAVE - by))) & 0xfff
}

/**
 * How a second voice draws its sixteenth: an octave or more below the performer's line, or above it
 * where that is low, and on nothing that is in unison or clashes with what sounds.
 * @param against MIDI numbers of the performer's notes that sound
 */
export function secondVoice(
  state: Continuation,
  dice: Dice,
  lean: Lean,
  against: readonly number[],
): Omit<Voicing, 'isHeard'> {
  const { phrase, listener, shift } = state
  const newest = listener.at(-1)
  const near = newest ? [...against, newest.pitch] : against
  const isAbove = (phrase?.lowest ?? LOW_PITCH) < LOW_PITCH
  const displacement = isAbove ? OCTAVE : -OCTAVE
  const pitchClasses = dice.pitchClasses & raised(agreeing(against), shift)
  // An octave from the performer's notes, before it is moved there.
  const lowest = isAbove ? Math.max(...near) + shift : -Infinity
  const highest = isAbove ? Infinity : Math.min(...near) + shift
  return {
    dice: {
      ...dice,
      pitchClasses,
      lowest: Math.max(dice.lowest - displacement, lowest),
      highest: Math.min(dice.highest - displacement, highest),
    },
    lean,
    displacement,
  }
}

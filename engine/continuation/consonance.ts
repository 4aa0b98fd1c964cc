import { ALL_PITCH_CLASSES } from './dice.ts'

/** Semitones. */
export const OCTAVE = 12

/** Semitones between pitch classes that a second voice does not strike: unison, semitone, tritone. */
const CLASHES = [0, 1, 6, 11]

const classOf = (pitch: number): number => ((pitch % 12) + 12) % 12

/** Whether two notes, any octaves apart, are in unison or clash. */
export const clashes = (a: number, b: number): boolean => CLASHES.includes(classOf(a - b))

/**
 * The pitch classes that clash with none of some notes.
 * @param against MIDI numbers
 * @returns bit n for the class n semitones above C
 */
export function agreeing(against: readonly number[]): number {
  let mask = ALL_PITCH_CLASSES
  for (const pitch of against) {
    for (const interval of CLASHES) mask &= ~(1 << classOf(pitch + interval))
  }
  return mask
}

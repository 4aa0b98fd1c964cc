/** A chord as a model of Magenta's reads it. */
export interface Chord {
  /** Pitch class of the root, 0 (C) to 11. */
  readonly root: number
  /** Pitch classes that sound, the root among them or not. */
  readonly pitches: readonly number[]
  readonly quality: ChordQuality
}

export type ChordQuality = 'major' | 'minor' | 'augmented' | 'diminished' | 'other'

const PITCH_CLASSES = 12

/** Third and fifth over the root, in semitones. */
const TRIADS: readonly (readonly [ChordQuality, number, number])[] = [
  ['major', 4, 7],
  ['minor', 3, 7],
  ['augmented', 4, 8],
  ['diminished', 3, 6],
]

const pitchClass = (pitch: number): number => ((pitch % PITCH_CLASSES) + PITCH_CLASSES) % 12

/**
 * The chord of pitch classes, the lowest note's first. Its root is the first of them that makes a
 * triad with the others, and the lowest note of all where none does.
 * @returns null for none
 */
export function chordOfClasses(classes: readonly number[]): Chord | null {
  const [lowest] = classes
  if (lowest === undefined) return null
  for (const root of classes) {
    const over = new Set(classes.map((other) => pitchClass(other - root)))
    const triad = TRIADS.find(([, third, fifth]) => over.has(third) && over.has(fifth))
    if (triad) return { root, pitches: classes, quality: triad[0] }
  }
  return { root: lowest, pitches: classes, quality: 'other' }
}

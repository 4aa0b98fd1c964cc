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

/** Names and semitones over the root; the second and third number are the triad's. */
const SYMBOLS: readonly (readonly [names: string, semitones: readonly number[]])[] = [
  ['_ M maj', [0, 4, 7]],
  ['m min', [0, 3, 7]],
  ['dim o', [0, 3, 6]],
  ['aug + M#5', [0, 4, 8]],
  ['sus2 Msus2', [0, 2, 7]],
  ['sus4 sus Msus4', [0, 5, 7]],
  ['6 M6', [0, 4, 7, 9]],
  ['m6', [0, 3, 7, 9]],
  ['69 M69', [0, 4, 7, 9, 2]],
  ['7', [0, 4, 7, 10]],
  ['maj7 M7 Maj7', [0, 4, 7, 11]],
  ['m7', [0, 3, 7, 10]],
  ['mM7 mMaj7', [0, 3, 7, 11]],
  ['m7b5 h7', [0, 3, 6, 10]],
  ['dim7 o7', [0, 3, 6, 9]],
  ['7#5 +7 aug7', [0, 4, 8, 10]],
  ['maj7#5 M7#5', [0, 4, 8, 11]],
  ['7b5', [0, 4, 6, 10]],
  ['7sus4 7sus', [0, 5, 7, 10]],
  ['add9 Madd9', [0, 4, 7, 2]],
  ['madd9', [0, 3, 7, 2]],
  ['9', [0, 4, 7, 10, 2]],
  ['maj9 M9 Maj9', [0, 4, 7, 11, 2]],
  ['m9', [0, 3, 7, 10, 2]],
  ['7b9', [0, 4, 7, 10, 1]],
  ['7#9', [0, 4, 7, 10, 3]],
  ['7#11', [0, 4, 7, 10, 6]],
  ['13', [0, 4, 7, 10, 2, 9]],
]

const SEMITONES = new Map(
  SYMBOLS.flatMap(([names, semitones]) =>
    names.split(' ').map((name) => [name === '_' ? '' : name, semitones] as const),
  ),
)

/** The symbols' endings that {@link chordOfSymbol} knows, after a root such as `F#` or `Bb`. */
export const CHORD_ENDINGS: readonly string[] = [...SEMITONES.keys()]

const NATURALS: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }

const pitchClass = (pitch: number): number => ((pitch % PITCH_CLASSES) + PITCH_CLASSES) % 12

function qualityOf(third: number | undefined, fifth: number | undefined): ChordQuality {
  return TRIADS.find((triad) => triad[1] === third && triad[2] === fifth)?.[0] ?? 'other'
}

/**
 * Reads a chord symbol such as `C`, `F#m7b5` or `Bbmaj7`.
 * @returns null for `N.C.`, no chord
 * @throws RangeError for any other text that is none of {@link CHORD_ENDINGS} after a root
 */
export function chordOfSymbol(symbol: string): Chord | null {
  if (symbol === 'N.C.') return null
  const [, letter = '', accidentals = '', ending = ''] = /^([A-G])(#+|b+|)(.*)$/.exec(symbol) ?? []
  const natural = NATURALS[letter]
  const semitones = SEMITONES.get(ending)
  if (natural === undefined || semitones === undefined) {
    throw new RangeError(`${JSON.stringify(symbol)} is no chord symbol that is known here`)
  }
  const sharps = accidentals.startsWith('b') ? -accidentals.length : accidentals.length
  const root = pitchClass(natural + sharps)
  return {
    root,
    pitches: semitones.map((semitone) => pitchClass(root + semitone)),
    quality: qualityOf(semitones[1], semitones[2]),
  }
}

/**
 * The chord that a left hand holds. Its root is the lowest note whose pitch classes make a triad
 * with the others, and the lowest note of all where none does.
 * @param pitches MIDI notes, in any order
 * @returns null for no notes
 */
export function chordOfPitches(pitches: readonly number[]): Chord | null {
  return chordOfClasses([...new Set(pitches.toSorted((a, b) => a - b).map(pitchClass))])
}

/** The same of pitch classes, the lowest note's first. @returns null for none */
export function chordOfClasses(classes: readonly number[]): Chord | null {
  const [lowest] = classes
  if (lowest === undefined) return null
  for (const root of classes) {
    const over = new Set(classes.map((other) => pitchClass(other - root)))
    const triads = TRIADS.filter(([, third, fifth]) => over.has(third) && over.has(fifth))
    const [only] = triads
    if (only && triads.length === 1) return { root, pitches: classes, quality: only[0] }
  }
  return { root: lowest, pitches: classes, quality: 'other' }
}

/**
 * A progression spread evenly over steps, as magenta-js does (`ChordEncoder.encodeProgression`).
 * @param step 0..steps-1
 */
export function chordAt<Item>(progression: readonly Item[], step: number, steps: number) {
  return progression[Math.floor((step * progression.length) / steps)]
}

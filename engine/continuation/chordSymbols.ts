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

/** The symbols' endings that {@link classesOfSymbol} knows, after a root such as `F#` or `Bb`. */
export const CHORD_ENDINGS: readonly string[] = [...SEMITONES.keys()]

const NATURALS: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }
const MOST_CHORDS = 128

/**
 * Reads a chord symbol such as `C`, `F#m7b5` or `Bbmaj7`.
 * @returns its pitch classes, the root's first; none for `N.C.`, no chord
 * @throws RangeError for any other text that is none of {@link CHORD_ENDINGS} after a root
 */
export function classesOfSymbol(symbol: string): readonly number[] {
  if (symbol === 'N.C.') return []
  const [, letter = '', accidentals = '', ending = ''] = /^([A-G])(#+|b+|)(.*)$/.exec(symbol) ?? []
  const natural = NATURALS[letter]
  const semitones = SEMITONES.get(ending)
  if (natural === undefined || semitones === undefined) {
    throw new RangeError(`${JSON.stringify(symbol)} is no chord symbol that is known here`)
  }
  // Up eleven semitones, for down one, so that nothing is negative.
  const root = natural + accidentals.length * (accidentals.startsWith('b') ? 11 : 1)
  return semitones.map((semitone) => (root + semitone) % 12)
}

/**
 * Reads a progression, symbols with spaces between them, such as `C Am F G7`.
 * @returns the pitch classes of each
 * @throws RangeError for a symbol that is not known, for none at all, and for too many
 */
export function classesOfProgression(text: string): readonly (readonly number[])[] {
  const symbols = text.split(/\s+/).filter((symbol) => symbol !== '')
  if (symbols.length === 0 || symbols.length > MOST_CHORDS) {
    throw new RangeError(`a progression has 1 to ${MOST_CHORDS} chords, such as C Am F G7`)
  }
  return symbols.map(classesOfSymbol)
}

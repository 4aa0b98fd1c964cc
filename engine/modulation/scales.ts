/** A scale that the partner can be held to. */
export interface Scale {
  readonly name: string
  /** Bit n for the pitch class n semitones above its root. */
  readonly pitchClasses: number
  /** Whether its third is minor: it then stands on the relative minor of the key that is heard. */
  readonly isMinor: boolean
}

const scale = (name: string, degrees: readonly number[]): Scale => ({
  name,
  pitchClasses: degrees.reduce((mask, degree) => mask | (1 << degree), 0),
  isMinor: degrees.includes(3) && !degrees.includes(4),
})

export const SCALES: readonly Scale[] = [
  scale('Off', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
  scale('Major', [0, 2, 4, 5, 7, 9, 11]),
  scale('Minor', [0, 2, 3, 5, 7, 8, 10]),
  scale('Harmonic minor', [0, 2, 3, 5, 7, 8, 11]),
  scale('Dorian', [0, 2, 3, 5, 7, 9, 10]),
  scale('Mixolydian', [0, 2, 4, 5, 7, 9, 10]),
  scale('Major pentatonic', [0, 2, 4, 7, 9]),
  scale('Minor pentatonic', [0, 3, 5, 7, 10]),
  scale('Blues', [0, 3, 5, 6, 7, 10]),
  scale('Whole tone', [0, 2, 4, 6, 8, 10]),
]

/** What the scale stands on: the key that is heard, or a note by name. */
export const TONICS = [
  'Heard',
  'C',
  'Db',
  'D',
  'Eb',
  'E',
  'F',
  'Gb',
  'G',
  'Ab',
  'A',
  'Bb',
  'B',
] as const

const CLASSES = 12
const RELATIVE_MINOR = 9

/** The same set of pitch classes some semitones higher. */
const raised = (pitchClasses: number, semitones: number): number => {
  const by = ((semitones % CLASSES) + CLASSES) % CLASSES
  return ((pitchClasses << by) | (pitchClasses >> (CLASSES - by))) & 0xfff
}

/**
 * The pitch classes of a scale as the model hears them, who knows C major and A minor.
 * @param scaleIndex of {@link SCALES}
 * @param tonicIndex of {@link TONICS}
 * @param shift semitones from the performer's key and register into the model's
 */
export function pitchClassesOf(scaleIndex: number, tonicIndex: number, shift: number): number {
  const { pitchClasses, isMinor } = SCALES[scaleIndex] ?? { pitchClasses: 0xfff, isMinor: false }
  const root = tonicIndex > 0 ? tonicIndex - 1 + shift : isMinor ? RELATIVE_MINOR : 0
  return raised(pitchClasses, root)
}

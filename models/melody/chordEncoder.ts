import type { Chord, ChordQuality } from './chords.ts'

/** Magenta's chord encoders, by the names that config.json gives them. */
export const CHORD_ENCODERS = [
  'PitchChordEncoder',
  'TriadChordEncoder',
  'MajorMinorChordEncoder',
] as const

export type ChordEncoderName = (typeof CHORD_ENCODERS)[number]

const PITCH_CLASSES = 12

/** The qualities an encoder of triads tells apart, in its order. */
const QUALITIES: readonly ChordQuality[] = ['major', 'minor', 'augmented', 'diminished']
const QUALITIES_OF = { TriadChordEncoder: 4, MajorMinorChordEncoder: 2 } as const

/** How many inputs an encoder makes. */
export function chordDepth(encoder: ChordEncoderName): number {
  return 1 + PITCH_CLASSES * (encoder === 'PitchChordEncoder' ? 3 : QUALITIES_OF[encoder])
}

/**
 * The inputs that a chord sets to 1 (magenta-js, `core/chords.ts`): of PitchChordEncoder its root,
 * its pitches and its root again as bass; of the others one, by quality and root. Input 0 stands for
 * no chord, and, where magenta-js throws, for one that an encoder of triads cannot tell.
 */
export function chordInputs(encoder: ChordEncoderName, chord: Chord | null): readonly number[] {
  if (chord === null) return [0]
  const { root, pitches, quality } = chord
  if (encoder === 'PitchChordEncoder') {
    return [
      1 + root,
      ...pitches.map((pitch) => 1 + PITCH_CLASSES + pitch),
      1 + 2 * PITCH_CLASSES + root,
    ]
  }
  const index = QUALITIES.indexOf(quality)
  return index >= 0 && index < QUALITIES_OF[encoder] ? [1 + index * PITCH_CLASSES + root] : [0]
}

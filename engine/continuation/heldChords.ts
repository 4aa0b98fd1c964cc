import { chordOfBar, type Progressions } from './progression.ts'

/** A chord that is held from a sixteenth on. */
export interface HeldChord {
  /** Counted from bar one. */
  readonly step: number
  /** The performer's pitch classes, the lowest note's first; empty for no chord. */
  readonly classes: readonly number[]
}

/** Enough for eight bars of a chord a sixteenth: what the network may be told again. */
const KEPT = 128
/** One pitch class, or its octave, is a bass and no chord. */
const FEWEST = 2
const NONE: readonly number[] = []

const classOf = (pitch: number): number => ((pitch % 12) + 12) % 12

/** @param pitches MIDI numbers of what is held, in any order */
export function classesOf(pitches: readonly number[]): readonly number[] {
  const classes = [...new Set(pitches.toSorted((a, b) => a - b).map(classOf))]
  return classes.length < FEWEST ? NONE : classes
}

/** The chord under which a sixteenth sounds; empty for none. */
export const chordAtStep = (held: readonly HeldChord[], step: number): readonly number[] =>
  held.findLast((chord) => chord.step <= step)?.classes ?? NONE

/** With what is held from a step on. Notes of a chord that come one after the other are one chord. */
export function withChord(
  held: readonly HeldChord[],
  step: number,
  classes: readonly number[],
): readonly HeldChord[] {
  const last = held.at(-1)
  if ((last?.classes ?? NONE).join() === classes.join()) return held
  const earlier = held.filter((chord) => chord.step < step)
  if (chordAtStep(earlier, step).join() === classes.join()) return earlier
  return [...earlier, { step, classes }].slice(-KEPT)
}

/** The same chords where bars have moved. */
export const chordsRebased = (
  held: readonly HeldChord[],
  stepsLater: number,
): readonly HeldChord[] =>
  held.length === 0 ? held : held.map((chord) => ({ ...chord, step: chord.step - stepsLater }))

/** What chords come from: the left hand, and where it holds none a progression. */
export interface ChordSources {
  readonly chords: readonly HeldChord[]
  readonly progressions: Progressions
}

/**
 * For each token of an ask the chord under which the sixteenth after it sounds, in the model's pitch
 * classes; undefined where there is none at all.
 * @param steps of the tokens, counted from bar one
 * @param shift semitones from the performer's pitches to the model's
 */
export function chordsAfter(
  { chords: held, progressions }: ChordSources,
  steps: readonly number[],
  shift: number,
): readonly (readonly number[])[] | undefined {
  if (held.length === 0 && progressions.length === 0) return undefined
  const chords = steps.map((step) => {
    const classes = chordAtStep(held, step + 1)
    return classes.length > 0 ? classes : chordOfBar(progressions, step + 1)
  })
  if (chords.every(({ length }) => length === 0)) return undefined
  return chords.map((classes) => classes.map((one) => classOf(one + shift)))
}

/**
 * The same for tokens that were heard and for sixteenths that are to come after them.
 * @param heard steps of those tokens
 * @param first step of the sixteenths to come
 */
export function chordsThrough(
  sources: ChordSources,
  heard: readonly number[],
  first: number,
  count: number,
  shift: number,
): readonly (readonly number[])[] | undefined {
  const coming = Array.from({ length: count }, (_, step) => first + step)
  return chordsAfter(sources, [...heard, ...coming], shift)
}

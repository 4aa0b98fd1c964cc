import { logFirst, logNext } from './degreeHabits.ts'

/** Transpositions of a melody: 0..11 semitones up, modulo the octave. */
export const KEYS = 12

/**
 * What the pitches heard so far say about the key: for each transposition, how likely the melody
 * would be in C major or A minor. Old notes are forgotten bit by bit, so that it follows a change of
 * key.
 */
export interface KeyEvidence {
  /** Natural logs, by semitones up. */
  readonly habits: readonly number[]
  /** Notes heard, the forgotten part not counted. */
  readonly weight: number
  /** Pitch classes heard since the first note: bit n for the class n semitones above C. */
  readonly classes: number
  readonly lastPitch: number | null
  /** Of the pitches heard since the first note; MIDI numbers. */
  readonly lowest: number
  readonly highest: number
}

export const NO_EVIDENCE: KeyEvidence = {
  habits: Array.from({ length: KEYS }, () => 0),
  weight: 0,
  classes: 0,
  lastPitch: null,
  lowest: 127,
  highest: 0,
}

/** What is kept of the past at each note: half is gone after about a hundred. */
const KEPT_SHARE = 0.993

const classOf = (pitch: number): number => ((pitch % KEYS) + KEYS) % KEYS

/** The evidence with one more note of the melody; of a chord, give its highest. */
export function withPitch(before: KeyEvidence, pitch: number): KeyEvidence {
  const { lastPitch } = before
  return {
    habits: before.habits.map((habit, shift) => {
      const here = classOf(pitch + shift)
      const added = lastPitch === null ? logFirst(here) : logNext(classOf(lastPitch + shift), here)
      return habit * KEPT_SHARE + added
    }),
    weight: before.weight * KEPT_SHARE + 1,
    classes: before.classes | (1 << classOf(pitch)),
    lastPitch: pitch,
    lowest: Math.min(before.lowest, pitch),
    highest: Math.max(before.highest, pitch),
  }
}

/**
 * What is kept of a phrase when the next begins: people mostly stay in a key. (Over the validation
 * tunes, played to the whole show, as much as this is as good as all of it.)
 */
const REMEMBERED_SHARE = 0.8

/** The model's losses of the phrases before, those of the newest included; null of none. */
export function rememberedLosses(
  before: readonly number[] | null,
  losses: readonly number[] | null,
): readonly number[] | null {
  const sum = addedLosses(before, losses)
  return sum && sum.map((loss) => loss * REMEMBERED_SHARE)
}

/** Of the phrases before and of this one; null of neither. */
export const addedLosses = (
  before: readonly number[] | null,
  losses: readonly number[] | null,
): readonly number[] | null =>
  before && losses ? before.map((loss, shift) => loss + (losses[shift] ?? 0)) : (losses ?? before)

/** The evidence when another phrase begins, whose register and whose first note are its own. */
export const remembered = ({ habits, weight }: KeyEvidence): KeyEvidence => ({
  ...NO_EVIDENCE,
  habits: habits.map((habit) => habit * REMEMBERED_SHARE),
  weight: weight * REMEMBERED_SHARE,
})

import { beatOneOf, OPENING_ONSETS } from './beatOne.ts'
import { OPEN_GAPS } from './hearing.ts'
import { believed, firstHearings, nextHearings, type Hearings } from './hearings.ts'
import { stepSecondsOf, type TempoPrior } from './tempoPrior.ts'

/**
 * The rhythm of a phrase as it is heard so far; plain data, bounded however long the phrase. It is
 * read with `readGrid` of gridReading.ts.
 */
export interface Rhythm {
  readonly prior: TempoPrior
  /** Seconds of the newest onsets, at most {@link KEPT_ONSETS}, rising. */
  readonly onsets: readonly number[]
  /** Of the first note of the newest chord, or of the newest note; null before any. */
  readonly chordSeconds: number | null
  /** Of each kept onset, whether it is of the chord before it, whose first note alone is weighed. */
  readonly isInChord: readonly boolean[]
  /** Sixteenths between kept chords that are no longer open to another hearing, oldest first. */
  readonly settled: readonly number[]
  /** 0..1 of the phrase's first onsets. */
  readonly opening: readonly number[]
  /** The sixteenth of the oldest kept onset, from beat 1; null while the phrase's first is kept. */
  readonly firstStep: number | null
  readonly hearings: Hearings
}

/** Eight bars of sixteenths and more: longer than any primer. */
export const KEPT_ONSETS = 160
/** Onsets closer than this to a chord's first are of it; those of a glissando are farther apart. */
const CHORD_SECONDS = 0.025

/** @param prior the tempo of the last phrase, and how far it is to be trusted */
export const createRhythm = (prior: TempoPrior): Rhythm => ({
  prior,
  onsets: [],
  chordSeconds: null,
  isInChord: [],
  settled: [],
  opening: [],
  firstStep: null,
  hearings: [],
})

/**
 * The rhythm with one more onset.
 * @param onsetSeconds not before the last one; one that is counts as with it
 * @param velocity 0..1
 */
export function withOnset(before: Rhythm, onsetSeconds: number, velocity: number): Rhythm {
  const last = before.onsets.at(-1)
  const at = last === undefined ? onsetSeconds : Math.max(last, onsetSeconds)
  const opening =
    before.opening.length < OPENING_ONSETS ? [...before.opening, velocity] : before.opening
  const { chordSeconds } = before
  const isChord = chordSeconds !== null && at - chordSeconds < CHORD_SECONDS
  const heard = {
    ...before,
    opening,
    onsets: [...before.onsets, at],
    isInChord: [...before.isInChord, isChord],
  }
  if (chordSeconds === null) return { ...heard, chordSeconds: at }
  if (isChord) return forgetting(heard)
  return forgetting({ ...hearing(heard, chordSeconds, at), chordSeconds: at })
}

function hearing(rhythm: Rhythm, last: number, at: number): Rhythm {
  const { hearings, settled, prior } = rhythm
  const oldest = hearings[0]?.gaps.length === OPEN_GAPS ? hearings[0].gaps[0] : undefined
  const followed = nextHearings(hearings, at)
  if (followed.length > 0) {
    return {
      ...rhythm,
      hearings: followed,
      settled: oldest === undefined ? settled : [...settled, oldest],
    }
  }
  // Nothing hears it: what was heard stays as it was, and listening begins again from here.
  const fresh = firstHearings(last, at, prior)
  const gaps = apartGaps(rhythm)
  if (fresh.length > 0) return { ...rhythm, hearings: fresh, settled: gaps }
  // A wait too long for any tempo.
  const gap = Math.floor((at - last) / stepSecondsOf(prior.tempo) + 0.5)
  return { ...rhythm, hearings: fresh, settled: [...gaps, gap] }
}

function forgetting(rhythm: Rhythm): Rhythm {
  const { onsets, isInChord, settled } = rhythm
  if (onsets.length <= KEPT_ONSETS) return rhythm
  const [gap = 0] = gapsOf(rhythm)
  return {
    ...rhythm,
    onsets: onsets.slice(1),
    isInChord: isInChord.slice(1),
    settled: isInChord[1] ? settled : settled.slice(1),
    firstStep: firstStepOf(rhythm) + gap,
  }
}

/** The sixteenths between chords, as best heard; of wide chords more than are kept. */
const apartGaps = ({ settled, hearings }: Rhythm): readonly number[] => [
  ...settled,
  ...(believed(hearings)?.gaps ?? []),
]

/** The sixteenths from each kept onset to the next, as best heard: 0 in a chord. */
export function gapsOf(rhythm: Rhythm): readonly number[] {
  const inChord = rhythm.isInChord.slice(1)
  const gaps = apartGaps(rhythm)
  let next = gaps.length - inChord.filter((isOne) => !isOne).length
  return inChord.map((isOne) => (isOne ? 0 : (gaps[next++] ?? 0)))
}

/** The sixteenth of the oldest kept onset, from beat 1: negative for a pick-up. */
export function firstStepOf(rhythm: Rhythm): number {
  if (rhythm.firstStep !== null) return rhythm.firstStep
  const pickUp = gapsOf(rhythm).slice(0, beatOneOf(rhythm.opening))
  return 0 - pickUp.reduce((sum, gap) => sum + gap, 0)
}

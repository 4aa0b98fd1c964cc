import { midiNote } from '../../core/units.ts'
import type { Dice } from '../dice.ts'
import type { Range } from '../tokens.ts'
import { diversity } from './diversity.ts'
import type { FigureSet } from './figureSet.ts'
import { notesOf, type LineNote } from './line.ts'
import { measure, ranked, scoreOf, type Drawn, type Measures, type Weighting } from './measures.ts'

/** A way to go on, as the model gives it: all three lists are as long as it has sixteenths. */
export interface DrawnFuture extends Drawn {
  /** Of each token, at the temperature it was drawn with. */
  readonly probabilities: readonly number[]
}

/** What a set of futures was drawn from: enough to draw each of them again. */
export interface Origin {
  readonly modelName: string
  /** Hash of the network's weights. */
  readonly model: string
  /** How each sixteenth was drawn. */
  readonly dice: Dice
  readonly seed: number
  /** Future 0 draws from this stream, future n from `${stream}/${n}`, step by step from firstDraw. */
  readonly stream: string
  readonly firstDraw: number
  /** What the model had heard, the newest tokens. */
  readonly primer: readonly number[]
  /** Metric position of each of them, and of the futures' first sixteenth. */
  readonly counters: readonly number[]
  readonly counter: number
  /**
   * For each of them, then for each sixteenth of the futures, the chord under which the one after it
   * sounds, in the model's pitch classes; empty where none was held.
   */
  readonly chords: readonly (readonly number[])[]
  readonly range: Range
  /** Semitones from the performer's register into the model's. */
  readonly shift: number
}

/** One of the futures, measured. */
export interface Candidate extends DrawnFuture {
  /** Which of the set it is, from 0. */
  readonly number: number
  /** Where its draws come from: (seed, stream, firstDraw + sixteenth). */
  readonly stream: string
  readonly measures: Measures
}

/** Futures of one moment. */
export interface Basket {
  readonly origin: Origin
  readonly candidates: readonly Candidate[]
  readonly diversity: number
}

export const streamOf = (stream: string, number: number): string =>
  number === 0 ? stream : `${stream}/${number}`

/** A future with its measures. @param number which of the set it is, as it was drawn */
export const candidateOf = (
  { range, primer, stream }: Origin,
  future: DrawnFuture,
  number: number,
  corpus: FigureSet,
): Candidate => ({
  ...future,
  number,
  stream: streamOf(stream, number),
  measures: measure(future, { range, primer, corpus }),
})

/** A set of futures, measured. @param futures in the order in which they were drawn */
export function basketOf(
  origin: Origin,
  futures: readonly DrawnFuture[],
  corpus: FigureSet,
): Basket {
  return {
    origin,
    candidates: futures.map((future, number) => candidateOf(origin, future, number, corpus)),
    diversity: diversity(futures.map(({ tokens }) => tokens)),
  }
}

/** The candidates, the best first, each with its score. */
export function rankedOf({ candidates }: Basket, weighting: Weighting) {
  const order = ranked(
    candidates.map(({ measures }) => measures),
    weighting,
  )
  return order.flatMap((index) => {
    const candidate = candidates[index]
    return candidate ? [{ ...candidate, score: scoreOf(candidate.measures, weighting) }] : []
  })
}

/** The notes of a candidate in the performer's own register. */
export const candidateNotes = (
  { tokens }: Pick<Candidate, 'tokens'>,
  { range, shift }: Pick<Origin, 'range' | 'shift'>,
): LineNote[] =>
  notesOf(tokens, range).map((note) => ({ ...note, pitch: midiNote(note.pitch - shift) }))

import { log } from '../../core/maths.ts'
import { unit, type Unit } from '../../core/units.ts'
import { vocabularyOf, type Range } from '../tokens.ts'
import { balance } from './balance.ts'
import { complexity } from './complexity.ts'
import type { FigureSet } from './figureSet.ts'
import { notesOf } from './line.ts'
import { noveltyToCorpus, noveltyToPrimer } from './novelty.ts'

/** What a future is measured by, in the order in which it is shown. */
export const MEASURES = [
  'balance',
  'complexity',
  'noveltyToPrimer',
  'noveltyToCorpus',
  'surprise',
] as const

export type Measure = (typeof MEASURES)[number]

/** Each 0..1. */
export type Measures = Readonly<Record<Measure, Unit>>

/** How much each measure counts, −1 (the less the better) to 1. */
export type Weighting = Readonly<Record<Measure, number>>

/** A future as the model gives it. */
export interface Drawn {
  readonly tokens: readonly number[]
  /** Information content of each token under the model at temperature 1, bits. */
  readonly surpriseBits: readonly number[]
}

/** What futures are measured against. */
export interface Background {
  readonly range: Range
  /** Tokens that the model had heard. */
  readonly primer: readonly number[]
  readonly corpus: FigureSet
}

/**
 * Surprise: mean information content of the tokens under the model, as a share of that of a blind
 * guess, log2 of the vocabulary; beyond it 1. M. T. Pearce, "The construction and evaluation of
 * statistical models of melodic structure in music perception and composition", City University,
 * London 2005.
 */
export function surprise(surpriseBits: readonly number[], vocabulary: number): Unit {
  if (surpriseBits.length === 0) return unit(0)
  const mean = surpriseBits.reduce((sum, bits) => sum + bits, 0) / surpriseBits.length
  return unit((mean * log(2)) / log(vocabulary))
}

export function measure({ tokens, surpriseBits }: Drawn, background: Background): Measures {
  const { range, primer, corpus } = background
  const notes = notesOf(tokens, range)
  const vocabulary = vocabularyOf(range)
  return {
    balance: balance(notes, tokens.length),
    complexity: complexity(tokens, vocabulary),
    noveltyToPrimer: noveltyToPrimer(notes, notesOf(primer, range)),
    noveltyToCorpus: noveltyToCorpus(notes, corpus),
    surprise: surprise(surpriseBits, vocabulary),
  }
}

/**
 * How well a future fits a weighting: 0..1, the weighted mean of its measures, of those that are
 * wanted low what they lack to 1; 0.5 where nothing counts.
 */
export function scoreOf(measures: Measures, weighting: Weighting): Unit {
  let score = 0
  let weights = 0
  for (const name of MEASURES) {
    const weight = weighting[name]
    score += weight > 0 ? weight * measures[name] : -weight * (1 - measures[name])
    weights += Math.abs(weight)
  }
  return unit(weights === 0 ? 0.5 : score / weights)
}

/** Places of the futures, the best first; of equals the one that was drawn first. */
export const ranked = (futures: readonly Measures[], weighting: Weighting): number[] => {
  const scores = futures.map((measures) => scoreOf(measures, weighting))
  return futures
    .map((_, index) => index)
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
}

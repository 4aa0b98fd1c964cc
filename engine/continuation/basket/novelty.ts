import { unit, type Unit } from '../../core/units.ts'
import type { FigureSet } from './figureSet.ts'
import { figuresOf } from './figures.ts'
import type { LineNote } from './line.ts'

/** Lengths of the figures that are looked for in the primer, in notes. */
const PRIMER_FIGURES = [2, 3, 4] as const
/** The length of those that the corpus is known by: of a melody it does not hold it knows half. */
export const CORPUS_FIGURE = 5

const newShare = (figures: readonly number[], isKnown: (figure: number) => boolean): number =>
  figures.filter((figure) => !isKnown(figure)).length / figures.length

/**
 * Novelty against the primer: the share of a melody's figures that the primer does not hold, the mean
 * over figures of two, three and four notes; 0 for a melody of fewer than two notes.
 * One minus the n-gram precision of K. Papineni and others, "BLEU", ACL 2002, without its penalty;
 * on music as the originality of Z. Yin, F. Reuben, S. Stepney and T. Collins, "A good algorithm does
 * not steal – it imitates", EvoMUSART 2021.
 */
export function noveltyToPrimer(notes: readonly LineNote[], primer: readonly LineNote[]): Unit {
  const shares: number[] = []
  for (const length of PRIMER_FIGURES) {
    const figures = figuresOf(notes, length)
    if (figures.length === 0) continue
    const known = new Set(figuresOf(primer, length))
    shares.push(newShare(figures, (figure) => known.has(figure)))
  }
  const sum = shares.reduce((total, share) => total + share, 0)
  return unit(shares.length === 0 ? 0 : sum / shares.length)
}

/**
 * Novelty against the corpus: the share of a melody's figures of {@link CORPUS_FIGURE} notes that
 * the model's training tunes do not hold; 0 for a melody of fewer notes. As above, with one length.
 */
export function noveltyToCorpus(notes: readonly LineNote[], corpus: FigureSet): Unit {
  const figures = figuresOf(notes, CORPUS_FIGURE)
  return unit(figures.length === 0 ? 0 : newShare(figures, (figure) => corpus.has(figure)))
}

import { unit, type Unit } from '../../core/units.ts'
import { HOLD } from '../melodyModel.ts'
import { isOnset } from '../tokens.ts'

const SILENCE = -1

/** What sounds in each sixteenth: the token of the note that does, or {@link SILENCE}. */
function soundingOf(tokens: readonly number[]): number[] {
  let sounding = SILENCE
  return tokens.map((token) => {
    if (token !== HOLD) sounding = isOnset(token) ? token : SILENCE
    return sounding
  })
}

/**
 * Diversity of a set of futures: the probability that two of them, drawn at random, sound different
 * notes in a sixteenth drawn at random; 0 for fewer than two.
 * The index of E. H. Simpson, "Measurement of diversity", Nature 163 (1949), 688, averaged over time.
 * @param futures tokens of each, all equally long
 */
export function diversity(futures: readonly (readonly number[])[]): Unit {
  const steps = futures[0]?.length ?? 0
  const pairs = futures.length * (futures.length - 1)
  if (pairs === 0 || steps === 0) return unit(0)
  const sounding = futures.map(soundingOf)
  let differences = 0
  for (let step = 0; step < steps; step++) {
    const counts = new Map<number, number>()
    for (const line of sounding) {
      const note = line[step] ?? SILENCE
      counts.set(note, (counts.get(note) ?? 0) + 1)
    }
    let alike = 0
    for (const count of counts.values()) alike += count * (count - 1)
    differences += 1 - alike / pairs
  }
  return unit(differences / steps)
}

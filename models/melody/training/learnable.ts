import { FIRST_NOTE_ON } from '../../../engine/continuation/melodyModel.ts'
import { TrainingError } from './trainingError.ts'
import type { Tune } from './tunes.ts'

const FEWEST_ONSETS = 16

/**
 * Refuses tunes that nothing can be learnt from.
 * @throws TrainingError for fewer than sixteen notes, and for one pitch over and over
 */
export function requireLearnable(tunes: readonly Tune[]): void {
  const pitches = new Set<number>()
  let onsets = 0
  for (const { tokens } of tunes) {
    for (const token of tokens) {
      if (token < FIRST_NOTE_ON) continue
      onsets++
      pitches.add(token)
    }
  }
  const remedy = 'add tunes that have a melody'
  if (onsets < FEWEST_ONSETS) {
    const notes = onsets === 1 ? 'one note' : `${onsets} notes`
    throw new TrainingError(`the tunes have ${notes} in all, too few to learn from`, remedy)
  }
  if (pitches.size < 2) {
    throw new TrainingError('the tunes have one pitch alone, and it cannot be wrong', remedy)
  }
}

import { TrainingError } from './trainingError.ts'
import type { TrainingOptions, TrainingTunes } from './trainMelody.ts'
import type { Tune } from './tunes.ts'

/**
 * How a trained model is made one's own in a few minutes. Chosen by the loss on validation tunes
 * mirrored about F4: a higher rate, fewer lanes and dropout did worse in the same time.
 */
export const FINE_TUNING: TrainingOptions = {
  seed: 1,
  updates: 100,
  lanes: 16,
  steps: 64,
  learningRate: 0.003,
  dropout: 0,
  averageDecay: 0.95,
  validateEvery: 20,
  patience: 4,
}

/** One of so many tunes is never learnt from, but tells when to end. */
const VALID_SHARE = 8
const FEWEST_STEPS = 128

/**
 * Puts tunes aside for validation: of several every eighth, of a single one its last eighth.
 * @throws TrainingError when there is too little to put anything aside
 */
export function splitTunes(tunes: readonly Tune[]): TrainingTunes {
  const steps = tunes.reduce((sum, { tokens }) => sum + tokens.length, 0)
  if (steps < FEWEST_STEPS) {
    throw new TrainingError(
      `there are ${steps} sixteenths to learn from, and it takes ${FEWEST_STEPS}`,
      'add more tunes',
    )
  }
  if (tunes.length >= 2) {
    const isValid = (index: number): boolean =>
      index % VALID_SHARE === Math.min(VALID_SHARE, tunes.length) - 1
    return {
      train: tunes.filter((_, index) => !isValid(index)),
      valid: tunes.filter((_, index) => isValid(index)),
    }
  }
  const tokens = tunes[0]?.tokens ?? []
  const cut = tokens.length - Math.floor(tokens.length / VALID_SHARE)
  return { train: [{ tokens: tokens.slice(0, cut) }], valid: [{ tokens: tokens.slice(cut) }] }
}

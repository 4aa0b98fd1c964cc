import { argMax, pick, softmax } from '../../engine/continuation/sampling.ts'

/** A token drawn, and how likely it was at the temperature it was drawn with. */
export interface Drawn {
  readonly token: number
  readonly probability: number
}

/**
 * Draws a token from logits.
 * @param random uniform in [0, 1)
 */
export type Dice = (logits: ArrayLike<number>, temperature: number, random: number) => Drawn

/**
 * Draws as the fold does, without its measure of surprise, so that a future is what playing would
 * draw.
 * @param temperature ≥ 0; 0 takes the likeliest, whose probability is then that at temperature 1
 */
export const throwDice: Dice = (logits, temperature, random) => {
  const probabilities = softmax(logits, temperature > 0 ? temperature : 1)
  const token = temperature > 0 ? pick(probabilities, random) : argMax(logits)
  return { token, probability: probabilities[token] ?? 0 }
}

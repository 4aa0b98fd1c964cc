import { exp } from '../../engine/core/maths.ts'

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
 * Draws as the fold does (`engine/continuation/sampling.ts`, which models may not import; a test
 * holds the two to the same bits), so that a future is what playing would draw.
 * @param temperature ≥ 0; 0 takes the likeliest, whose probability is then that at temperature 1
 */
export const throwDice: Dice = (logits, temperature, random) => {
  const probabilities = softmax(logits, temperature > 0 ? temperature : 1)
  const token = temperature > 0 ? pick(probabilities, random) : likeliest(logits)
  return { token, probability: probabilities[token] ?? 0 }
}

function softmax(logits: ArrayLike<number>, temperature: number): number[] {
  let highest = -Infinity
  for (let i = 0; i < logits.length; i++) highest = Math.max(highest, logits[i] ?? -Infinity)
  const weights: number[] = []
  let sum = 0
  for (let i = 0; i < logits.length; i++) {
    const weight = exp(((logits[i] ?? -Infinity) - highest) / temperature)
    weights.push(weight)
    sum += weight
  }
  return weights.map((weight) => weight / sum)
}

function likeliest(values: ArrayLike<number>): number {
  let best = 0
  for (let i = 1; i < values.length; i++) {
    if ((values[i] ?? -Infinity) > (values[best] ?? -Infinity)) best = i
  }
  return best
}

/** The token at which the cumulative distribution passes `random`. */
function pick(probabilities: readonly number[], random: number): number {
  let rest = random
  for (let token = 0; token < probabilities.length; token++) {
    rest -= probabilities[token] ?? 0
    if (rest < 0) return token
  }
  return likeliest(probabilities)
}

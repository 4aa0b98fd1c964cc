import { bitsOf, exp } from '../core/maths.ts'

/** A token drawn, and how likely it was. */
export interface Sampled {
  readonly token: number
  /** At the temperature it was drawn with; of a greedy choice (temperature 0), at temperature 1. */
  readonly probability: number
  /** Information content under the model itself (temperature 1), bits. */
  readonly surpriseBits: number
}

/** Softmax of logits / temperature. Any length ≥ 1; temperature > 0; logits finite. */
export function softmax(logits: ArrayLike<number>, temperature: number): number[] {
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

/** Index of the greatest; the first of equals. */
export function argMax(values: ArrayLike<number>): number {
  let best = 0
  for (let i = 1; i < values.length; i++) {
    if ((values[i] ?? -Infinity) > (values[best] ?? -Infinity)) best = i
  }
  return best
}

/** The token at which the cumulative distribution passes `random`, 0..1. */
export function pick(probabilities: readonly number[], random: number): number {
  let rest = random
  for (let token = 0; token < probabilities.length; token++) {
    rest -= probabilities[token] ?? 0
    if (rest < 0) return token
  }
  return argMax(probabilities)
}

/**
 * Draws a token.
 * @param temperature ≥ 0; 0 takes the likeliest
 * @param random uniform in [0, 1)
 */
export function sample(logits: ArrayLike<number>, temperature: number, random: number): Sampled {
  const plain = softmax(logits, 1)
  const heated = temperature > 0 && temperature !== 1 ? softmax(logits, temperature) : plain
  const token = temperature > 0 ? pick(heated, random) : argMax(logits)
  return {
    token,
    probability: heated[token] ?? 0,
    surpriseBits: Math.max(0, bitsOf(plain[token] ?? 0)),
  }
}

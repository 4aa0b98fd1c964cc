import { bitsOf, exp } from '../core/maths.ts'

/** Of a token that the model itself would never have drawn. */
const MOST_BITS = 64

/**
 * Information content of a token under the model itself (temperature 1, nothing shaped), in bits:
 * 0..64.
 * @param logits natural-log scale; one of them finite at least
 */
export function surpriseBitsOf(logits: ArrayLike<number>, token: number): number {
  let highest = -Infinity
  for (let i = 0; i < logits.length; i++) highest = Math.max(highest, logits[i] ?? -Infinity)
  let sum = 0
  for (let i = 0; i < logits.length; i++) sum += exp((logits[i] ?? -Infinity) - highest)
  const share = exp((logits[token] ?? -Infinity) - highest) / sum
  return Math.min(MOST_BITS, Math.max(0, bitsOf(share)))
}

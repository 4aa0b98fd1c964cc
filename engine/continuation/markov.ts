import { log } from '../core/maths.ts'
import { HOLD } from './melodyModel.ts'

/**
 * The simple partner: a Markov chain of the performer's own playing. It keeps the recent tokens and
 * counts on demand; nothing is trained, and what it plays has been played before.
 */
export type Memory = readonly number[]

const KEPT_TOKENS = 512
/** Forgotten at once, so that the rest is not copied at every token. */
const FORGOTTEN_TOKENS = 32
export const MARKOV_ORDER = 3

export function remember(memory: Memory, token: number): Memory {
  const kept = memory.slice(memory.length < KEPT_TOKENS ? 0 : FORGOTTEN_TOKENS)
  kept.push(token)
  return kept
}

/** Whether the memory holds `recent` ending just before `position`, over `order` tokens. */
function matches(memory: Memory, position: number, recent: readonly number[], order: number) {
  for (let back = 1; back <= order; back++) {
    const wanted = recent[recent.length - back]
    if (wanted === undefined || memory[position - back] !== wanted) return false
  }
  return true
}

/** How often each token followed the last `order` of `recent`. */
function followers(memory: Memory, recent: readonly number[], order: number, vocabulary: number) {
  const counts = new Array<number>(vocabulary).fill(0)
  let seen = 0
  for (let position = order; position < memory.length; position++) {
    const token = memory[position]
    if (token === undefined || !matches(memory, position, recent, order)) continue
    counts[token] = (counts[token] ?? 0) + 1
    seen++
  }
  return { counts, seen }
}

/**
 * Natural logarithms of the next token's probabilities, −Infinity for what was never played.
 * Interpolated from single tokens up to {@link MARKOV_ORDER} with Witten and Bell's weights (1991,
 * method C): in a context seen n times with t distinct followers the longer context counts
 * n / (n + t), the shorter one the rest. An empty memory holds.
 * @param recent the tokens to go on from, oldest first
 * @param vocabulary how many tokens there are
 */
export function markovLogits(
  memory: Memory,
  recent: readonly number[],
  vocabulary: number,
): number[] {
  const single = followers(memory, recent, 0, vocabulary)
  if (single.seen === 0) single.counts[HOLD] = single.seen = 1
  let probabilities = single.counts.map((count) => count / single.seen)
  for (let order = 1; order <= MARKOV_ORDER; order++) {
    const { counts, seen } = followers(memory, recent, order, vocabulary)
    if (seen === 0) break
    const distinct = counts.filter((count) => count > 0).length
    const shorter = probabilities
    probabilities = counts.map(
      (count, token) => (count + distinct * (shorter[token] ?? 0)) / (seen + distinct),
    )
  }
  return probabilities.map((probability) => log(probability))
}

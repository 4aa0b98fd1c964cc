import { log } from '../../core/maths.ts'
import { unit, type Unit } from '../../core/units.ts'

/** The length of the longest copy of what begins at `from` in what lies before each of its ends. */
function longestCopy(tokens: readonly number[], from: number): number {
  let longest = 0
  for (let start = 0; start < from; start++) {
    let length = 0
    // A copy may run into what it copies: a beat repeated is one word.
    while (from + length < tokens.length && tokens[start + length] === tokens[from + length]) {
      length++
    }
    longest = Math.max(longest, length)
  }
  return longest
}

/** Words of the exhaustive history of a sequence: each is the shortest that was not there before. */
export function countWords(tokens: readonly number[]): number {
  let words = 0
  for (let at = 0; at < tokens.length; words++) at += longestCopy(tokens, at) + 1
  return words
}

/**
 * Complexity of a line of tokens: how many new words it takes to write it, as a share of the most
 * that a long random line takes, n / log_k(n); 0 for a line of one sixteenth.
 * A. Lempel and J. Ziv, "On the complexity of finite sequences", IEEE Transactions on Information
 * Theory 22 (1976), 75–81; used for rhythm by I. Shmulevich and D.-J. Povel, "Measures of temporal
 * pattern complexity", Journal of New Music Research 29 (2000), 61–69.
 * @param vocabulary the number k of tokens there are, 2 at least
 */
export function complexity(tokens: readonly number[], vocabulary: number): Unit {
  const { length } = tokens
  if (length < 2) return unit(0)
  const most = length / Math.max(1, log(length) / log(vocabulary))
  return unit(countWords(tokens) / most)
}

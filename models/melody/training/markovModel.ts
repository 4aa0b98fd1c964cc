import type { MelodyModel } from '../../../engine/continuation/melodyModel.ts'
import type { Tune } from './tunes.ts'

/** What followed a context. */
interface Followers {
  total: number
  readonly counts: Map<number, number>
}

/**
 * A Markov chain with the weights of Witten and Bell (1991, method C), interpolated from single
 * tokens, and below them from all tokens alike, up to its order: in a context seen n times with t
 * distinct followers the longer context counts n / (n + t), the shorter one the rest.
 */
export class MarkovModel implements Pick<MelodyModel, 'reset' | 'feed' | 'query'> {
  readonly #order: number
  readonly #vocabulary: number
  /** For each length of context, by the context as a number. */
  readonly #followers: readonly Map<number, Followers>[]
  #recent: number[] = []

  /** @param order 0..8, so that a context is a whole number that is exact */
  constructor(tunes: readonly Tune[], order: number, vocabulary: number) {
    this.#order = order
    this.#vocabulary = vocabulary
    this.#followers = Array.from({ length: order + 1 }, () => new Map<number, Followers>())
    for (const { tokens } of tunes) {
      for (const [position, token] of tokens.entries()) {
        for (let length = 0; length <= Math.min(order, position); length++) {
          this.#count(length, tokens.slice(position - length, position), token)
        }
      }
    }
  }

  reset(): void {
    this.#recent = []
  }

  feed(token: number): void {
    this.#recent = [...this.#recent, token].slice(-Math.max(1, this.#order))
  }

  query(): Float32Array {
    let shorter = new Array<number>(this.#vocabulary).fill(1 / this.#vocabulary)
    for (let length = 0; length <= Math.min(this.#order, this.#recent.length); length++) {
      const key = this.#key(this.#recent.slice(this.#recent.length - length))
      const seen = this.#followers[length]?.get(key)
      if (seen === undefined) break
      const { total, counts } = seen
      const below = shorter
      shorter = below.map(
        (share, token) => ((counts.get(token) ?? 0) + counts.size * share) / (total + counts.size),
      )
    }
    return Float32Array.from(shorter, Math.log)
  }

  #count(length: number, context: readonly number[], token: number): void {
    const key = this.#key(context)
    const known = this.#followers[length]
    const followers = known?.get(key) ?? { total: 0, counts: new Map<number, number>() }
    followers.total++
    followers.counts.set(token, (followers.counts.get(token) ?? 0) + 1)
    known?.set(key, followers)
  }

  #key(context: readonly number[]): number {
    return context.reduce((key, token) => key * this.#vocabulary + token, 0)
  }
}

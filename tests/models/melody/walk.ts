import { expect } from 'vitest'
import type { Chord } from '../../../models/melody/chords.ts'
import type { LstmMelodyModel } from '../../../models/melody/lstm.ts'

/** What a walk beside the oracle came to. */
export interface Walk {
  readonly tokens: number[]
  /** The greatest difference between two probabilities. */
  readonly furthest: number
}

/**
 * Feeds a primer, then chosen tokens, beside the other side's probabilities.
 * @param theirs before each choice
 * @param chordOf the chord under which a step sounds, counted from the primer's first
 */
export function walk(
  model: LstmMelodyModel,
  primer: readonly number[],
  theirs: readonly Float32Array[],
  temperature: number,
  choose: (logits: Float32Array, step: number) => number,
  chordOf: (step: number) => Chord | null = () => null,
): Walk {
  model.reset()
  primer.forEach((token, step) => model.feed(token, step, chordOf(step + 1)))
  const tokens: number[] = []
  let furthest = 0
  theirs.forEach((probabilities, step) => {
    const logits = model.query()
    expect(probabilities.length).toBe(model.vocabulary)
    softmax(logits, temperature).forEach((probability, token) => {
      furthest = Math.max(furthest, Math.abs(probability - (probabilities[token] ?? NaN)))
    })
    const token = choose(logits, step)
    tokens.push(token)
    model.feed(token, primer.length + step, chordOf(primer.length + step + 1))
  })
  return { tokens, furthest }
}

export function argMax(values: Float32Array): number {
  return values.indexOf(Math.max(...values))
}

function softmax(logits: Float32Array, temperature: number): number[] {
  const highest = Math.max(...logits)
  const weights = Array.from(logits, (logit) => Math.exp((logit - highest) / temperature))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

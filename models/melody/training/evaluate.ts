import { FIRST_NOTE_ON, type MelodyModel } from '../../../engine/continuation/melodyModel.ts'
import type { Tune } from './tunes.ts'

/** How well a model knows tunes; natural logarithms. */
export interface Evaluation {
  readonly tunes: number
  /** Tokens that were predicted: all but the first of each tune. */
  readonly steps: number
  /** Mean cross-entropy. */
  readonly natsPerStep: number
  /** 0..1: how often the likeliest token came. */
  readonly accuracy: number
  /** Mean cross-entropy where a note begins. */
  readonly onsetNats: number
}

/** Steps after which others may have the thread. */
const STEPS_A_SLICE = 256

/**
 * Plays whole tunes to a model, each from its zero state, and asks before every token but the first.
 */
export function* evaluate(
  model: Pick<MelodyModel, 'reset' | 'feed' | 'query'>,
  tunes: readonly Tune[],
): Generator<undefined, Evaluation> {
  let steps = 0
  let nats = 0
  let right = 0
  let onsets = 0
  let onsetNats = 0
  for (const { tokens } of tunes) {
    model.reset()
    for (const [position, token] of tokens.entries()) {
      if (position > 0) {
        const logits = model.query()
        const surprise = crossEntropy(logits, token)
        steps++
        nats += surprise
        if (likeliest(logits) === token) right++
        if (token >= FIRST_NOTE_ON) {
          onsets++
          onsetNats += surprise
        }
        if (steps % STEPS_A_SLICE === 0) yield
      }
      model.feed(token, position)
    }
  }
  return {
    tunes: tunes.length,
    steps,
    natsPerStep: nats / steps,
    accuracy: right / steps,
    onsetNats: onsetNats / onsets,
  }
}

/** Runs an evaluation slice after slice, where nobody else waits for the thread. */
export function finish(slices: Generator<undefined, Evaluation>): Evaluation {
  for (;;) {
    const slice = slices.next()
    if (slice.done === true) return slice.value
  }
}

/** −log softmax(logits)[token] */
function crossEntropy(logits: Float32Array, token: number): number {
  let highest = -Infinity
  for (const logit of logits) highest = Math.max(highest, logit)
  let sum = 0
  for (const logit of logits) sum += Math.exp(logit - highest)
  return Math.log(sum) + highest - (logits[token] ?? NaN)
}

function likeliest(logits: Float32Array): number {
  let best = 0
  for (let token = 1; token < logits.length; token++) {
    if ((logits[token] ?? 0) > (logits[best] ?? 0)) best = token
  }
  return best
}

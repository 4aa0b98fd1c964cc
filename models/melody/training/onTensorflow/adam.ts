import * as tf from '@tensorflow/tfjs-core'
import { BETA_1, BETA_2, correctedRate, EPSILON, LONGEST_GRADIENT } from '../adamRule.ts'
import type { UpdateRates } from '../learning.ts'

/** A parameter with what the optimiser remembers of it, all of one shape. */
export interface Learner {
  readonly value: tf.Tensor
  /** Running mean of its gradient. */
  readonly mean: tf.Tensor
  /** Running mean of the gradient's square. */
  readonly square: tf.Tensor
  /** Running mean of the value, which is what is kept in the end. */
  readonly average: tf.Tensor
}

/** One update, see `adamRule.ts`. Must run within a tidy; nothing is read back. */
export function updateLearners(
  learners: readonly Learner[],
  gradients: readonly tf.Tensor[],
  rates: UpdateRates,
): Learner[] {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)))
  // Not addN: on WebGPU it binds a buffer for each, and there are more than a shader may have.
  const length = tf.sqrt(tf.sum(tf.stack(squares)))
  const shortened = tf.div(LONGEST_GRADIENT, tf.maximum(length, LONGEST_GRADIENT))
  const rate = correctedRate(rates)
  return learners.map((learner, index) =>
    tf.tidy(() => {
      const raw = gradients[index]
      if (raw === undefined) throw new RangeError(`parameter ${index} has no gradient`)
      const gradient = tf.mul(raw, shortened)
      const mean = blend(learner.mean, gradient, BETA_1)
      const square = blend(learner.square, tf.square(gradient), BETA_2)
      const move = tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(square), EPSILON))
      const value = tf.sub(learner.value, move)
      return { value, mean, square, average: blend(learner.average, value, rates.averageDecay) }
    }),
  )
}

const blend = (old: tf.Tensor, fresh: tf.Tensor, share: number): tf.Tensor =>
  tf.add(tf.mul(old, share), tf.mul(fresh, 1 - share))

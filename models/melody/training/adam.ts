import * as tf from '@tensorflow/tfjs-core'

const BETA_1 = 0.9
const BETA_2 = 0.99
const EPSILON = 1e-8
/** Gradients longer than this, all parameters together, are shortened to it. */
const LONGEST_GRADIENT = 1

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

/** How far an update goes. */
export interface UpdateRates {
  /** Which update this is, from 1. */
  readonly update: number
  readonly learningRate: number
  /** 0..1: how much of the average stays. */
  readonly averageDecay: number
}

/**
 * One update by Adam (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980), the gradients clipped
 * together (Pascanu et al. 2013, https://arxiv.org/abs/1211.5063), the values averaged over time
 * (Polyak and Juditsky 1992). Must run within a tidy; nothing is read back.
 */
export function updateLearners(
  learners: readonly Learner[],
  gradients: readonly tf.Tensor[],
  { update, learningRate, averageDecay }: UpdateRates,
): Learner[] {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)))
  const length = tf.sqrt(tf.addN(squares))
  const shortened = tf.div(LONGEST_GRADIENT, tf.maximum(length, LONGEST_GRADIENT))
  const rate = (learningRate * Math.sqrt(1 - BETA_2 ** update)) / (1 - BETA_1 ** update)
  return learners.map((learner, index) =>
    tf.tidy(() => {
      const raw = gradients[index]
      if (raw === undefined) throw new RangeError(`parameter ${index} has no gradient`)
      const gradient = tf.mul(raw, shortened)
      const mean = blend(learner.mean, gradient, BETA_1)
      const square = blend(learner.square, tf.square(gradient), BETA_2)
      const move = tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(square), EPSILON))
      const value = tf.sub(learner.value, move)
      return { value, mean, square, average: blend(learner.average, value, averageDecay) }
    }),
  )
}

const blend = (old: tf.Tensor, fresh: tf.Tensor, share: number): tf.Tensor =>
  tf.add(tf.mul(old, share), tf.mul(fresh, 1 - share))

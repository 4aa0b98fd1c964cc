import type { UpdateRates } from './learning.ts'

/**
 * The rule by which parameters are moved: Adam (Kingma and Ba 2015,
 * https://arxiv.org/abs/1412.6980), the gradients clipped together (Pascanu et al. 2013,
 * https://arxiv.org/abs/1211.5063), the values averaged over time (Polyak and Juditsky 1992).
 */
export const BETA_1 = 0.9
export const BETA_2 = 0.99
export const EPSILON = 1e-8
/** Gradients longer than this, all parameters together, are shortened to it. */
export const LONGEST_GRADIENT = 1

/** The learning rate with both running means' beginning at zero made good. */
export const correctedRate = ({ update, learningRate }: UpdateRates): number =>
  (learningRate * Math.sqrt(1 - BETA_2 ** update)) / (1 - BETA_1 ** update)

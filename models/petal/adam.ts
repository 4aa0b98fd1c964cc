import type { DenseNet } from './denseNet.ts'

const BETA_1 = 0.9
const BETA_2 = 0.999
const EPSILON = 1e-7

/**
 * Adam (Kingma and Ba, 2015), https://arxiv.org/abs/1412.6980, with its usual constants.
 * @returns takes one step down the network's gradients, at a learning rate
 */
export function createAdam({ layers }: DenseNet): (learningRate: number) => void {
  const groups = layers.flatMap(({ kernel, bias, kernelGradient, biasGradient }) =>
    [
      { weights: kernel, gradient: kernelGradient },
      { weights: bias, gradient: biasGradient },
    ].map((group) => ({
      ...group,
      mean: new Float64Array(group.weights.length),
      square: new Float64Array(group.weights.length),
    })),
  )
  let decay1 = 1
  let decay2 = 1
  return (learningRate) => {
    decay1 *= BETA_1
    decay2 *= BETA_2
    const rate = (learningRate * Math.sqrt(1 - decay2)) / (1 - decay1)
    for (const { weights, gradient, mean, square } of groups) {
      for (let i = 0; i < weights.length; i++) {
        const slope = gradient[i] ?? 0
        const m = BETA_1 * (mean[i] ?? 0) + (1 - BETA_1) * slope
        const v = BETA_2 * (square[i] ?? 0) + (1 - BETA_2) * slope * slope
        mean[i] = m
        square[i] = v
        weights[i] = (weights[i] ?? 0) - (rate * m) / (Math.sqrt(v) + EPSILON)
      }
    }
  }
}

import * as tf from '@tensorflow/tfjs'
import type { MelodyCheckpoint } from '../../models/melody/checkpoint.ts'

/** A checkpoint stepped a token at a time by TensorFlow.js, its state kept between steps. */
export interface TensorflowStepper {
  /** Feeds a token and reads the next one's logits back. */
  step(token: number, counter: number): ArrayLike<number>
  dispose(): void
}

/** @param checkpoint with at most one BinaryCounter */
export function tensorflowStepper(checkpoint: MelodyCheckpoint): TensorflowStepper {
  const { cells, vocabulary, counterBits } = checkpoint
  const forgetBias = tf.scalar(1)
  const outputWeights = tf.tensor2d(checkpoint.outputWeights, [
    checkpoint.outputWeights.length / vocabulary,
    vocabulary,
  ])
  const outputBiases = tf.tensor1d(checkpoint.outputBiases)
  const weights = cells.map(({ inputs, units, kernel, bias }) => ({
    kernel: tf.tensor2d(kernel, [inputs + units, 4 * units]),
    bias: tf.tensor1d(bias),
  }))
  const lstmCells = weights.map(
    ({ kernel, bias }): tf.LSTMCellFunc =>
      (data, c, h) =>
        tf.basicLSTMCell(forgetBias, kernel, bias, data, c, h),
  )
  let c = cells.map(({ units }) => tf.zeros<tf.Rank.R2>([1, units]))
  let h = cells.map(({ units }) => tf.zeros<tf.Rank.R2>([1, units]))
  const input = new Float32Array(cells[0]?.inputs ?? 0)

  function write(token: number, counter: number): void {
    input.fill(0)
    input[token] = 1
    for (let bit = 0; bit < (counterBits[0] ?? 0); bit++) {
      input[vocabulary + bit] = ((counter + 1) >> bit) & 1 ? 1 : -1
    }
  }

  return {
    step(token, counter) {
      write(token, counter)
      const [nextC, nextH, logits] = tf.tidy((): [tf.Tensor2D[], tf.Tensor2D[], tf.Tensor] => {
        const [newC, newH] = tf.multiRNNCell(lstmCells, tf.tensor2d(input, [1, input.length]), c, h)
        const highest = newH.at(-1) ?? tf.zeros<tf.Rank.R2>([1, 0])
        return [newC, newH, highest.matMul(outputWeights).add(outputBiases)]
      })
      tf.dispose([c, h])
      c = nextC
      h = nextH
      const values = logits.dataSync()
      logits.dispose()
      return values
    },
    dispose() {
      tf.dispose([c, h, forgetBias, outputWeights, outputBiases])
      for (const { kernel, bias } of weights) tf.dispose([kernel, bias])
    },
  }
}

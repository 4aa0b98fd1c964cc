import * as tf from '@tensorflow/tfjs'
import { beginCourse } from '../../engine/continuation/course.ts'
import { plainDice } from '../../engine/continuation/dice.ts'
import { NO_LEAN } from '../../engine/continuation/lean.ts'
import { throwDice } from '../../engine/continuation/throwDice.ts'
import { draw } from '../../engine/core/random.ts'
import type { MelodyCheckpoint } from '../../models/melody/checkpoint.ts'

/** Futures that TensorFlow.js grows, all in one batch. */
export interface TensorflowFutures {
  grow(steps: number): void
  dispose(): void
}

const DICE = plainDice(1)
const NOTHING_DRAWN = beginCourse()

/** @param checkpoint with at most one BinaryCounter */
export function tensorflowFutures(checkpoint: MelodyCheckpoint, count: number): TensorflowFutures {
  const { cells, vocabulary, counterBits } = checkpoint
  const forgetBias = tf.scalar(1)
  const weights = cells.map(({ inputs, units, kernel, bias }) => ({
    kernel: tf.tensor2d(kernel, [inputs + units, 4 * units]),
    bias: tf.tensor1d(bias),
  }))
  const outputWeights = tf.tensor2d(checkpoint.outputWeights, [
    checkpoint.outputWeights.length / vocabulary,
    vocabulary,
  ])
  const outputBiases = tf.tensor1d(checkpoint.outputBiases)
  const lstmCells = weights.map(
    ({ kernel, bias }): tf.LSTMCellFunc =>
      (data, c, h) =>
        tf.basicLSTMCell(forgetBias, kernel, bias, data, c, h),
  )
  const width = cells[0]?.inputs ?? 0
  const input = new Float32Array(count * width)
  const zeros = () => cells.map(({ units }) => tf.zeros<tf.Rank.R2>([count, units]))

  function write(tokens: readonly number[], counter: number): void {
    input.fill(0)
    tokens.forEach((token, lane) => {
      input[lane * width + token] = 1
      for (let bit = 0; bit < (counterBits[0] ?? 0); bit++) {
        input[lane * width + vocabulary + bit] = ((counter + 1) >> bit) & 1 ? 1 : -1
      }
    })
  }

  return {
    grow(steps) {
      let c = zeros()
      let h = zeros()
      let tokens = Array.from({ length: count }, () => 5)
      for (let step = 0; step < steps; step++) {
        write(tokens, step)
        const [nextC, nextH, logits] = tf.tidy((): [tf.Tensor2D[], tf.Tensor2D[], tf.Tensor] => {
          const data = tf.tensor2d(input, [count, width])
          const [newC, newH] = tf.multiRNNCell(lstmCells, data, c, h)
          const highest = newH.at(-1) ?? tf.zeros<tf.Rank.R2>([count, 0])
          return [newC, newH, highest.matMul(outputWeights).add(outputBiases)]
        })
        tf.dispose([c, h])
        c = nextC
        h = nextH
        const values = logits.dataSync()
        logits.dispose()
        tokens = tokens.map((_, lane) => {
          const own = values.subarray(lane * vocabulary, (lane + 1) * vocabulary)
          const random = draw(1, `melody/${lane}`, step)
          return throwDice(own, DICE, NO_LEAN, NOTHING_DRAWN, 0, random).token
        })
      }
      tf.dispose([c, h])
    },
    dispose() {
      tf.dispose([forgetBias, outputWeights, outputBiases])
      for (const { kernel, bias } of weights) tf.dispose([kernel, bias])
    },
  }
}

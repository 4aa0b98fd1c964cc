import * as tf from '@tensorflow/tfjs-core'
import {
  asMatrix,
  backwardLayer,
  forwardLayer,
  sumOfRows,
  type Keeps,
  type LayerState,
  type Sequence,
} from './lstmLayer.ts'
import type { CellParameters, NetworkParameters } from '../parameters.ts'

/** A window as tensors. */
export interface WindowTensors {
  /** Shapes [lanes, inputs], see `windowInputs.ts`. */
  readonly inputs: Sequence
  /** Shapes [lanes], int32: the token that follows each. */
  readonly targets: readonly tf.Tensor1D[]
  readonly keeps: Keeps
  /** Of each cell, what its outputs are multiplied with, shapes [lanes, units]; null for no dropout. */
  readonly masks: readonly Sequence[] | null
}

/** What a window taught. */
export interface WindowResult {
  /** Nats a step, one value. */
  readonly loss: tf.Scalar
  /** In the shapes of the parameters. */
  readonly gradients: NetworkParameters<tf.Tensor>
  /** Of each cell, to go on with. */
  readonly states: readonly LayerState[]
}

/**
 * Loss and gradients of a window: forward, cross-entropy and back through time, written out, since
 * that leaves one product for all steps where `tf.grads` adds up a product a step. Must run within a
 * tidy.
 */
export function learnWindow(
  parameters: NetworkParameters<tf.Tensor>,
  starts: readonly LayerState[],
  { inputs, targets, keeps, masks }: WindowTensors,
): WindowResult {
  const passes = []
  let below: Sequence = inputs
  for (const [index, cell] of parameters.cells.entries()) {
    const start = starts[index]
    if (start === undefined) throw new RangeError(`cell ${index} has no state`)
    const pass = forwardLayer(cell, below, start, keeps)
    const mask = masks?.[index] ?? null
    below = masked(pass.outputs, mask)
    passes.push({ cell, pass, mask })
  }

  const top = outputLayer(parameters, below, targets)
  let slopes: Sequence = top.slopes
  const cells: CellParameters<tf.Tensor>[] = []
  for (const [index, { cell, pass, mask }] of [...passes.entries()].toReversed()) {
    const own = masked(slopes, mask)
    const layer = backwardLayer(cell, pass, own, keeps, index > 0 ? 'wanted' : 'not wanted')
    cells.unshift(layer.parameters)
    slopes = layer.inputs
  }
  return {
    loss: top.loss,
    gradients: { cells, outputWeights: top.weights, outputBiases: top.biases },
    states: passes.map(({ pass }) => pass.end),
  }
}

const masked = (sequence: Sequence, mask: Sequence | null): Sequence =>
  mask === null
    ? sequence
    : sequence.map((matrix, step) => tf.mul<tf.Tensor2D>(matrix, mask[step] ?? 1))

/** Logits, the mean cross-entropy of their softmax, its gradients, and its slopes by `inputs`. */
function outputLayer(
  { outputWeights, outputBiases }: NetworkParameters<tf.Tensor>,
  inputs: Sequence,
  targets: readonly tf.Tensor1D[],
) {
  const weights = asMatrix(outputWeights)
  const turned = tf.transpose(weights)
  const rows = inputs.length * (inputs[0]?.shape[0] ?? 0)
  const losses: tf.Scalar[] = []
  const ofLogits: tf.Tensor2D[] = []
  for (const [step, input] of inputs.entries()) {
    const target = targets[step]
    if (target === undefined) throw new RangeError(`step ${step} has no target`)
    const [loss, slope] = tf.tidy(() => {
      const logits = asMatrix(tf.fused.matMul({ a: input, b: weights, bias: outputBiases }))
      const hits = tf.oneHot(target, logits.shape[1])
      const probabilities: tf.Tensor2D = tf.softmax(logits)
      // Softmax can round to zero, whose logarithm has no end.
      const logs = tf.log(tf.maximum(probabilities, 1e-30))
      return [
        tf.sum<tf.Scalar>(tf.mul(logs, hits)),
        tf.div<tf.Tensor2D>(tf.sub(probabilities, hits), rows),
      ]
    })
    losses.push(loss)
    ofLogits.push(slope)
  }
  const all = tf.concat2d(ofLogits, 0)
  return {
    loss: tf.div<tf.Scalar>(tf.neg(tf.sum(tf.stack(losses))), rows),
    weights: tf.matMul(tf.transpose(tf.concat2d([...inputs], 0)), all),
    biases: sumOfRows(all),
    slopes: ofLogits.map((slope) => tf.matMul<tf.Tensor2D>(slope, turned)),
  }
}

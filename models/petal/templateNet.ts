import { createAdam } from './adam.ts'
import { backward, createNet, createPass, forward, rowWidth, type DenseNet } from './denseNet.ts'
import { GRID, ROW_COUNT, ROW_LENGTH } from './mesh.ts'
import type { Scheme } from './schemes.ts'

/** Width of a padded row of 21. */
export const PADDED_ROW = 24
const STEPS_A_SLICE = 250

/**
 * Teaches a network [2, 10, 15, 21] one drawn flower: (time, step) to row.
 * @param shape 1029 numbers
 * @param index of the template, which keys its random weights
 * @yields the mean squared error, now and then
 */
export function* trainTemplateNet(
  shape: Float32Array,
  scheme: Scheme,
  seed: number,
  index: number,
): Generator<number, DenseNet> {
  const net = createNet([2, 10, 15, ROW_LENGTH], seed, `template ${index}`)
  const pass = createPass(net, ROW_COUNT)
  const adam = createAdam(net)
  const [input = new Float64Array()] = pass.values
  const output = pass.values.at(-1) ?? input
  const error = pass.errors.at(-1) ?? input
  GRID.forEach(([time, step], row) => {
    input.set([time, step], row * rowWidth(net, 0))
  })
  for (let step = 0; step < scheme.templateSteps; step++) {
    forward(net, pass)
    let loss = 0
    for (let row = 0; row < ROW_COUNT; row++) {
      for (let i = 0; i < ROW_LENGTH; i++) {
        const at = row * PADDED_ROW + i
        const difference = (output[at] ?? 0) - (shape[row * ROW_LENGTH + i] ?? 0)
        loss += difference * difference
        error[at] = (2 * difference) / shape.length
      }
    }
    backward(net, pass)
    adam(scheme.templateRate(step / scheme.templateSteps))
    if (step % STEPS_A_SLICE === STEPS_A_SLICE - 1) yield loss / shape.length
  }
  return net
}

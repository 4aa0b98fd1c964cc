import { expect, test } from 'vitest'
import { draw } from '../../../engine/core/random.ts'
import { createAdam } from '../../../models/petal/adam.ts'
import { backward, createNet, createPass, forward } from '../../../models/petal/denseNet.ts'
import { elu } from '../../../engine/core/elu.ts'

const ROWS = 3

function lesson() {
  const net = createNet([3, 6, 5], 7, 'lesson')
  const pass = createPass(net, ROWS)
  const ends = [pass.values[0], pass.values.at(-1), pass.errors.at(-1), pass.errors[0]]
  const [input, output, error, inputError] = ends
  if (!input || !output || !error || !inputError) throw new Error('a pass lacks its ends')
  for (let row = 0; row < ROWS; row++) {
    for (let i = 0; i < 3; i++) input[row * 4 + i] = 2 * draw(1, 'input', row * 3 + i) - 1
  }
  /** Half the sum of squares of what comes out. */
  const loss = (): number => {
    forward(net, pass)
    return output.reduce((sum, value) => sum + (value * value) / 2, 0)
  }
  return { net, pass, input, output, error, inputError, loss }
}

test('the unit’s exponential agrees with the machine’s', () => {
  for (let x = -45; x < 3; x += 0.0137) {
    expect(Math.abs(elu(x) - (x > 0 ? x : Math.expm1(x)))).toBeLessThan(1e-9)
  }
  expect(elu(NaN)).toBeNaN()
  expect(elu(-Infinity)).toBe(-1)
})

test('gradients agree with what a small change of each weight and input does', () => {
  const { net, pass, input, output, error, inputError, loss } = lesson()
  loss()
  error.set(output)
  backward(net, pass)
  const check = (values: Float64Array, gradient: Float64Array, index: number): void => {
    const step = 1e-5
    const before = values[index] ?? 0
    const told = gradient[index] ?? 0
    values[index] = before + step
    const up = loss()
    values[index] = before - step
    const down = loss()
    values[index] = before
    expect(Math.abs((up - down) / (2 * step) - told)).toBeLessThan(1e-7)
  }
  for (const layer of net.layers) {
    for (let i = 0; i < layer.inputs; i++) {
      for (let o = 0; o < layer.outputs; o++) {
        check(layer.kernel, layer.kernelGradient, i * layer.paddedOutputs + o)
      }
    }
    for (let o = 0; o < layer.outputs; o++) check(layer.bias, layer.biasGradient, o)
  }
  for (const index of [0, 1, 2, 4, 5, 6]) check(input, inputError, index)
})

test('padding stays zero while a network learns', () => {
  const { net, pass, output, error, loss } = lesson()
  const adam = createAdam(net)
  const before = loss()
  for (let step = 0; step < 50; step++) {
    loss()
    error.set(output)
    backward(net, pass)
    adam(0.01)
  }
  expect(loss()).toBeLessThan(before / 4)
  const [, last] = net.layers
  expect([5, 6, 7].map((o) => last?.bias[o])).toEqual([0, 0, 0])
  expect(output.filter((_, i) => i % 8 > 4).every((value) => value === 0)).toBe(true)
})

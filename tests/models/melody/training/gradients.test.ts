import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { freshParameters } from '../../../../models/melody/training/grow.ts'
import { learnWindow } from '../../../../models/melody/training/networkPass.ts'
import {
  listParameters,
  mapParameters,
  type NetworkParameters,
  type Parameter,
} from '../../../../models/melody/training/parameters.ts'
import { TuneLanes } from '../../../../models/melody/training/tuneLanes.ts'
import { windowInputs } from '../../../../models/melody/training/windowInputs.ts'
import { useWasm } from '../magentaOracle.ts'

const VOCABULARY = 7
const BITS = [3]
const UNITS = [5, 4]
const LANES = 3
const STEPS = 9
/** Shorter than the window, so that tunes begin within it. */
const TUNES = [
  { tokens: [2, 0, 5, 1, 6] },
  { tokens: [3, 4, 0, 0, 2, 6, 1] },
  { tokens: [6, 5, 4] },
]

beforeAll(useWasm)

const window = new TuneLanes(TUNES, 1, LANES, STEPS).next()

/** The cells written out for one lane at a time in 64-bit floats, as the equations stand in books. */
function plainLoss(network: NetworkParameters<Parameter>): number {
  const inputs = windowInputs(window, VOCABULARY, BITS)
  const width = inputs.length / (LANES * STEPS)
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
  let nats = 0
  for (let lane = 0; lane < LANES; lane++) {
    let states = UNITS.map((units) => ({ c: Array(units).fill(0), h: Array(units).fill(0) }))
    for (let step = 0; step < STEPS; step++) {
      const row = step * LANES + lane
      if (window.keeps[row] === 0) {
        states = UNITS.map((units) => ({ c: Array(units).fill(0), h: Array(units).fill(0) }))
      }
      let x = [...inputs.subarray(row * width, (row + 1) * width)]
      states = states.map(({ c, h }, index) => {
        const cell = network.cells[index]
        const units = UNITS[index] ?? 0
        if (cell === undefined) throw new Error('no cell')
        const sum = (column: number) =>
          x.reduce((all, value, at) => all + value * at2(cell.inputKernel, at, column), 0) +
          h.reduce((all: number, value, at) => all + value * at2(cell.stateKernel, at, column), 0) +
          (cell.bias.values[column] ?? 0)
        const fresh = c.map((old: number, unit: number) => {
          const i = sigmoid(sum(unit))
          const j = Math.tanh(sum(units + unit))
          return old * sigmoid(sum(2 * units + unit) + 1) + i * j
        })
        const out = fresh.map(
          (value: number, unit: number) => Math.tanh(value) * sigmoid(sum(3 * units + unit)),
        )
        x = out
        return { c: fresh, h: out }
      })
      const logits = Array.from(
        { length: VOCABULARY },
        (_, token) =>
          x.reduce((all, value, at) => all + value * at2(network.outputWeights, at, token), 0) +
          (network.outputBiases.values[token] ?? 0),
      )
      const total = logits.reduce((all, logit) => all + Math.exp(logit), 0)
      nats += Math.log(total) - (logits[window.targets[row] ?? 0] ?? 0)
    }
  }
  return nats / (LANES * STEPS)
}

const at2 = ({ shape, values }: Parameter, row: number, column: number): number =>
  values[row * (shape[1] ?? 0) + column] ?? 0

function learn(network: NetworkParameters<Parameter>) {
  return tf.tidy(() => {
    const inputs = windowInputs(window, VOCABULARY, BITS)
    const size = inputs.length / STEPS
    const rows = (step: number) => [step * LANES, (step + 1) * LANES] as const
    const { loss, gradients } = learnWindow(
      mapParameters(network, ({ values, shape }) => tf.tensor(values, [...shape])),
      UNITS.map((units) => ({
        cell: tf.zeros<tf.Rank.R2>([LANES, units]),
        hidden: tf.zeros<tf.Rank.R2>([LANES, units]),
      })),
      {
        inputs: Array.from({ length: STEPS }, (_, step) =>
          tf.tensor2d(inputs.slice(step * size, (step + 1) * size), [LANES, size / LANES]),
        ),
        targets: Array.from({ length: STEPS }, (_, step) =>
          tf.tensor1d(window.targets.slice(...rows(step)), 'int32'),
        ),
        keeps: Array.from({ length: STEPS }, (_, step) =>
          tf.tensor2d(window.keeps.slice(...rows(step)), [LANES, 1]),
        ),
        masks: null,
      },
    )
    return {
      loss: loss.dataSync()[0] ?? NaN,
      gradients: listParameters(gradients).map((gradient) => gradient.dataSync()),
    }
  })
}

test('loss and gradients are those of the cells written out, also where a tune begins', () => {
  const network = freshParameters(VOCABULARY + 3, UNITS, VOCABULARY, 7)
  const { loss, gradients } = learn(network)
  expect(loss).toBeCloseTo(plainLoss(network), 5)

  const nudge = 1e-4
  listParameters(network).forEach(({ values }, index) => {
    for (let at = 0; at < values.length; at += Math.ceil(values.length / 9)) {
      const kept = values[at] ?? 0
      values[at] = kept + nudge
      const above = plainLoss(network)
      const reach = values[at] ?? NaN
      values[at] = kept - nudge
      const slope = (above - plainLoss(network)) / (reach - (values[at] ?? NaN))
      values[at] = kept
      expect(gradients[index]?.[at]).toBeCloseTo(slope, 4)
    }
  })
})

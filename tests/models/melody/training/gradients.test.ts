import { beforeAll, expect, test } from 'vitest'
import { plainKernels } from '../../../../models/melody/kernels/plainKernels.ts'
import { freshParameters } from '../../../../models/melody/training/grow.ts'
import type { BeginLearning } from '../../../../models/melody/training/learning.ts'
import { learningOnKernels } from '../../../../models/melody/training/onKernels/kernelLearning.ts'
import { learningOnTensorflow } from '../../../../models/melody/training/onTensorflow/tensorflowLearning.ts'
import {
  listParameters,
  type NetworkParameters,
  type Parameter,
} from '../../../../models/melody/training/parameters.ts'
import { TuneLanes } from '../../../../models/melody/training/tuneLanes.ts'
import { windowInputs } from '../../../../models/melody/training/windowInputs.ts'
import { useWasm } from '../magentaOracle.ts'
import { requireSimd } from '../requireSimd.ts'

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

/** Without clipping the first running mean is a tenth of the gradient. */
const SHARE_OF_GRADIENT = 0.1

async function learn(begin: BeginLearning, network: NetworkParameters<Parameter>) {
  const trainee = { parameters: network, vocabulary: VOCABULARY, counterBits: BITS }
  const learning = begin(trainee, { lanes: LANES, steps: STEPS })
  const loss = await learning.learn(window, null, {
    update: 1,
    learningRate: 0.001,
    averageDecay: 0.5,
  })
  const { learners } = await learning.save()
  learning.dispose()
  const gradients = listParameters(learners).map(({ mean }) =>
    mean.values.map((value) => value / SHARE_OF_GRADIENT),
  )
  return { loss, gradients }
}

test.each([
  ['TensorFlow.js', learningOnTensorflow],
  ['SIMD kernels', learningOnKernels(requireSimd)],
  ['plain kernels', learningOnKernels(plainKernels)],
])(
  'on %s, loss and gradients are those of the cells written out, also where a tune begins',
  async (_, begin) => {
    const network = freshParameters(VOCABULARY + 3, UNITS, VOCABULARY, 7)
    const { loss, gradients } = await learn(begin, network)
    expect(loss).toBeCloseTo(plainLoss(network), 5)
    const length = Math.hypot(...gradients.flatMap((gradient) => [...gradient]))
    expect(length).toBeLessThan(1)

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
  },
)

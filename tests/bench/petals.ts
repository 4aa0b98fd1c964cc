import * as tf from '@tensorflow/tfjs'
import { growMesh } from '../../models/petal/generate.ts'
import { NetworkPair } from '../../models/petal/networkPair.ts'
import { drawnFlowers } from '../../models/petal/drawnFlowers.ts'
import type { PetalModel } from '../../models/petal/petalModel.ts'
import type { RowPool } from '../../models/petal/rowPool.ts'
import { SCHEMES } from '../../models/petal/schemes.ts'
import { PADDED_ROW } from '../../models/petal/templateNet.ts'
import { shapeOf, templateSet } from '../../models/petal/templates.ts'
import { defaultOptions } from '../../models/petal/train.ts'
import { GRID } from '../../models/petal/mesh.ts'
import { useWasm } from '../models/melody/magentaOracle.ts'
import { benchPetalsOnPage } from './petalsOnPage.ts'
import { median, timeTraining, type TimedTraining } from './petalTimes.ts'
import type { BenchRow } from './row.ts'

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]
const RUNS = 7
const STEPS_A_RUN = 20

/**
 * What training takes and reaches, two templates and three, for eight seeds each; a step of it
 * against TensorFlow.js on wasm, taking the same step; and petals grown on the CPU.
 */
export async function benchPetals(): Promise<BenchRow[]> {
  const two = templateSet(drawnFlowers().slice(0, 2))
  const all = templateSet(drawnFlowers())
  const trained = SEEDS.map((seed) => timeTraining(two, { ...defaultOptions(two), seed }))
  const three = SEEDS.map((seed) => timeTraining(all, { ...defaultOptions(all), seed }))
  const [sample] = trained
  return [
    ...timingRows(trained),
    await benchStep(),
    ...figureRows(trained.map(({ model }) => model)),
    {
      name: `petals: worst of ${three.length} seeds, three templates in two contexts`,
      value: Math.max(...three.flatMap(({ model }) => model.figures.reconstruction)),
      unit: 'units rms',
      against: 'asked: at most 0.025',
    },
    ...(sample ? [benchGrowing(sample.model)] : []),
    ...(await benchPetalsOnPage()),
  ]
}

function timingRows(trained: readonly TimedTraining[]): BenchRow[] {
  return [
    {
      name: 'petals: training, two templates',
      value: median(trained.map(({ seconds }) => seconds)),
      unit: 's',
      against: 'asked: at most 10 s',
    },
    {
      name: 'petals: the same, processor time',
      value: median(trained.map(({ processorSeconds }) => processorSeconds)),
      unit: 's',
    },
    {
      name: 'petals: first preview',
      value: median(trained.map(({ previewSeconds }) => previewSeconds)),
      unit: 's',
      against: 'asked: at most 3 s',
    },
  ]
}

/** The worst of all seeds, since every one has to do. */
function figureRows(models: readonly PetalModel[]): BenchRow[] {
  const worst = (name: string, unit: string, asked: string, of: (model: PetalModel) => number) => ({
    name: `petals: worst of ${models.length} seeds, ${name}`,
    value: Math.max(...models.map(of)),
    unit,
    against: `asked: ${asked}`,
  })
  return [
    worst('reconstruction', 'units rms', 'at most 0.02', ({ figures }) =>
      Math.max(...figures.reconstruction),
    ),
    worst('context gap 0.1 : 1', '', 'at most 0.1', ({ figures }) => figures.gapRatio),
    worst('off the line', 'units rms', 'at most 0.035', ({ figures }) => figures.offLine),
    worst('walks that turn back', '', '0', ({ figures }) => (figures.isMonotone ? 0 : 1)),
    worst('roughness a gap beyond', '× drawn', 'at most 2', ({ figures }) =>
      Math.max(...figures.roughness),
    ),
  ]
}

/** One step of training the pair on 196 rows, against the same on wasm. */
async function benchStep(): Promise<BenchRow> {
  const ours = new NetworkPair(SCHEMES.emergent, drawnRows(), 1, 1)
  await useWasm()
  const theirs = tensorflowStep(SCHEMES.emergent.rows)
  const [mine = NaN, wasm = NaN] = takeTurns([() => ours.step(), theirs], STEPS_A_RUN)
  return {
    name: 'petals: one training step of 196 rows',
    value: mine,
    unit: 'ms',
    against: `tfjs wasm ${wasm.toPrecision(3)} ms`,
    ratio: wasm / mine,
  }
}

function drawnRows(): RowPool {
  const rows = drawnFlowers()
    .slice(0, 2)
    .map((template) => {
      const shape = shapeOf(template)
      return Float64Array.from({ length: GRID.length * PADDED_ROW }, (_, i) => {
        const place = i % PADDED_ROW
        return place < 21 ? (shape[Math.floor(i / PADDED_ROW) * 21 + place] ?? 0) : 0
      })
    })
  return { count: GRID.length, places: Float64Array.from(GRID.flat()), rows }
}

/** The same networks, losses and optimiser in TensorFlow.js. */
function tensorflowStep(rows: number): () => void {
  const layersOf = (sizes: readonly number[]) =>
    sizes.slice(1).map((outputs, i) => ({
      kernel: tf.variable(tf.randomUniform([sizes[i] ?? 1, outputs], -0.4, 0.4)),
      bias: tf.variable(tf.zeros([outputs])),
    }))
  const relational = layersOf([21, 15, 10, 3])
  const generative = layersOf([3, 10, 15, 21])
  const run = (layers: typeof relational, input: tf.Tensor): tf.Tensor =>
    layers.reduce((values, { kernel, bias }, i) => {
      const sum = tf.add(tf.matMul(values, kernel), bias)
      return i === layers.length - 1 ? sum : tf.elu(sum)
    }, input)
  const adam = tf.train.adam(0.01)
  const batch = tf.randomUniform([rows, 21])
  const truth = tf.randomUniform([rows, 2])
  const mask = tf.tensor2d([[1, 1, 0.05]])
  return () => {
    adam.minimize(() => {
      const map = run(relational, batch)
      const context = tf.slice(map, [0, 2], [-1, 1])
      const made = run(generative, tf.concat([truth, context], 1))
      const targets = tf.concat([truth, tf.zerosLike(context)], 1)
      const held = tf.mean(tf.mul(mask, tf.squaredDifference(map, targets)))
      return tf.add(tf.mean(tf.squaredDifference(made, batch)), held).asScalar()
    })
  }
}

function benchGrowing({ generative, curves: [curve = new Float32Array()] }: PetalModel): BenchRow {
  const mesh = new Float32Array(147)
  let petal = 0
  const [time = NaN] = takeTurns(
    [() => growMesh(generative, curve, (petal++ % 11) / 10, mesh)],
    500,
  )
  return { name: 'petals: grown by the CPU reference in 4 ms', value: 4 / time, unit: 'petals' }
}

/** Medians in milliseconds of a call, over {@link RUNS} runs of `calls` of each side, in turns. */
function takeTurns(sides: readonly (() => unknown)[], calls: number): number[] {
  const times = sides.map((): number[] => [])
  for (let run = -2; run < RUNS; run++) {
    for (const [index, side] of sides.entries()) {
      const start = performance.now()
      for (let i = 0; i < calls; i++) side()
      if (run >= 0) times[index]?.push((performance.now() - start) / calls)
    }
  }
  return times.map(median)
}

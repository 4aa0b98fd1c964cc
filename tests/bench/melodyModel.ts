import { loadCheckpoint, type MelodyCheckpoint } from '../../models/melody/checkpoint.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { loadOracle, useWasm } from '../models/melody/magentaOracle.ts'
import {
  memoryFiles,
  randomCheckpoint,
  randomPrimer,
  seededRandom,
  VOCABULARY,
  type Folder,
} from '../models/melody/randomCheckpoint.ts'
import type { BenchRow } from './row.ts'
import { tensorflowStepper } from './tensorflowStepper.ts'

const STEPS_A_RUN = 64
const RUNS = 11
const PRIMER_STEPS = 128
const ANSWER_STEPS = 32

/**
 * How long the melody model takes a step, against TensorFlow.js on wasm stepped the same way, and
 * from the last heard note to the 32nd generated sixteenth, against magenta-js, which reads its
 * primer again each time. Weights are random; the two sides take turns.
 */
export async function benchMelodyModel(): Promise<BenchRow[]> {
  await useWasm()
  const rows: BenchRow[] = []
  for (const units of [128, 512]) {
    const folder = randomCheckpoint({ seed: units, units: [units, units], counterBits: [6] })
    const checkpoint = await loadCheckpoint(memoryFiles(folder))
    rows.push(await benchStep(`2×${units}`, checkpoint))
    rows.push(...(await benchAnswer(`2×${units}`, checkpoint, folder)))
  }
  return rows
}

async function benchStep(size: string, checkpoint: MelodyCheckpoint): Promise<BenchRow> {
  const model = new LstmMelodyModel(checkpoint)
  const stepper = tensorflowStepper(checkpoint)
  const [ours = NaN, theirs = NaN] = await takeTurns([
    () => {
      for (let step = 0; step < STEPS_A_RUN; step++) {
        model.feed(step % VOCABULARY, step)
        model.query()
      }
    },
    () => {
      for (let step = 0; step < STEPS_A_RUN; step++) stepper.step(step % VOCABULARY, step)
    },
  ])
  stepper.dispose()
  return compare(`one step, ${size}`, ours / STEPS_A_RUN, 'tfjs wasm', theirs / STEPS_A_RUN)
}

async function benchAnswer(
  size: string,
  checkpoint: MelodyCheckpoint,
  folder: Folder,
): Promise<BenchRow[]> {
  const model = new LstmMelodyModel(checkpoint)
  const magenta = await loadOracle(folder)
  const primer = randomPrimer(PRIMER_STEPS, PRIMER_STEPS)
  const hear = () => {
    model.reset()
    primer.forEach((token, step) => model.feed(token, step))
  }
  hear()
  const heard = model.save()
  const [goingOn = NaN, fromScratch = NaN, theirs = NaN] = await takeTurns([
    () => {
      model.restore(heard)
      answer(model)
    },
    () => {
      hear()
      answer(model)
    },
    () => magenta.play(primer, ANSWER_STEPS, 1),
  ])
  magenta.dispose()
  const other = 'magenta-js continueSequence on wasm'
  const name = `last heard note to ${ANSWER_STEPS}nd step, ${size}`
  return [
    compare(`${name}, ${PRIMER_STEPS} steps heard before`, goingOn, other, theirs),
    compare(`${name}, ${PRIMER_STEPS} steps fed again`, fromScratch, other, theirs),
  ]
}

/** Draws and feeds {@link ANSWER_STEPS} tokens. */
function answer(model: LstmMelodyModel): void {
  const random = seededRandom(1)
  for (let step = 0; step < ANSWER_STEPS; step++) {
    model.feed(draw(model.query(), random()), PRIMER_STEPS + step)
  }
}

/** A token by the softmax of its logits, at temperature 1. */
function draw(logits: Float32Array, dice: number): number {
  const highest = Math.max(...logits)
  const weights = logits.map((logit) => Math.exp(logit - highest))
  let left = dice * weights.reduce((sum, weight) => sum + weight, 0)
  const token = weights.findIndex((weight) => (left -= weight) < 0)
  return token < 0 ? weights.length - 1 : token
}

/** Medians in milliseconds of {@link RUNS} runs of each, after two to warm up, in turns. */
async function takeTurns(sides: readonly (() => unknown)[]): Promise<number[]> {
  const times = sides.map((): number[] => [])
  for (let run = -2; run < RUNS; run++) {
    for (const [index, side] of sides.entries()) {
      const start = performance.now()
      await side()
      if (run >= 0) times[index]?.push(performance.now() - start)
    }
  }
  return times.map(median)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
}

function compare(name: string, value: number, other: string, theirs: number): BenchRow {
  return {
    name: `melody model: ${name}`,
    value,
    unit: 'ms',
    against: `${other} ${theirs.toPrecision(3)} ms`,
    ratio: theirs / value,
  }
}

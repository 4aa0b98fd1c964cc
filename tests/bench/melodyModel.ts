import { loadCheckpoint, type MelodyCheckpoint } from '../../models/melody/checkpoint.ts'
import { plainKernels } from '../../models/melody/kernels/plainKernels.ts'
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
import { benchFuturesWait } from './futuresWait.ts'
import { timeMagentaOnPage } from './magentaOnPage.ts'
import { benchFutures } from './melodyFutures.ts'
import type { BenchRow } from './row.ts'
import { compare, median, takeTurns } from './melodyTurns.ts'
import { tensorflowStepper } from './tensorflowStepper.ts'

const STEPS_A_RUN = 64
const RUNS = 11
/** Of magenta-js in a page: some backends take seconds. */
const PAGE_RUNS = 5
const PRIMER_STEPS = 128
const ANSWER_STEPS = 32

/**
 * How long the melody model takes a step, with the kernels that it chooses here and with plain ones,
 * and how long one waits for a token's logits where what no token is needed for was computed in the
 * pause before, as the worker does it, against TensorFlow.js on wasm stepped the same way, and from the last heard note to the 32nd
 * generated sixteenth, against magenta-js, which reads its primer again each time, here on wasm in
 * turns and in Chromium on every backend there is. Weights are random.
 */
export async function benchMelodyModel(): Promise<BenchRow[]> {
  await useWasm()
  const rows: BenchRow[] = []
  for (const units of [128, 512]) {
    const folder = randomCheckpoint({ seed: units, units: [units, units], counterBits: [6] })
    const checkpoint = await loadCheckpoint(memoryFiles(folder))
    // One for both, as a page has one: V8 takes three times as long where there have been several.
    const plain = new LstmMelodyModel(checkpoint, plainKernels)
    rows.push(...(await benchStep(`2×${units}`, checkpoint, plain)))
    rows.push(...(await benchAnswer(`2×${units}`, checkpoint, plain, folder)))
    rows.push(...(await benchFutures(`2×${units}`, checkpoint)))
    rows.push(...(await benchFuturesWait(units)))
  }
  return rows
}

async function benchStep(
  size: string,
  checkpoint: MelodyCheckpoint,
  plain: LstmMelodyModel,
): Promise<BenchRow[]> {
  const model = new LstmMelodyModel(checkpoint)
  const stepper = tensorflowStepper(checkpoint)
  const stepped = (stepping: LstmMelodyModel) => () => {
    for (let step = 0; step < STEPS_A_RUN; step++) {
      stepping.feed(step % VOCABULARY, step)
      stepping.query()
    }
  }
  const waits: number[] = []
  const [ours = NaN, plainly = NaN, , theirs = NaN] = await takeTurns(RUNS, [
    stepped(model),
    stepped(plain),
    () => {
      for (let step = 0; step < STEPS_A_RUN; step++) {
        model.prepare()
        const start = performance.now()
        model.feed(step % VOCABULARY, step)
        model.query()
        waits.push(performance.now() - start)
      }
    },
    () => {
      for (let step = 0; step < STEPS_A_RUN; step++) stepper.step(step % VOCABULARY, step)
    },
  ])
  stepper.dispose()
  const rival = theirs / STEPS_A_RUN
  const kernels = model.network.kernels
  return [
    compare(`one step of many, ${size}, ${kernels}`, ours / STEPS_A_RUN, 'tfjs wasm', rival),
    compare(`one step of many, ${size}, plain`, plainly / STEPS_A_RUN, 'tfjs wasm', rival),
    compare(
      `one step prepared in the pause before, ${size}, ${kernels}`,
      median(waits),
      'tfjs wasm',
      rival,
    ),
  ]
}

async function benchAnswer(
  size: string,
  checkpoint: MelodyCheckpoint,
  plain: LstmMelodyModel,
  folder: Folder,
): Promise<BenchRow[]> {
  const model = new LstmMelodyModel(checkpoint)
  const magenta = await loadOracle(folder)
  const primer = randomPrimer(PRIMER_STEPS, PRIMER_STEPS)
  const hear = (hearing: LstmMelodyModel) => {
    hearing.reset()
    primer.forEach((token, step) => hearing.feed(token, step))
  }
  const goOn = (heard: LstmMelodyModel) => {
    hear(heard)
    const state = heard.save()
    return () => {
      heard.restore(state)
      answer(heard)
    }
  }
  const [goingOn = NaN, plainly = NaN, fromScratch = NaN, theirs = NaN] = await takeTurns(RUNS, [
    goOn(model),
    goOn(plain),
    () => {
      hear(model)
      answer(model)
    },
    () => magenta.play(primer, ANSWER_STEPS, 1),
  ])
  magenta.dispose()
  const other = 'magenta-js continueSequence'
  const name = `last heard note to ${ANSWER_STEPS}nd step, ${size}`
  const heardBefore = `${name}, ${PRIMER_STEPS} steps heard before`
  return [
    compare(heardBefore, goingOn, `${other} on wasm`, theirs),
    compare(`${heardBefore}, plain JS`, plainly, `${other} on wasm`, theirs),
    compare(`${name}, ${PRIMER_STEPS} steps fed again`, fromScratch, `${other} on wasm`, theirs),
    ...(await onPage(folder, (backend, milliseconds) =>
      compare(heardBefore, goingOn, `${other} in Chromium on ${backend}`, milliseconds),
    )),
  ]
}

/** A row for each backend that magenta-js has in a browser. */
async function onPage(
  folder: Folder,
  row: (backend: string, milliseconds: number) => BenchRow,
): Promise<BenchRow[]> {
  const primer = Array.from({ length: PRIMER_STEPS }, (_, step) => 60 + ((step * 5) % 12))
  const trial = { primer, steps: ANSWER_STEPS, runs: PAGE_RUNS }
  const times = await timeMagentaOnPage(folder, trial)
  return times.map(({ backend, medianMilliseconds }) => row(backend, medianMilliseconds))
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

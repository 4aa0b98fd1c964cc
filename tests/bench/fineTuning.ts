import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OWN_WEIGHTS } from '../../engine/cli/package.ts'
import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import type { CheckpointFiles } from '../../models/melody/checkpointFiles.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { nodeFiles } from '../../models/melody/nodeFiles.ts'
import { evaluate } from '../../models/melody/training/evaluate.ts'
import { FINE_TUNING } from '../../models/melody/training/fineTuning.ts'
import { kernelLearningHere } from '../../models/melody/training/kernelLearningHere.ts'
import type { BeginLearning } from '../../models/melody/training/learning.ts'
import { useWasmBackend } from '../../models/melody/training/onTensorflow/nodeBackend.ts'
import { learningOnTensorflow } from '../../models/melody/training/onTensorflow/tensorflowLearning.ts'
import { parametersOf } from '../../models/melody/training/parameters.ts'
import { trainMelody, type TrainingTunes } from '../../models/melody/training/trainMelody.ts'
import { parseTunes, type Tune } from '../../models/melody/training/tunes.ts'
import { memoryFiles } from '../../models/melody/memoryFiles.ts'
import type { BenchRow } from './row.ts'

const DATA = fileURLToPath(new URL('../../../shared/data/melodies/', import.meta.url))
const VOCABULARY = 38
const TRAIN_TUNES = 100
/** Enough of them to tell when to end. */
const VALID_TUNES = 40
/** Tokens of a note and of its mirror image about F4 (MIDI 65) sum up to this. */
const MIRROR = 2 * 65 - 2 * 46
const B5 = 37

/** Tunes upside down about F4; what would leave the range, those with a B5, are left out. */
async function mirrored(name: string): Promise<Tune[]> {
  const text = await readFile(join(DATA, `${name}.jsonl`), 'utf8')
  return parseTunes(text, name, VOCABULARY)
    .filter(({ tokens }) => !tokens.includes(B5))
    .map(({ tokens }) => ({ tokens: tokens.map((token) => (token < 2 ? token : MIRROR - token)) }))
}

async function lossOn(files: CheckpointFiles, tunes: readonly Tune[]): Promise<number> {
  const looking = evaluate(new LstmMelodyModel(await loadCheckpoint(files)), tunes)
  for (;;) {
    const slice = looking.next()
    if (slice.done === true) return slice.value.natsPerStep
  }
}

/**
 * A hundred tunes of a style that the model does not know, learnt as the page does, on its own kernels
 * and on TensorFlow.js; held-out loss before and after. Nothing without the melodies.
 */
export async function benchFineTuning(): Promise<BenchRow[]> {
  const tunes = await Promise.all(['train', 'valid', 'test'].map(mirrored)).catch(() => null)
  const [all = [], valid = [], test = []] = tunes ?? []
  if (!tunes) return []
  const every = Math.floor(all.length / TRAIN_TUNES)
  const data = {
    train: all.filter((_, index) => index % every === 0).slice(0, TRAIN_TUNES),
    valid: valid.slice(0, VALID_TUNES),
  }
  await useWasmBackend()
  const onKernels = kernelLearningHere()
  return [
    ...(onKernels ? await tuned('its own kernels', onKernels, data, test) : []),
    ...(await tuned('TensorFlow.js on wasm', learningOnTensorflow, data, test)),
  ]
}

async function tuned(
  way: string,
  learning: BeginLearning,
  data: TrainingTunes,
  test: readonly Tune[],
): Promise<BenchRow[]> {
  const own = nodeFiles(OWN_WEIGHTS, 'melody')
  const checkpoint = await loadCheckpoint(own)
  const begun = performance.now()
  const processor = process.cpuUsage()
  const { files, updates } = await trainMelody(
    { manner: checkpoint, parameters: parametersOf(checkpoint) },
    data,
    FINE_TUNING,
    { onProgress: () => undefined },
    learning,
  )
  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(processor)
  const before = await lossOn(own, test)
  const after = await lossOn(memoryFiles('tuned', files), test)
  const name = `fine-tuning: ${TRAIN_TUNES} mirrored tunes, ${updates} updates on ${way}`
  return [
    {
      name: `${name}, held-out loss lower by`,
      value: before - after,
      unit: 'nats',
      against: `target 0.1; ${before.toFixed(3)} before, ${after.toFixed(3)} after`,
    },
    { name: `${name}, time`, value: seconds, unit: 's', against: 'target 180 s' },
    { name: `${name}, processor time`, value: (user + system) / 1e6, unit: 's' },
  ]
}

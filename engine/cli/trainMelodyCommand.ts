import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import { CheckpointError } from '../../models/melody/checkpointError.ts'
import { nodeFiles } from '../../models/melody/nodeFiles.ts'
import { freshParameters, growUnits } from '../../models/melody/training/grow.ts'
import { kernelLearningHere } from '../../models/melody/training/kernelLearningHere.ts'
import type { BeginLearning } from '../../models/melody/training/learning.ts'
import { useWasmBackend } from '../../models/melody/training/onTensorflow/nodeBackend.ts'
import { learningOnTensorflow } from '../../models/melody/training/onTensorflow/tensorflowLearning.ts'
import { parametersOf } from '../../models/melody/training/parameters.ts'
import { TrainingError } from '../../models/melody/training/trainingError.ts'
import {
  trainMelody,
  type Beginning,
  type TrainingOptions,
} from '../../models/melody/training/trainMelody.ts'
import type { Tune } from '../../models/melody/training/tunes.ts'
import { memoryFiles } from '../../models/melody/memoryFiles.ts'
import { writeCheckpoint } from '../../models/melody/training/writeCheckpoint.ts'
import { MELODY_RANGE, vocabularyOf } from '../continuation/tokens.ts'
import { BadInput, DONE, type Command } from './command.ts'
import { keepTraining, makeFolder, readTraining, writeFolder } from './trainMelodyFolder.ts'
import {
  readTrainMelodyOptions,
  TRAIN_MELODY_HELP,
  type TrainMelodyOptions,
} from './trainMelodyOptions.ts'
import { TrainingBar } from './trainMelodyProgress.ts'
import { readTunes } from './trainMelodyTunes.ts'

const UNITS = [128, 128]
const COUNTER_BITS = [6]
const VALID_SHARE = 10
const LOOKS_A_PASS = 2
const PATIENCE = 8
const AVERAGE_DECAY = 0.998

/** The network to begin with. @throws CheckpointError, TrainingError */
async function beginning({ from, units, seed }: TrainMelodyOptions): Promise<Beginning> {
  if (from === null) {
    const vocabulary = vocabularyOf(MELODY_RANGE)
    const inputs = COUNTER_BITS.reduce((sum, bits) => sum + bits, vocabulary)
    return {
      manner: {
        facts: { name: 'fresh', hash: '', ...MELODY_RANGE },
        counterBits: COUNTER_BITS,
        vocabulary,
      },
      parameters: freshParameters(inputs, units ?? UNITS, vocabulary, seed),
    }
  }
  const checkpoint = await loadCheckpoint(nodeFiles(from))
  const parameters = parametersOf(checkpoint)
  return {
    manner: checkpoint,
    parameters: units === null ? parameters : growUnits(parameters, units, seed),
  }
}

/** Every tenth tune is put aside unless there is a file of its own. */
async function splitTunes(
  options: TrainMelodyOptions,
  vocabulary: number,
  warn: (line: string) => void,
): Promise<{ train: readonly Tune[]; valid: readonly Tune[] }> {
  const all = await readTunes(options.tunes, vocabulary, warn)
  if (options.valid !== null) {
    return { train: all, valid: await readTunes(options.valid, vocabulary, warn) }
  }
  if (all.length < 2) {
    throw new BadInput('there is one tune alone; add more, or give others with --valid.')
  }
  const share = Math.min(VALID_SHARE, all.length)
  return {
    train: all.filter((_, index) => index % share !== 0),
    valid: all.filter((_, index) => index % share === 0),
  }
}

function plan(options: TrainMelodyOptions, train: readonly Tune[]): TrainingOptions {
  const { lanes, steps, passes, seed, learningRate, dropout } = options
  const tokens = train.reduce((sum, tune) => sum + tune.tokens.length - 1, 0)
  const updatesAPass = Math.max(1, Math.ceil(tokens / (lanes * steps)))
  return {
    seed,
    updates: passes * updatesAPass,
    lanes,
    steps,
    learningRate,
    dropout,
    averageDecay: AVERAGE_DECAY,
    validateEvery: Math.max(1, Math.floor(updatesAPass / LOOKS_A_PASS)),
    patience: PATIENCE,
  }
}

async function learningOf({ backend }: TrainMelodyOptions): Promise<BeginLearning> {
  const onKernels = backend === 'kernels' ? kernelLearningHere() : null
  if (onKernels !== null) return onKernels
  await useWasmBackend()
  return learningOnTensorflow
}

/** `npm run train:melody`: trains a melody model. */
export const trainMelodyCommand: Command = async (words, terminal) => {
  const options = readTrainMelodyOptions(words, terminal.folder)
  if (options === null) {
    terminal.say(TRAIN_MELODY_HELP.trimEnd())
    return DONE
  }
  const cancelling = new AbortController()
  const cancel = (): void => {
    cancelling.abort()
  }
  process.once('SIGINT', cancel)
  try {
    return await train(options, cancelling.signal, terminal)
  } catch (error) {
    const isInput = error instanceof TrainingError || error instanceof CheckpointError
    throw isInput ? new BadInput(`${error.message}.`) : error
  } finally {
    process.off('SIGINT', cancel)
  }
}

async function train(
  options: TrainMelodyOptions,
  signal: AbortSignal,
  terminal: Parameters<Command>[1],
): Promise<number> {
  const { out, storage, isResumed } = options
  const begin = await beginning(options)
  const tunes = await splitTunes(options, begin.manner.vocabulary, terminal.warn)
  const planned = plan(options, tunes.train)
  const begun = fingerprint(planned, tunes)
  const from = isResumed ? readTraining(out, begun) : undefined
  makeFolder(out)
  const learning = await learningOf(options)
  const bar = new TrainingBar(process.stderr, () => performance.now() / 1000)
  const { ended, files, before, best, updates } = await trainMelody(
    begin,
    tunes,
    planned,
    {
      signal,
      onProgress: (progress) => {
        bar.show(progress)
      },
      onSnapshot: (snapshot) => {
        keepTraining(out, begun, snapshot)
        writeFolder(out, snapshot.files)
      },
      // Lets Ctrl-C in.
      rest: () => new Promise((resolve) => setImmediate(resolve)),
    },
    learning,
    from,
  )
  const trained = parametersOf(await loadCheckpoint(memoryFiles(basename(out), files)))
  writeFolder(out, writeCheckpoint(begin.manner, trained, storage))
  const how = { done: 'done', early: 'ended early, nothing got better', cancelled: 'broken off' }
  terminal.say(
    `${how[ended]} after ${updates} updates: validation loss ${before.toFixed(3)} before, ${best.toFixed(3)} now; ${basename(out)} holds the best weights.`,
  )
  return DONE
}

/** A text that is the same for the same plan and tunes. */
function fingerprint(planned: TrainingOptions, tunes: object): string {
  return createHash('sha256')
    .update(JSON.stringify([planned, tunes]))
    .digest('hex')
}

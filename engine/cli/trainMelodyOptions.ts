import { resolve } from 'node:path'
import type { Storage } from '../../models/melody/training/writeCheckpoint.ts'
import { BadInput } from './command.ts'
import { onlyWord, readWords, wholeNumber } from './options.ts'
import { OWN_WEIGHTS } from './package.ts'

export const TRAIN_MELODY_HELP = `Usage: npm run train:melody -- TUNES --out FOLDER [options]

Trains a melody model on TUNES: a file with one tune a line, {"tokens": [...]}, or a
folder of MIDI files. The best weights so far always lie in FOLDER, a MusicRNN checkpoint;
Ctrl-C ends the training early, and --resume goes on with it.

  --out FOLDER    where to write
  --valid FILE    tunes to choose the best weights by; every tenth of TUNES unless told
  --from FOLDER   the checkpoint to begin with, or none; the model of Anthesis unless told
  --units A,B     units of each cell: more than there are are added without a change to
                  what is played; 128,128 with --from none unless told
  --passes N      over all tunes, 1 to 1000; 10 unless told
  --rate R        highest learning rate; 0.002 unless told
  --dropout D     share of the cells' outputs that is silenced, 0 to 0.9; 0.1 unless told
  --lanes N       tunes side by side, 1 to 1024; 64 unless told
  --steps N       sixteenths that a gradient reaches back, 8 to 1024; 128 unless told
  --seed N        a whole number; 1 unless told
  --storage KIND  float32, uint16 or uint8; float32 unless told
  --backend NAME  kernels (the model's own, in WebAssembly) or tensorflow (TensorFlow.js on
                  wasm, two to three times slower); kernels unless told
  --resume        go on with the training that FOLDER holds
  --help          this text

Exit code: 0 done, 1 a fault of Anthesis, 2 input that cannot be used (one line on stderr
says why).
`

export interface TrainMelodyOptions {
  readonly tunes: string
  readonly valid: string | null
  readonly out: string
  /** Null to begin with weights of chance. */
  readonly from: string | null
  readonly units: readonly number[] | null
  readonly passes: number
  readonly learningRate: number
  readonly dropout: number
  readonly lanes: number
  readonly steps: number
  readonly seed: number
  readonly storage: Storage
  readonly backend: 'kernels' | 'tensorflow'
  readonly isResumed: boolean
}

const NAMES = [
  'out',
  'valid',
  'from',
  'units',
  'passes',
  'rate',
  'dropout',
  'lanes',
  'steps',
  'seed',
  'storage',
  'backend',
] as const

function fraction(option: string, text: string, max: number): number {
  const value = Number(text)
  if (value >= 0 && value <= max) return value
  throw new BadInput(`${option} takes a number of 0 to ${max}, not '${text}'.`)
}

function storageOf(word: string): Storage {
  if (word === 'float32' || word === 'uint16' || word === 'uint8') return word
  throw new BadInput(`--storage is float32, uint16 or uint8, not '${word}'.`)
}

function backendOf(word: string): TrainMelodyOptions['backend'] {
  if (word === 'kernels' || word === 'tensorflow') return word
  throw new BadInput(`--backend is kernels or tensorflow, not '${word}'.`)
}

/** @returns null where help is asked for @throws BadInput */
export function readTrainMelodyOptions(
  words: readonly string[],
  folder: string,
): TrainMelodyOptions | null {
  const isResumed = words.includes('--resume')
  const given = words.filter((word) => word !== '--resume')
  const { values, rest, help } = readWords(given, NAMES)
  if (help) return null
  const path = (word: string): string => resolve(folder, word)
  const tunes = path(onlyWord(rest, 'file or folder of tunes'))
  if (values.out === undefined) throw new BadInput('--out FOLDER is missing; --help lists options.')
  return {
    tunes,
    valid: values.valid === undefined ? null : path(values.valid),
    out: path(values.out),
    from: values.from === 'none' ? null : path(values.from ?? OWN_WEIGHTS),
    units: values.units?.split(',').map((word) => wholeNumber('--units', word, 4, 2048)) ?? null,
    passes: wholeNumber('--passes', values.passes ?? '10', 1, 1000),
    learningRate: fraction('--rate', values.rate ?? '0.002', 1),
    dropout: fraction('--dropout', values.dropout ?? '0.1', 0.9),
    lanes: wholeNumber('--lanes', values.lanes ?? '64', 1, 1024),
    steps: wholeNumber('--steps', values.steps ?? '128', 8, 1024),
    seed: wholeNumber('--seed', values.seed ?? '1', 0, Number.MAX_SAFE_INTEGER),
    storage: storageOf(values.storage ?? 'float32'),
    backend: backendOf(values.backend ?? 'kernels'),
    isResumed,
  }
}

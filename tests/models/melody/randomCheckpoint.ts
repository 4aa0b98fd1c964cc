import type { CheckpointFiles } from '../../../models/melody/checkpointFiles.ts'
import { CheckpointError } from '../../../models/melody/checkpointError.ts'

/** Pitches 48 to 83, as magenta's melody checkpoints have them. */
export const VOCABULARY = 38

/** Uniform numbers in 0..1 from a seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x = (x + Math.imul(x ^ (x >>> 7), x | 61)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface ManifestWeight {
  name: string
  shape: number[]
  dtype: string
  quantization?: { dtype: string; scale?: number; min?: number }
}

export interface ManifestGroup {
  paths: string[]
  weights: ManifestWeight[]
}

/** The files of a checkpoint folder by path. */
export type Folder = Map<string, Uint8Array<ArrayBuffer>>

export interface CheckpointPlan {
  readonly seed: number
  /** Units of each cell, from the lowest. */
  readonly units: readonly number[]
  readonly counterBits?: readonly number[]
  /** Sixteenths that attention reaches back; none without it. */
  readonly attentionLength?: number
  readonly chordEncoder?: string
  /** Of drums its name and classes; a melody without. */
  readonly drums?: { readonly converter: string; readonly classes: readonly (readonly number[])[] }
}

const CHORD_DEPTHS: Readonly<Record<string, number>> = {
  PitchChordEncoder: 37,
  TriadChordEncoder: 49,
  MajorMinorChordEncoder: 25,
}

/**
 * A checkpoint of random weights. The input's rows are large, so that the greedy path wanders over
 * many tokens; the state's are small enough that the network is not chaotic, which would blow up
 * the rounding of whatever it is compared with.
 */
export function randomCheckpoint(plan: CheckpointPlan): Folder {
  const { seed, units, counterBits = [], attentionLength, chordEncoder, drums } = plan
  const random = seededRandom(seed)
  const weights: ManifestWeight[] = []
  const values: number[] = []
  const add = (name: string, shape: number[], reach: (row: number) => number) => {
    weights.push({ name, shape, dtype: 'float32' })
    const rowLength = shape.at(-1) ?? 0
    const length = shape.reduce((size, side) => size * side, 1)
    for (let at = 0; at < length; at++) {
      values.push((2 * random() - 1) * reach(Math.floor(at / rowLength)))
    }
  }
  const vocabulary = drums ? 2 ** drums.classes.length : VOCABULARY
  const tokenInputs = drums?.converter === 'DrumsConverter' ? drums.classes.length + 1 : vocabulary
  const chordInputs = chordEncoder === undefined ? 0 : (CHORD_DEPTHS[chordEncoder] ?? 0)
  const allInputs = counterBits.reduce((sum, bits) => sum + bits, chordInputs + tokenInputs)
  const wrapper = attentionLength === undefined ? '' : 'attention_cell_wrapper/'
  let inputs = allInputs
  units.forEach((size, index) => {
    const cell = `rnn/${wrapper}multi_rnn_cell/cell_${index}/basic_lstm_cell`
    const rows = inputs + size
    const fromTokens = index === 0 && wrapper === '' ? inputs : 0
    add(`${cell}/kernel`, [rows, 4 * size], (row) => (row < fromTokens ? 3 : 3 / Math.sqrt(rows)))
    add(`${cell}/bias`, [4 * size], () => 0.5)
    inputs = size
  })
  if (attentionLength !== undefined) {
    const size = units[0] ?? 0
    const queried = units.reduce((sum, cell) => sum + 2 * cell, 0)
    const prefix = `rnn/${wrapper}`
    const small = 1 / Math.sqrt(size)
    add(`${prefix}kernel`, [allInputs + size, allInputs], (row) => (row < allInputs ? 1 : small))
    add(`${prefix}bias`, [allInputs], () => 0.5)
    add(`${prefix}attention/attn_w`, [1, 1, size, size], () => small)
    add(`${prefix}attention/attn_v`, [size], () => small)
    add(`${prefix}attention/kernel`, [queried, size], () => small)
    add(`${prefix}attention/bias`, [size], () => 0.5)
    add(`${prefix}attention_output_projection/kernel`, [inputs + size, size], () => small)
    add(`${prefix}attention_output_projection/bias`, [size], () => 0.5)
    inputs = size
  }
  add('fully_connected/weights', [inputs, vocabulary], () => 12 / Math.sqrt(inputs))
  add('fully_connected/biases', [vocabulary], () => 0.5)
  const dataConverter = drums
    ? { type: drums.converter, args: { pitchClasses: drums.classes } }
    : { type: 'MelodyConverter', args: { minPitch: 48, maxPitch: 83 } }
  const config = {
    type: 'MusicRNN',
    dataConverter,
    ...(attentionLength !== undefined && { attentionLength }),
    ...(chordEncoder !== undefined && { chordEncoder }),
    ...(counterBits.length > 0 && {
      auxInputs: counterBits.map((numBits) => ({ type: 'BinaryCounter', args: { numBits } })),
    }),
  }
  return new Map([
    ['config.json', json(config)],
    ['weights_manifest.json', json([{ paths: ['shard'], weights }])],
    ['shard', new Uint8Array(Float32Array.from(values).buffer)],
  ])
}

/** A value as a JSON file. */
export function json(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value))
}

export function fileOf(folder: Folder, path: string): Uint8Array<ArrayBuffer> {
  const file = folder.get(path)
  if (file === undefined) throw new Error(`the test's folder has no ${path}`)
  return file
}

/** The manifest of a folder, to be changed and written back. */
export function manifestOf(folder: Folder): ManifestGroup[] {
  return JSON.parse(
    new TextDecoder().decode(fileOf(folder, 'weights_manifest.json')),
  ) as ManifestGroup[]
}

/** The reader of a folder in memory. */
export function memoryFiles(folder: Folder): CheckpointFiles {
  return {
    name: 'random',
    read(path) {
      const file = folder.get(path)
      return file === undefined
        ? Promise.reject(new CheckpointError(`${path} is missing`, 'choose another folder'))
        : Promise.resolve(file)
    },
  }
}

/** A monophonic primer as tokens, on a random rhythm. */
export function randomPrimer(seed: number, length: number): number[] {
  const random = seededRandom(seed)
  let sounding = false
  return Array.from({ length }, (_, step) => {
    const throwOfDice = random()
    if (step === 0 || throwOfDice < 0.4) {
      sounding = true
      return 2 + Math.floor(random() * (VOCABULARY - 2))
    }
    if (sounding && throwOfDice < 0.6) {
      sounding = false
      return 1
    }
    return 0
  })
}

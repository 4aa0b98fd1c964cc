import type { MelodyCheckpoint } from '../checkpoint.ts'
import { concatenate } from '../weights.ts'
import type { NetworkParameters, Parameter } from './parameters.ts'

/** How weights are stored; quantised ones as TensorFlow.js's converter does, each by its own range. */
export type Storage = 'float32' | 'uint16' | 'uint8'

const LEVELS = { uint16: 2 ** 16 - 1, uint8: 2 ** 8 - 1 }
const SHARD = 'group1-shard1of1'

/** A checkpoint folder in memory, by path. */
export type CheckpointFolder = ReadonlyMap<string, Uint8Array<ArrayBuffer>>

/** What of a checkpoint goes into config.json. */
export type Manner = Pick<MelodyCheckpoint, 'facts' | 'counterBits'>

/** A MusicRNN checkpoint folder: config.json, weights_manifest.json and one shard. */
export function writeCheckpoint(
  { facts, counterBits }: Manner,
  { cells, outputWeights, outputBiases }: NetworkParameters<Parameter>,
  storage: Storage = 'float32',
): CheckpointFolder {
  const named = cells.flatMap(({ inputKernel, stateKernel, bias }, index) => {
    const prefix = `rnn/multi_rnn_cell/cell_${index}/basic_lstm_cell/`
    return [
      { name: `${prefix}kernel`, ...stack(inputKernel, stateKernel) },
      { name: `${prefix}bias`, ...bias },
    ]
  })
  const all = [
    ...named,
    { name: 'fully_connected/weights', ...outputWeights },
    { name: 'fully_connected/biases', ...outputBiases },
  ]
  const stored = all.map(({ name, shape, values }) => {
    const { bytes, quantization } = store(values, storage)
    return { entry: { name, shape, dtype: 'float32', ...quantization }, bytes }
  })
  const config = {
    type: 'MusicRNN',
    dataConverter: {
      type: 'MelodyConverter',
      args: { minPitch: facts.minPitch, maxPitch: facts.maxPitch },
    },
    ...(counterBits.length > 0 && {
      auxInputs: counterBits.map((numBits) => ({ type: 'BinaryCounter', args: { numBits } })),
    }),
  }
  const manifest = [{ paths: [SHARD], weights: stored.map(({ entry }) => entry) }]
  return new Map([
    ['config.json', json(config)],
    ['weights_manifest.json', json(manifest)],
    [SHARD, concatenate(stored.map(({ bytes }) => bytes))],
  ])
}

const json = (value: unknown): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(JSON.stringify(value))

function stack(upper: Parameter, lower: Parameter): Parameter {
  const values = new Float32Array(upper.values.length + lower.values.length)
  values.set(upper.values)
  values.set(lower.values, upper.values.length)
  return { shape: [upper.shape[0] + lower.shape[0], upper.shape[1] ?? 0], values }
}

function store(values: Float32Array, storage: Storage) {
  if (storage === 'float32') return { bytes: new Uint8Array(values.slice().buffer) }
  let min = Infinity
  let max = -Infinity
  for (const value of values) {
    min = Math.min(min, value)
    max = Math.max(max, value)
  }
  // Weights that are all alike are their minimum, whatever the scale.
  const scale = max > min ? (max - min) / LEVELS[storage] : 1
  const levels = values.map((value) => Math.round((value - min) / scale))
  const narrow = storage === 'uint8' ? Uint8Array.from(levels) : Uint16Array.from(levels)
  return {
    bytes: new Uint8Array(narrow.buffer),
    quantization: { quantization: { dtype: storage, min, scale } },
  }
}

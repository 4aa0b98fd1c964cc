import type { MelodyModelFacts } from '../../engine/continuation/melodyModel.ts'
import { ATTENTION, readAttention, type AttentionWeights } from './attentionWeights.ts'
import { CheckpointError, saying } from './checkpointError.ts'
import type { CheckpointFiles } from './checkpointFiles.ts'
import { hashFiles } from './checkpointHash.ts'
import { chordDepth, type ChordEncoderName } from './chordEncoder.ts'
import { parseConfig, type Instrument, type MelodyConfig } from './config.ts'
import { parseJson } from './json.ts'
import { parseManifest } from './manifest.ts'
import { Weights } from './weights.ts'

const CONFIG = 'config.json'
const MANIFEST = 'weights_manifest.json'
const CELL = /multi_rnn_cell\/cell_(\d+)\/basic_lstm_cell\//

/**
 * A BasicLSTM cell. Columns come in four blocks of `units`: input gate i, new values j, forget gate
 * f, output gate o.
 */
export interface CellWeights {
  /** Length of the vector from below. */
  readonly inputs: number
  readonly units: number
  /** Shape [inputs + units, 4 × units], row-major: first the input's rows, then the state's. */
  readonly kernel: Float32Array
  /** Length 4 × units. */
  readonly bias: Float32Array
}

/** A MusicRNN checkpoint, read in full and checked. */
export interface MelodyCheckpoint {
  readonly facts: MelodyModelFacts
  readonly instrument: Instrument
  /** Tokens: of a melody 2 + the number of pitches, of drums 2 to the number of classes. */
  readonly vocabulary: number
  /** Its inputs come before the token's; null for a model that knows no chords. */
  readonly chordEncoder: ChordEncoderName | null
  /** Bits of each BinaryCounter; their inputs follow the token's. */
  readonly counterBits: readonly number[]
  readonly attention: AttentionWeights | null
  /** From the lowest to the highest; at least one. */
  readonly cells: readonly CellWeights[]
  /** Shape [units of the highest cell or the attention's size, vocabulary], row-major. */
  readonly outputWeights: Float32Array
  /** Length `vocabulary`. */
  readonly outputBiases: Float32Array
}

/**
 * Reads a MusicRNN checkpoint folder: config.json, weights_manifest.json and its shards, float32 or
 * quantised. It is taken whole or refused whole.
 * @throws CheckpointError, one line, for whatever is wrong with it
 */
export async function loadCheckpoint(files: CheckpointFiles): Promise<MelodyCheckpoint> {
  try {
    return await readCheckpoint(files)
  } catch (error) {
    if (error instanceof CheckpointError) {
      throw new CheckpointError(`${files.name}: ${error.happened}`, error.remedy)
    }
    throw new CheckpointError(
      `${files.name}: could not be read (${saying(error)})`,
      'check that the folder is there and may be read',
    )
  }
}

async function readCheckpoint(files: CheckpointFiles): Promise<MelodyCheckpoint> {
  // One after the other, so that of two missing files it is always the first that is named.
  const configBytes = await files.read(CONFIG)
  const manifestBytes = await files.read(MANIFEST)
  const config = parseConfig(parseJson(CONFIG, configBytes))
  const groups = parseManifest(parseJson(MANIFEST, manifestBytes))
  const weights = new Weights()
  const allShards: Uint8Array[] = []
  for (const group of groups) {
    const shards = await Promise.all(group.paths.map((path) => files.read(path)))
    weights.add(group, shards)
    allShards.push(...shards)
  }
  const { minPitch, maxPitch } = config
  return {
    facts: {
      name: files.name,
      hash: await hashFiles([configBytes, manifestBytes, ...allShards]),
      minPitch,
      maxPitch,
    },
    ...readNetwork(config, weights),
  }
}

function readNetwork(config: MelodyConfig, weights: Weights): Omit<MelodyCheckpoint, 'facts'> {
  const { instrument, vocabulary, counterBits, chordEncoder } = config
  const isAttentive = weights.names.some((name) => name.startsWith(ATTENTION))
  if (isAttentive !== config.attentionLength > 0) {
    throw new CheckpointError(
      `config.json has attentionLength ${config.attentionLength} and the weights have ${isAttentive ? '' : 'no '}attention`,
      'use the config.json that this checkpoint was trained with',
    )
  }
  const prefix = isAttentive ? ATTENTION : 'rnn/'
  const width = inputsOf(config)
  const cells: CellWeights[] = []
  let inputs = isAttentive ? (weights.shape(`${ATTENTION}bias`)[0] ?? 0) : width
  for (let index = 0; index < countCells(weights); index++) {
    const cell = readCell(weights, `${prefix}multi_rnn_cell/cell_${index}/basic_lstm_cell/`, inputs)
    cells.push(cell)
    inputs = cell.units
  }
  const units = cells.map((cell) => cell.units)
  const attention = isAttentive
    ? readAttention(weights, config.attentionLength, width, units)
    : null
  return {
    instrument,
    vocabulary,
    chordEncoder,
    counterBits,
    attention,
    cells,
    outputWeights: weights.floats('fully_connected/weights', [
      attention?.size ?? inputs,
      vocabulary,
    ]),
    outputBiases: weights.floats('fully_connected/biases', [vocabulary]),
  }
}

/** Length of the network's input: chord, token, counters. */
function inputsOf({ chordEncoder, counterBits, instrument, vocabulary }: MelodyConfig): number {
  const isRoll = instrument.kind === 'drums' && !instrument.isOneHot
  return (
    (chordEncoder === null ? 0 : chordDepth(chordEncoder)) +
    (isRoll ? instrument.classes.length + 1 : vocabulary) +
    counterBits.reduce((sum, bits) => sum + bits, 0)
  )
}

/** One more than the highest numbered cell, so that a gap shows up as a missing weight. */
function countCells(weights: Weights): number {
  return weights.names.reduce(
    (count, name) => Math.max(count, Number(CELL.exec(name)?.[1] ?? 0) + 1),
    1,
  )
}

function readCell(weights: Weights, prefix: string, inputs: number): CellWeights {
  const width = weights.shape(`${prefix}bias`)[0] ?? 0
  if (width === 0 || width % 4 !== 0) {
    throw new CheckpointError(
      `the weight "${prefix}bias" has ${width} values, which are not four gates of units`,
      'choose a checkpoint of plain LSTM cells',
    )
  }
  const units = width / 4
  return {
    inputs,
    units,
    kernel: weights.floats(`${prefix}kernel`, [inputs + units, width]),
    bias: weights.floats(`${prefix}bias`, [width]),
  }
}

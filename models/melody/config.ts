import { midiNote, type MidiNote } from '../../engine/core/units.ts'
import { CheckpointError, quote } from './checkpointError.ts'
import { isRecord } from './json.ts'

/** A BinaryCounter takes its bits from a 32-bit integer. */
const MOST_COUNTER_BITS = 32

/** What the stepper has to know from config.json. */
export interface MelodyConfig {
  readonly minPitch: MidiNote
  readonly maxPitch: MidiNote
  /** Bits of each BinaryCounter input, in the order of the config; empty without any. */
  readonly counterBits: readonly number[]
}

/**
 * Reads config.json of a MusicRNN checkpoint that plays melodies.
 * @param value the parsed file
 * @throws CheckpointError for another type of model, for attention, chords and drums (not yet
 *   supported), and for values out of range
 */
export function parseConfig(value: unknown): MelodyConfig {
  if (!isRecord(value)) {
    throw new CheckpointError(
      'config.json holds no object',
      'choose the folder of a MusicRNN checkpoint',
    )
  }
  if (value['type'] !== 'MusicRNN') {
    throw new CheckpointError(
      `config.json is of type ${quote(value['type'])}, not "MusicRNN"`,
      'choose a MusicRNN checkpoint, such as basic_rnn or melody_rnn',
    )
  }
  refuseUnsupported(value)
  return { ...parsePitches(value['dataConverter']), counterBits: parseCounters(value['auxInputs']) }
}

/** Kinds of MusicRNN that exist and that this stepper does not walk. */
function refuseUnsupported(config: Readonly<Record<string, unknown>>): void {
  const { attentionLength, chordEncoder } = config
  if (attentionLength !== undefined && attentionLength !== null && attentionLength !== 0) {
    throw notYet(`attention (attentionLength ${quote(attentionLength)})`)
  }
  if (chordEncoder !== undefined && chordEncoder !== null) {
    throw notYet(`chord input (chordEncoder ${quote(chordEncoder)})`)
  }
}

/** The refusal of a checkpoint that is sound but of a kind that is not played yet. */
export function notYet(kind: string): CheckpointError {
  return new CheckpointError(
    `the checkpoint uses ${kind}, which is not yet supported`,
    'choose a melody checkpoint without it, such as basic_rnn or melody_rnn',
  )
}

function parsePitches(converter: unknown): Pick<MelodyConfig, 'minPitch' | 'maxPitch'> {
  const type = isRecord(converter) ? converter['type'] : undefined
  if (typeof type === 'string' && type.startsWith('Drum')) throw notYet(`drums (${quote(type)})`)
  if (!isRecord(converter) || type !== 'MelodyConverter') {
    throw new CheckpointError(
      `config.json has dataConverter ${quote(type)}, not "MelodyConverter"`,
      'choose a checkpoint that plays melodies',
    )
  }
  const range = isRecord(converter['args']) ? converter['args'] : {}
  const { minPitch, maxPitch } = range
  if (!isMidiNote(minPitch) || !isMidiNote(maxPitch) || minPitch > maxPitch) {
    throw new CheckpointError(
      `config.json has pitches from ${quote(minPitch)} to ${quote(maxPitch)}`,
      'write minPitch and maxPitch as MIDI notes 0 to 127, the lower one first',
    )
  }
  return { minPitch: midiNote(minPitch), maxPitch: midiNote(maxPitch) }
}

function isMidiNote(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 127
}

function parseCounters(inputs: unknown): number[] {
  if (inputs === undefined || inputs === null) return []
  if (!Array.isArray(inputs)) {
    throw new CheckpointError('config.json has auxInputs that are no list', 'write them as a list')
  }
  return inputs.map((input: unknown) => {
    if (!isRecord(input) || input['type'] !== 'BinaryCounter') {
      throw notYet(`the auxiliary input ${quote(isRecord(input) ? input['type'] : input)}`)
    }
    const numBits = isRecord(input['args']) ? input['args']['numBits'] : undefined
    if (
      typeof numBits !== 'number' ||
      !Number.isInteger(numBits) ||
      numBits < 1 ||
      numBits > MOST_COUNTER_BITS
    ) {
      throw new CheckpointError(
        `config.json has a BinaryCounter of ${quote(numBits)} bits`,
        `write numBits as a whole number from 1 to ${MOST_COUNTER_BITS}`,
      )
    }
    return numBits
  })
}

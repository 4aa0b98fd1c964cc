import { midiNote, type MidiNote } from '../../engine/core/units.ts'
import { FIRST_NOTE_ON } from '../../engine/continuation/melodyModel.ts'
import { CheckpointError, quote } from './checkpointError.ts'
import { CHORD_ENCODERS, type ChordEncoderName } from './chordEncoder.ts'
import { parsePitchClasses } from './drumConfig.ts'
import { isRecord } from './json.ts'

/** A BinaryCounter takes its bits from a 32-bit integer. */
const MOST_COUNTER_BITS = 32
/** Of Magenta's own at most 40. */
const LONGEST_ATTENTION = 1024

/** What a model plays, and what its tokens mean. */
export type Instrument =
  | { readonly kind: 'melody' }
  | {
      readonly kind: 'drums'
      /** Pitches of each class, its own first; a token's bit n says whether class n is struck. */
      readonly classes: readonly (readonly number[])[]
      /** Whether a token comes in as one of all (DrumsOneHotConverter), not drum by drum. */
      readonly isOneHot: boolean
    }

/** What the stepper has to know from config.json. */
export interface MelodyConfig {
  readonly instrument: Instrument
  readonly minPitch: MidiNote
  readonly maxPitch: MidiNote
  /** Tokens. */
  readonly vocabulary: number
  /** Bits of each BinaryCounter input, in the order of the config; empty without any. */
  readonly counterBits: readonly number[]
  readonly chordEncoder: ChordEncoderName | null
  /** Sixteenths that attention reaches back; 0 without it. */
  readonly attentionLength: number
}

/**
 * Reads config.json of a MusicRNN checkpoint.
 * @param value the parsed file
 * @throws CheckpointError for another type of model, for a converter that MusicRNN does not play
 *   with, and for values out of range
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
  return {
    ...parseConverter(value['dataConverter']),
    counterBits: parseCounters(value['auxInputs']),
    chordEncoder: parseChordEncoder(value['chordEncoder']),
    attentionLength: parseAttention(value['attentionLength']),
  }
}

function parseAttention(length: unknown): number {
  if (length === undefined || length === null) return 0
  if (isWhole(length, 0, LONGEST_ATTENTION)) return length
  throw new CheckpointError(
    `config.json has attentionLength ${quote(length)}`,
    `write it as a whole number up to ${LONGEST_ATTENTION}`,
  )
}

function parseChordEncoder(name: unknown): ChordEncoderName | null {
  if (name === undefined || name === null) return null
  const known = CHORD_ENCODERS.find((encoder) => encoder === name)
  if (known !== undefined) return known
  throw new CheckpointError(
    `config.json has the chordEncoder ${quote(name)}`,
    `use one of ${CHORD_ENCODERS.join(', ')}`,
  )
}

function parseConverter(
  converter: unknown,
): Pick<MelodyConfig, 'instrument' | 'minPitch' | 'maxPitch' | 'vocabulary'> {
  const type = isRecord(converter) ? converter['type'] : undefined
  const args = isRecord(converter) && isRecord(converter['args']) ? converter['args'] : {}
  if (type === 'DrumsConverter' || type === 'DrumsOneHotConverter') {
    const classes = parsePitchClasses(args['pitchClasses'])
    const pitches = classes.flat()
    return {
      instrument: { kind: 'drums', classes, isOneHot: type === 'DrumsOneHotConverter' },
      minPitch: midiNote(Math.min(...pitches)),
      maxPitch: midiNote(Math.max(...pitches)),
      vocabulary: 2 ** classes.length,
    }
  }
  if (type !== 'MelodyConverter') {
    throw new CheckpointError(
      `config.json has dataConverter ${quote(type)}, not "MelodyConverter"`,
      'choose a checkpoint that plays melodies or drums',
    )
  }
  const { minPitch, maxPitch } = args
  if (!isWhole(minPitch, 0, 127) || !isWhole(maxPitch, 0, 127) || minPitch > maxPitch) {
    throw new CheckpointError(
      `config.json has pitches from ${quote(minPitch)} to ${quote(maxPitch)}`,
      'write minPitch and maxPitch as MIDI notes 0 to 127, the lower one first',
    )
  }
  return {
    instrument: { kind: 'melody' },
    minPitch: midiNote(minPitch),
    maxPitch: midiNote(maxPitch),
    vocabulary: FIRST_NOTE_ON + maxPitch - minPitch + 1,
  }
}

function isWhole(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
}

function parseCounters(inputs: unknown): number[] {
  if (inputs === undefined || inputs === null) return []
  if (!Array.isArray(inputs)) {
    throw new CheckpointError('config.json has auxInputs that are no list', 'write them as a list')
  }
  return inputs.map((input: unknown) => {
    if (!isRecord(input) || input['type'] !== 'BinaryCounter') {
      throw new CheckpointError(
        `config.json has the auxiliary input ${quote(isRecord(input) ? input['type'] : input)}`,
        'choose a checkpoint with no other auxiliary input than BinaryCounter',
      )
    }
    const numBits = isRecord(input['args']) ? input['args']['numBits'] : undefined
    if (!isWhole(numBits, 1, MOST_COUNTER_BITS)) {
      throw new CheckpointError(
        `config.json has a BinaryCounter of ${quote(numBits)} bits`,
        `write numBits as a whole number from 1 to ${MOST_COUNTER_BITS}`,
      )
    }
    return numBits
  })
}

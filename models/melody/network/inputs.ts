import { chordDepth, chordInputs } from '../chordEncoder.ts'
import type { Chord } from '../chords.ts'
import type { MelodyCheckpoint } from '../checkpoint.ts'

/** What one sixteenth brings. */
export interface Sixteenth {
  /** 0..vocabulary-1 */
  readonly token: number
  /** Its metric position in sixteenths from a bar line; a whole number. */
  readonly counter: number
  /** Under which the sixteenth to come sounds; null for none. Models that know no chords do not ask. */
  readonly chord: Chord | null
}

type InputShape = Pick<
  MelodyCheckpoint,
  'chordEncoder' | 'vocabulary' | 'instrument' | 'counterBits'
>

/**
 * Names the inputs that are not 0, in the order of magenta-js (`music_rnn/model.ts`): the chord, the
 * token, then for each BinaryCounter the bits of counter + 1, the position to come, as ±1, the lowest
 * first. Drums of a DrumsConverter come in drum by drum, with a last input for none (which magenta-js
 * by a slip of index writes into the step before).
 * @param set takes the number of an input and its value
 */
export function encodeInputs(
  { chordEncoder, vocabulary, instrument, counterBits }: InputShape,
  { token, counter, chord }: Sixteenth,
  set: (input: number, value: number) => void,
): void {
  let first = 0
  if (chordEncoder !== null) {
    for (const input of new Set(chordInputs(chordEncoder, chord))) set(input, 1)
    first += chordDepth(chordEncoder)
  }
  if (instrument.kind === 'melody' || instrument.isOneHot) {
    set(first + token, 1)
    first += vocabulary
  } else {
    const { length } = instrument.classes
    for (let drum = 0; drum < length; drum++) if ((token >> drum) & 1) set(first + drum, 1)
    if (token === 0) set(first + length, 1)
    first += length + 1
  }
  for (const bits of counterBits) {
    for (let bit = 0; bit < bits; bit++) set(first + bit, ((counter + 1) >> bit) & 1 ? 1 : -1)
    first += bits
  }
}

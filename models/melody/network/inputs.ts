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

/** How wide a token stands among the inputs, and after how many. */
function tokenPlace({ chordEncoder, vocabulary, instrument }: InputShape) {
  const first = chordEncoder === null ? 0 : chordDepth(chordEncoder)
  const isOneHot = instrument.kind === 'melody' || instrument.isOneHot
  return { first, width: isOneHot ? vocabulary : instrument.classes.length + 1 }
}

/*
 * Inputs that are not 0 have their numbers in the order of magenta-js (`music_rnn/model.ts`): the
 * chord, the token, then each BinaryCounter. `set` takes the number of an input and its value.
 */

/**
 * What a token brings. Drums of a DrumsConverter come in drum by drum, with a last input for none
 * (which magenta-js by a slip of index writes into the step before).
 */
export function encodeToken(
  shape: InputShape,
  token: number,
  set: (input: number, value: number) => void,
): void {
  const { first } = tokenPlace(shape)
  const { instrument } = shape
  if (instrument.kind === 'melody' || instrument.isOneHot) {
    set(first + token, 1)
    return
  }
  const { length } = instrument.classes
  for (let drum = 0; drum < length; drum++) if ((token >> drum) & 1) set(first + drum, 1)
  if (token === 0) set(first + length, 1)
}

/**
 * What the moment brings, which all melodies of a group share: the chord, and for each BinaryCounter
 * the bits of counter + 1, the position to come, as ±1, the lowest first.
 */
export function encodeMoment(
  shape: InputShape,
  { counter, chord }: Omit<Sixteenth, 'token'>,
  set: (input: number, value: number) => void,
): void {
  const { chordEncoder, counterBits } = shape
  if (chordEncoder !== null) {
    for (const input of new Set(chordInputs(chordEncoder, chord))) set(input, 1)
  }
  const { first, width } = tokenPlace(shape)
  let from = first + width
  for (const bits of counterBits) {
    for (let bit = 0; bit < bits; bit++) set(from + bit, ((counter + 1) >> bit) & 1 ? 1 : -1)
    from += bits
  }
}

import type { MidiNote } from '../core/units.ts'

/**
 * Tokens of a melody model, as MusicRNN's MelodyConverter counts them: {@link HOLD} goes on with
 * what is (a held note or silence), {@link NOTE_OFF} ends the note, from {@link FIRST_NOTE_ON} on a
 * note begins, the lowest at `minPitch`.
 */
export const HOLD = 0
export const NOTE_OFF = 1
export const FIRST_NOTE_ON = 2

/** What identifies a model in the log, and what it can play. */
export interface MelodyModelFacts {
  readonly name: string
  /** SHA-256 of config and weights, hexadecimal. */
  readonly hash: string
  readonly minPitch: MidiNote
  readonly maxPitch: MidiNote
}

/**
 * The port of a model that scores the next sixteenth of a melody. Feeding advances the state;
 * querying only reads. It never draws: the fold samples.
 */
export interface MelodyModel<State = unknown> {
  readonly facts: MelodyModelFacts
  /** Tokens it knows: 2 + the number of its pitches. */
  readonly vocabulary: number
  /** Back to the zero state. */
  reset(): void
  /**
   * Takes in one sixteenth.
   * @param token 0..vocabulary-1
   * @param counter the sixteenth's metric position, counted from a bar line (read by models with
   *   BinaryCounter inputs, which take it modulo 2^numBits; others ignore it)
   * @throws RangeError for a token that is not in the vocabulary
   */
  feed(token: number, counter: number): void
  /**
   * Logits of the next token, natural-log scale, length `vocabulary`; the array is the model's own
   * and holds until the next feed. Before the first feed they are those after a rest.
   */
  query(): Float32Array
  /**
   * A copy of the state, to come back to with {@link restore}.
   * @param reuse an earlier copy that is no longer needed and may be written over
   */
  save(reuse?: State): State
  restore(state: State): void
}

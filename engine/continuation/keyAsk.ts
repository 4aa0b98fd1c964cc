/**
 * What the fold asks of the model worker about the key: how well the playing fits under each of the
 * twelve transpositions. Like an Ask it names a stream, keeps some of its
 * sixteenths and adds others, so that a note costs only what is new.
 */
export interface KeyAsk {
  readonly ask: number
  readonly stream: number
  /** Sixteenths of the stream that stay, 0..length; those after them are forgotten. */
  readonly keep: number
  /** Sixteenths that follow: HOLD, NOTE_OFF, or FIRST_NOTE_ON + the MIDI note that begins. */
  readonly playing: readonly number[]
  /** Metric position of each, in sixteenths from a bar line. */
  readonly counters: readonly number[]
  /** Middle of the playing's register, a MIDI note; holds for a whole stream. */
  readonly middle: number
}

export type KeyReply =
  | {
      readonly ask: number
      readonly outcome: 'losses'
      /**
       * Nats, summed over the stream's sixteenths but its first, one for each transposition of 0..11
       * semitones up.
       */
      readonly losses: readonly number[]
      /** Sixteenths the losses are of. */
      readonly heard: number
    }
  /** The worker no longer holds the stream: ask again from sixteenth 0. */
  | { readonly ask: number; readonly outcome: 'lost' }

/**
 * What the fold asks of the model worker. An ask names a context (a stream of tokens), says how many
 * of its tokens to keep and which follow, so the worker can go on from the state it holds, or step
 * back when a note that was heard late replaces the model's own. The worker is only a cache: after a
 * crash it answers `lost`, and the fold asks again from token 0 with what it remembers.
 */
export interface Ask {
  readonly ask: number
  readonly context: number
  /** Tokens of the context that stay, 0..length; those after it are forgotten. */
  readonly keep: number
  /** Tokens that follow them. */
  readonly tokens: readonly number[]
  /** Metric position of each token in `tokens`, in sixteenths from a bar line. */
  readonly counters: readonly number[]
  /**
   * For each of `tokens` the pitch classes of the chord under which the sixteenth after it sounds, its
   * bass first, empty for none; left out where none is held. Models that know no chords do not look.
   */
  readonly chords?: readonly (readonly number[])[]
  /** Whether logits are wanted back; otherwise the tokens are only fed. */
  readonly reply: boolean
}

export type Reply =
  | {
      readonly ask: number
      readonly outcome: 'logits'
      /** Float32 values, one a token of the vocabulary. */
      readonly logits: readonly number[]
    }
  /** The worker no longer holds the state after `keep` tokens of that context. */
  | { readonly ask: number; readonly outcome: 'lost' }

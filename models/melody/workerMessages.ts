import type { Reply } from '../../engine/continuation/ask.ts'
import type { KeyAsk, KeyReply } from '../../engine/continuation/keyAsk.ts'
import type { MelodyModelFacts } from '../../engine/continuation/melodyModel.ts'
import type { ChordedAsk } from './chordedAsk.ts'
import type { FuturesAsk, FuturesReply } from './futuresAsk.ts'

/** What the page tells the melody worker. */
export type ToMelodyWorker =
  /**
   * The address of a checkpoint folder, absolute or relative to the worker's own, and what to call
   * it, if not by the address's last part.
   */
  | { readonly type: 'load'; readonly url: string; readonly name?: string }
  | { readonly type: 'ask'; readonly ask: ChordedAsk }
  /** Answered in turn; playing goes first. */
  | { readonly type: 'askKey'; readonly ask: KeyAsk }
  /** Answered in its own time; playing goes first. */
  | { readonly type: 'askFutures'; readonly ask: FuturesAsk }

/** What the melody worker tells the page. */
export type FromMelodyWorker =
  | { readonly type: 'ready'; readonly facts: MelodyModelFacts }
  | { readonly type: 'reply'; readonly reply: Reply }
  | { readonly type: 'key'; readonly reply: KeyReply }
  | { readonly type: 'futures'; readonly reply: FuturesReply }
  /** One line: what happened and what to do. */
  | { readonly type: 'failed'; readonly reason: string }

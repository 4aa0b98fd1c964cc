import type { Ask, Reply } from '../../engine/continuation/ask.ts'
import type { KeyAsk, KeyReply } from '../../engine/continuation/keyAsk.ts'
import type { MelodyModelFacts } from '../../engine/continuation/melodyModel.ts'
import type { FuturesAsk, FuturesReply } from './futuresAsk.ts'

/** Where a checkpoint is read from. */
export type ModelSource =
  /** A folder's address, absolute or relative to the worker's own. */
  | {
      readonly kind: 'address'
      readonly url: string
      readonly name: string
      /** The hash that was pinned when it first came; another model is refused. */
      readonly hash?: string
    }
  /** A folder's files by path. */
  | {
      readonly kind: 'files'
      readonly name: string
      readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>
    }

/** What the page tells the melody worker. */
export type ToMelodyWorker =
  | { readonly type: 'load'; readonly source: ModelSource }
  | { readonly type: 'ask'; readonly ask: Ask }
  /** Answered in turn; playing goes first. */
  | { readonly type: 'askKey'; readonly ask: KeyAsk }
  /** Answered in its own time; playing goes first. */
  | { readonly type: 'askFutures'; readonly ask: FuturesAsk }
  /** The same beside any futures; a newer one takes the place of the one before. */
  | { readonly type: 'askAhead'; readonly ask: FuturesAsk }

/** What the melody worker tells the page. */
export type FromMelodyWorker =
  | { readonly type: 'ready'; readonly facts: MelodyModelFacts }
  | { readonly type: 'reply'; readonly reply: Reply }
  | { readonly type: 'key'; readonly reply: KeyReply }
  | { readonly type: 'futures'; readonly reply: FuturesReply }
  /** A model that was chosen cannot be used, in one line; the one from before plays on. */
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'ahead'; readonly reply: FuturesReply }
  /** One line: what happened and what to do. */
  | { readonly type: 'failed'; readonly reason: string }

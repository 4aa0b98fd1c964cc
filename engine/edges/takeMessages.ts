/** What the page tells the worker that keeps the log. */
export type ToTake =
  | { readonly type: 'open'; readonly name: string }
  | { readonly type: 'write'; readonly lines: string }
  /** Wants all that was written so far. */
  | { readonly type: 'read'; readonly request: number }

export type FromTake =
  | { readonly type: 'opened' }
  | { readonly type: 'content'; readonly request: number; readonly content: ArrayBuffer }
  /** There is nothing to read, or it cannot be. */
  | { readonly type: 'unread'; readonly request: number; readonly why: string }
  | { readonly type: 'failed'; readonly why: string; readonly remedy: string }

/** How long anything else is computed before playing is let in again. */
export const SLICE_MILLISECONDS = 0.3

/** What computing in slices beside playing takes. */
export interface SlicePorts {
  /** A clock, in milliseconds from anywhere. */
  readonly now: () => number
  /** Resolves once the messages that have come meanwhile are dealt with; never rejects. */
  readonly pause: () => Promise<void>
}

/**
 * Pauses one after the other, so that of several things that are computed in slices only one has its
 * slice before the messages that have come meanwhile are dealt with.
 */
export function inTurns(pause: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve()
  return () => (last = last.then(pause))
}

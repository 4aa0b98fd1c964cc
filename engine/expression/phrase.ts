/**
 * When a phrase is over, from its onsets alone: a last note that is held on, or a pedal, tells
 * nothing. Plain data.
 */
export interface PhraseTiming {
  readonly lastOnsetSeconds: number
  /** Seconds between the newest onsets, chords counted as one, oldest first. */
  readonly intervals: readonly number[]
}

const KEPT_INTERVALS = 32
/** Onsets closer than this are one. */
export const CHORD_SECONDS = 0.03
/** A silence this much longer than the median interval ends a phrase. */
const PAUSE = 1.8

/** @param before null before the phrase's first onset */
export function timedOnset(before: PhraseTiming | null, onsetSeconds: number): PhraseTiming {
  if (!before) return { lastOnsetSeconds: onsetSeconds, intervals: [] }
  const interval = onsetSeconds - before.lastOnsetSeconds
  if (!(interval >= CHORD_SECONDS)) return before
  return {
    lastOnsetSeconds: onsetSeconds,
    intervals: [...before.intervals, interval].slice(-KEPT_INTERVALS),
  }
}

/** Middle value; of an even number the lower one of the two; 0 of none. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] ?? 0
}

/** A wait this much longer than the median interval is a rest: long enough to think in. */
const REST = 1.25
export const SHORTEST_REST_SECONDS = 0.15

/** When the hands rest, if only between two notes: long enough to think about what was played. */
export const restSeconds = ({ lastOnsetSeconds, intervals }: PhraseTiming): number =>
  lastOnsetSeconds + Math.max(SHORTEST_REST_SECONDS, REST * median(intervals))

/**
 * When the phrase is over if no onset comes: max(1 beat, 1.8 × the median interval) after the last.
 * @param beatSeconds of the phrase's own tempo, or the last one
 */
export const phraseEndSeconds = (
  { lastOnsetSeconds, intervals }: PhraseTiming,
  beatSeconds: number,
): number => lastOnsetSeconds + Math.max(beatSeconds, PAUSE * median(intervals))

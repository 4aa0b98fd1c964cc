import { NOTE_OFF } from './melodyModel.ts'
import { isOnset } from './tokens.ts'

/** What has been drawn since a turn began: what the dice and the guide need to know of it. */
export interface Course {
  /** Sixteenths drawn. */
  readonly steps: number
  readonly onsets: number
  /** Sixteenths since the last onset, or since the beginning. */
  readonly sinceOnset: number
  /** The token of the note that sounds; null for silence. */
  readonly ringing: number | null
  /** Tokens of the newest onsets, the newest last. */
  readonly recent: readonly number[]
}

/** Onsets that the repetition penalty remembers. */
const KEPT_ONSETS = 8

/** @param recent tokens of the onsets just before */
export const beginCourse = (recent: readonly number[] = []): Course => ({
  steps: 0,
  onsets: 0,
  sinceOnset: 0,
  ringing: null,
  recent: recent.slice(-KEPT_ONSETS),
})

/** The course after one more token. */
export function courseAfter(course: Course, token: number): Course {
  const steps = course.steps + 1
  if (!isOnset(token)) {
    const ringing = token === NOTE_OFF ? null : course.ringing
    return { ...course, steps, sinceOnset: course.sinceOnset + 1, ringing }
  }
  return {
    steps,
    onsets: course.onsets + 1,
    sinceOnset: 1,
    ringing: token,
    recent: newestWith(course.recent, token),
  }
}

/** By hand, for it is done two thousand times a basket: slices of slices would be garbage. */
function newestWith(recent: readonly number[], token: number): readonly number[] {
  const from = Math.max(0, recent.length + 1 - KEPT_ONSETS)
  const newest = new Array<number>(recent.length + 1 - from)
  for (let at = from; at < recent.length; at++) newest[at - from] = recent[at] ?? token
  newest[newest.length - 1] = token
  return newest
}

import type { Continuation } from './continuation.ts'
import type { Course } from './course.ts'
import { NO_LEAN, type Lean } from './lean.ts'
import { playsAt, tokenAt, type Listener } from './listener.ts'
import { NOTE_OFF } from './melodyModel.ts'
import { isOnset } from './tokens.ts'

/** What leans on a second voice's draws: the performer's playing beside it, as plain data. */

/** Sixteenths over which the performer's activity is counted. */
const WINDOW_STEPS = 8
/** Onsets a sixteenth of both voices together, and of the second alone. */
const BOTH = 0.5
const FEWEST = 0.06
const MOST = 0.4
/** Nats for each sixteenth that its next onset is early or late. */
const GAIN = 0.6
const EARLY = -3
const LATE = 2

/** A shadow follows by half a beat. */
const BEHIND_STEPS = 2

/** The sixteenths to come beside a performer who leaves the hands as they are. */
export interface Beside {
  readonly firstStep: number
  /** Of the performer's onsets that count, each once. */
  readonly onsetSteps: readonly number[]
  /** The performer's token half a beat before each sixteenth; null for who does not follow. */
  readonly behind: readonly number[] | null
  /** The performer's own token where a key is down, which the model hears instead of its own. */
  readonly line: readonly (number | null)[]
}

/** Steps of the performer's onsets that count as recent at a step. */
export const recentOnsets = (listener: Listener, step: number): readonly number[] => [
  ...new Set(
    listener.map(({ onsetStep }) => onsetStep).filter((onset) => onset > step - WINDOW_STEPS),
  ),
]

/** Towards few notes while the performer plays many, and many where there are few. */
export function inverseDensity(onsetSteps: readonly number[], step: number, course: Course): Lean {
  const onsets = onsetSteps.filter((onset) => onset > step - WINDOW_STEPS).length
  const density = Math.min(MOST, Math.max(FEWEST, BOTH - onsets / WINDOW_STEPS))
  const late = GAIN * (course.sinceOnset - 1 / density)
  return { ...NO_LEAN, onset: Math.min(LATE, Math.max(EARLY, late)) }
}

/** The performer's token half a beat before a step. */
export const tokenBehind = ({ listener, shift, range }: Continuation, step: number): number =>
  tokenAt(listener, step - BEHIND_STEPS, shift, range)

/** In the performer's rhythm, and nothing else. */
export const inRhythmOf = (token: number): Lean => ({
  ...NO_LEAN,
  hold: isOnset(token) || token === NOTE_OFF ? -Infinity : 0,
  off: token === NOTE_OFF ? 0 : -Infinity,
  onset: isOnset(token) ? 0 : -Infinity,
})

/** What leans on the sixteenth so many after the first. */
export const leanBeside = (
  { firstStep, onsetSteps, behind }: Beside,
  index: number,
  course: Course,
): Lean =>
  behind ? inRhythmOf(behind[index] ?? 0) : inverseDensity(onsetSteps, firstStep + index, course)

/** Whether the partner plays beside the performer, without a plan. */
export const isSecondVoice = ({ mode, plan, phrase }: Continuation): boolean =>
  plan === null && phrase !== null && (mode === 'together' || mode === 'shadow')

/**
 * The bar to come of a second voice.
 * @param steps sixteenths
 * @returns null where none plays
 */
export function besideOf(state: Continuation, firstStep: number, steps: number): Beside | null {
  if (!isSecondVoice(state)) return null
  const { mode, listener, shift, range } = state
  const each = <Item>(of: (step: number) => Item): readonly Item[] =>
    Array.from({ length: steps }, (_, index) => of(firstStep + index))
  return {
    firstStep,
    onsetSteps: recentOnsets(listener, firstStep),
    behind: mode === 'shadow' ? each((step) => tokenBehind(state, step)) : null,
    line: each((step) => (playsAt(listener, step) ? tokenAt(listener, step, shift, range) : null)),
  }
}

import { clashes, OCTAVE } from './consonance.ts'
import { withTokenAt } from './context.ts'
import { andThen, turn, type Continuation, type Turn } from './continuation.ts'
import { ask, endNote, voiced, type Voicing } from './generate.ts'
import { hearBeside, hearYielding } from './hearing.ts'
import { playsAt, tokenAt } from './listener.ts'
import { remember } from './markov.ts'
import type { Pulse } from './roles/role.ts'
import type { Setting } from './setting.ts'

/**
 * The partner's note is let go where the performer's new one clashes or is nearer than an octave; one
 * of the harmony may be near, since the left hand's place is the partner's too.
 */
function letGo(state: Continuation, { hands, harmony, atSeconds }: Setting): Turn {
  const { sounding } = state
  const struck = hands.begun?.key.pitch ?? harmony
  if (!sounding || struck === null) return turn(state)
  const isNear = hands.begun !== null && Math.abs(sounding.pitch - struck) < OCTAVE
  return isNear || clashes(sounding.pitch, struck)
    ? endNote(state, atSeconds, 'beside')
    : turn(state)
}

/** The performer's sixteenth replaces the model's in the line at once, so that the next can be asked for. */
function duetHeard(state: Continuation): Turn {
  const { openStep } = state
  if (openStep === null || !playsAt(state.listener, openStep)) return turn(state)
  const token = tokenAt(state.listener, openStep, state.shift, state.range)
  const context = withTokenAt(state.context, token, openStep)
  return context === state.context ? turn(state) : ask({ ...state, context }, true)
}

/** The performer's keys, beside which the partner plays on. */
export function hearDuet(state: Continuation, setting: Setting): Turn {
  if (state.plan) return hearYielding(state, setting)
  return andThen(
    andThen(hearBeside(state, setting), (heard) => letGo(heard, setting)),
    duetHeard,
  )
}

/**
 * A sixteenth of a duet. The line that the model hears is the performer's, and its own where the
 * performer rests; it sounds in its own voice.
 */
export function duetStep(
  state: Continuation,
  { moment }: Pulse,
  voicingOf: (read: Continuation) => Omit<Voicing, 'isHeard'>,
): Turn {
  const { step } = moment
  const { range } = state
  let { context, memory } = state
  for (let open = state.openStep ?? step; open < step; open++) {
    if (!playsAt(state.listener, open) && context.steps.at(-1) === open) continue
    const token = tokenAt(state.listener, open, state.shift, range)
    context = withTokenAt(context, token, open)
    memory = remember(memory, token)
  }
  const isPlaying = playsAt(state.listener, step)
  const isNews = context !== state.context
  const read: Continuation = { ...state, context, memory, openStep: step }
  const informed = isNews ? { ...read, awaited: null } : read
  const played = voiced(informed, moment, { ...voicingOf(read), isHeard: !isPlaying })
  return andThen(played, (next) => {
    if (!isPlaying) return ask(next, true)
    const token = tokenAt(next.listener, step, next.shift, range)
    return ask({ ...next, context: withTokenAt(next.context, token, step) }, true)
  })
}

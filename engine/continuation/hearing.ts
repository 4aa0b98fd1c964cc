import { nearestStep } from '../clock/grid.ts'
import type { Ticks } from '../core/units.ts'
import { changed, turn, type Continuation, type Turn } from './continuation.ts'
import { endNote } from './generate.ts'
import { heardOff, heardOn } from './listener.ts'
import { beginPhrase, withNote, withoutPlan } from './listening.ts'
import { inRangeMeanwhile } from './register.ts'
import type { Setting } from './setting.ts'
import { endAudition } from './taking.ts'

/** Whether the model plays now, or has decided to. */
export const isPlanRunning = (state: Continuation, horizonTicks: Ticks): boolean =>
  state.plan !== null && horizonTicks > state.plan.startTicks

/** The model gives way: its note is let go and its plan dropped. */
function yielded(state: Continuation, setting: Setting): Turn {
  const isRunning = isPlanRunning(state, setting.horizonTicks)
  const kept = isRunning
    ? { ...state, plan: null, phrase: null, openStep: null, awaited: null }
    : state.plan
      ? withoutPlan(state, setting.grid)
      : state
  return endNote(kept, setting.atSeconds, 'yield')
}

/** The performer's keys as notes of a phrase; whatever the partner plays goes on. */
export function hearBeside(state: Continuation, setting: Setting): Turn {
  const { grid, atSeconds, atTicks, hands } = setting
  const step = nearestStep(grid, atTicks)
  let heard = hands.begun ? endAudition(turn(state), atSeconds) : turn(state)
  for (const key of hands.ended) {
    const { listener, openStep } = heard.state
    heard = changed(heard, { listener: heardOff(listener, key.id, step, openStep ?? step) })
  }
  if (!hands.begun) return heard
  const { key, velocity } = hands.begun
  const isFirst = setting.isPhraseNext || !heard.state.phrase
  if (!heard.state.phrase) {
    const begun = beginPhrase({ ...heard.state, listener: [] }, step, grid.meter)
    heard = { ...heard, state: begun }
  }
  const { listener, phrase, openStep } = heard.state
  return {
    ...heard,
    state: inRangeMeanwhile(
      {
        ...heard.state,
        listener: heardOn(listener, key.id, key.pitch, step, openStep ?? step),
        phrase: withNote(
          setting.isPhraseNext ? null : phrase,
          key.pitch,
          velocity,
          openStep ?? step,
        ),
      },
      setting.shift,
      isFirst,
    ),
  }
}

/** The performer's keys as notes of a phrase, to which the partner gives way. */
export function hearYielding(state: Continuation, setting: Setting): Turn {
  if (!setting.hands.begun) return hearBeside(state, setting)
  const gone = yielded(state, setting)
  const heard = hearBeside(gone.state, setting)
  return { ...heard, acts: [...gone.acts, ...heard.acts] }
}

import type { Clock } from '../clock/clock.ts'
import { stepAt } from '../clock/grid.ts'
import { TICKS_PER_STEP, type Ticks } from '../core/units.ts'
import { rebased } from './context.ts'
import type { Continuation } from './continuation.ts'
import { chordsRebased } from './heldChords.ts'
import { rebased as listenedAgain } from './listener.ts'
import { progressionsInBars, progressionsRebased } from './progression.ts'
import { turnMoved } from './roles/trade.ts'

/** The partner when bars move under it; while a phrase is played, by whole sixteenths. */
export const regridded = (state: Continuation, byTicks: number): Continuation =>
  renumbered(state, Math.ceil(byTicks / TICKS_PER_STEP))

/** The partner when tempo and bars become the performer's: the sixteenth that is played goes on. */
export function retimed(state: Continuation, from: Clock, to: Clock, at: Ticks): Continuation {
  if (from === to) return state
  const step = stepAt(to.grid, at)
  const renamed = renumbered(state, stepAt(from.grid, at) - step)
  const progressions = progressionsInBars(renamed.progressions, to.grid.meter, step)
  const moved = { ...renamed, progressions }
  return state.turnTicks === null
    ? moved
    : { ...moved, turnTicks: turnMoved(state.turnTicks, from, to, at) }
}

/** The chords that go with a phrase whose time the clock has taken, which is read anew itself. */
export function chordsRetimed(
  state: Continuation,
  from: Clock,
  to: Clock,
  at: Ticks,
): Continuation {
  if (from === to) return state
  const step = stepAt(to.grid, at)
  const later = stepAt(from.grid, at) - step
  const progressions = progressionsRebased(state.progressions, later)
  return {
    ...state,
    chords: chordsRebased(state.chords, later),
    progressions: progressionsInBars(progressions, to.grid.meter, step),
  }
}

/** What is heard and played stands so many sixteenths later than bars say from now on. */
function renumbered(state: Continuation, later: number): Continuation {
  const { context, phrase, openStep, listener } = state
  return {
    ...state,
    context: rebased(context, later),
    chords: chordsRebased(state.chords, later),
    progressions: progressionsRebased(state.progressions, later),
    phrase: phrase && { ...phrase, firstStep: phrase.firstStep - later },
    openStep: openStep === null ? null : openStep - later,
    listener: listenedAgain(listener, later),
  }
}

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
export function regridded(state: Continuation, byTicks: number): Continuation {
  const later = Math.ceil(byTicks / TICKS_PER_STEP)
  return renumbered(chordsRenumbered(state, later), later)
}

/** The partner when tempo and bars become the performer's: the sixteenth that is played goes on. */
export function retimed(state: Continuation, from: Clock, to: Clock, at: Ticks): Continuation {
  if (from === to) return state
  const later = stepAt(from.grid, at) - stepAt(to.grid, at)
  const moved = renumbered(chordsRetimed(state, from, to, at), later)
  return state.turnTicks === null
    ? moved
    : { ...moved, turnTicks: turnMoved(state.turnTicks, from, to, at) }
}

/** Its chords alone, where the phrase is read anew in the time that the clock has taken from it. */
export function chordsRetimed(
  state: Continuation,
  from: Clock,
  to: Clock,
  at: Ticks,
): Continuation {
  if (from === to) return state
  const step = stepAt(to.grid, at)
  const moved = chordsRenumbered(state, stepAt(from.grid, at) - step)
  return { ...moved, progressions: progressionsInBars(moved.progressions, to.grid.meter, step) }
}

const chordsRenumbered = (state: Continuation, later: number): Continuation => ({
  ...state,
  chords: chordsRebased(state.chords, later),
  progressions: progressionsRebased(state.progressions, later),
})

/** What is heard and played stands so many sixteenths later than bars say from now on. */
function renumbered(state: Continuation, later: number): Continuation {
  const { context, phrase, openStep, listener } = state
  return {
    ...state,
    context: rebased(context, later),
    phrase: phrase && { ...phrase, firstStep: phrase.firstStep - later },
    openStep: openStep === null ? null : openStep - later,
    listener: listenedAgain(listener, later),
  }
}

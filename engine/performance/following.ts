import { TICKS_PER_PULSE } from '../clock/grid.ts'
import { beatTicksOf } from '../clock/meter.ts'
import { goesOnPastEnd, isBound } from '../continuation/partner.ts'
import { retimed } from '../continuation/regrid.ts'
import type { Ticks } from '../core/units.ts'
import { isOnGrid } from '../core/windows.ts'
import { inPlayedTime, isTimeGiven, type Rooms } from './ownTime.ts'

/** So many onsets of a phrase, a chord being one, are heard before a clock goes by them. */
const LEAST_ONSETS = 8
/**
 * Beside who plays on without a rest: half a sixteenth before a beat, where a shift to either side
 * neither doubles nor drops a sixteenth, the clock takes the time of the phrase so far, if that is
 * clear.
 */
export function followed(rooms: Rooms, at: Ticks): Rooms {
  const { clock, ear, continuation } = rooms
  const { reading, isOver } = ear
  if (isOver || !reading?.isFitted) return rooms
  const { originTicks, meter } = clock.grid
  if (!isOnGrid(at + TICKS_PER_PULSE, originTicks, beatTicksOf(meter))) return rooms
  if (new Set(reading.steps).size < LEAST_ONSETS) return rooms
  if (!goesOnPastEnd(continuation) || isBound(continuation, at) || isTimeGiven(rooms, at)) {
    return rooms
  }
  const timed = inPlayedTime(rooms, reading, at)
  if (timed === rooms) return rooms
  return { ...rooms, ...timed, continuation: retimed(continuation, clock, timed.clock, at) }
}

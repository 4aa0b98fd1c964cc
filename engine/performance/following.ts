import { TICKS_PER_PULSE } from '../clock/grid.ts'
import { beatTicksOf } from '../clock/meter.ts'
import { tempoAt } from '../clock/tempoMap.ts'
import { goesOnPastEnd, isBound } from '../continuation/partner.ts'
import { retimed } from '../continuation/regrid.ts'
import { TICKS_PER_STEP, type Ticks } from '../core/units.ts'
import { isOnGrid } from '../core/windows.ts'
import type { GridReading } from '../expression/gridReading.ts'
import { inOctaveOf, steadied } from '../expression/steadyTempo.ts'
import { inItsTime, isTimeGiven, meterHeard, type Rooms } from './ownTime.ts'

/** So many onsets of a phrase, a chord being one, are heard before a clock goes by them. */
const LEAST_ONSETS = 8
/** Bars nearer than this to where they are heard stay. */
const NEAR_TICKS = TICKS_PER_STEP / 25

/** The clock in the time of what is played, which goes on; itself where it stands there already. */
function inPlayedTime(
  rooms: Rooms,
  reading: GridReading,
  at: Ticks,
): Pick<Rooms, 'clock' | 'modulation'> {
  const { clock, ear } = rooms
  const tempo = tempoAt(clock.map, at)
  const octave = inOctaveOf(reading, tempo)
  const meter = octave === reading ? meterHeard(rooms, reading, at) : clock.grid.meter
  const timed = inItsTime(
    rooms,
    steadied(octave, tempo, ear.timing?.lastOnsetSeconds ?? 0),
    meter,
    at,
  )
  const { originTicks } = timed.clock.grid
  const isThere =
    timed.modulation === rooms.modulation &&
    meter === clock.grid.meter &&
    isNearGrid(originTicks - clock.grid.originTicks)
  return isThere ? rooms : timed
}

/** Whether bars that are moved so far still begin on the same sixteenths. */
const isNearGrid = (byTicks: number): boolean =>
  Math.abs(byTicks - Math.round(byTicks / TICKS_PER_STEP) * TICKS_PER_STEP) <= NEAR_TICKS

/**
 * Beside who plays on without a rest: half a sixteenth before a beat, where a shift to either side
 * neither doubles nor drops a sixteenth, the clock takes the time of the phrase so far, if that is
 * clear.
 */
export function followed(rooms: Rooms, at: Ticks): Rooms {
  const { clock, ear, continuation } = rooms
  const { reading, isOver } = ear
  if (isOver || !reading?.isFitted || new Set(reading.steps).size < LEAST_ONSETS) return rooms
  const { originTicks, meter } = clock.grid
  if (!isOnGrid(at + TICKS_PER_PULSE, originTicks, beatTicksOf(meter))) return rooms
  if (!goesOnPastEnd(continuation) || isBound(continuation, at) || isTimeGiven(rooms, at)) {
    return rooms
  }
  const timed = inPlayedTime(rooms, reading, at)
  if (timed === rooms) return rooms
  return { ...rooms, ...timed, continuation: retimed(continuation, clock, timed.clock, at) }
}

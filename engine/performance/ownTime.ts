import { withBars, type Clock } from '../clock/clock.ts'
import { BEAT_STEPS, barTicksOf, meterChoiceOf, type Meter } from '../clock/meter.ts'
import { isTapped } from '../clock/tap.ts'
import { exactTicksAt, secondsAt, tempoAt, withTempo } from '../clock/tempoMap.ts'
import type { Continuation } from '../continuation/continuation.ts'
import { bpm, secondsPerTick, ticks, TICKS_PER_STEP, type Ticks } from '../core/units.ts'
import { meterOf } from '../expression/bars.ts'
import { isMoving } from '../expression/curve.ts'
import { readGiven, type GridReading } from '../expression/gridReading.ts'
import { curveOf, isOn, modulate, parameterAt, type Modulation } from '../modulation/modulation.ts'
import { inOctaveOf, steadied, type HeardGrid } from '../expression/steadyTempo.ts'
import type { Ear } from './ear.ts'

/** The rooms that a phrase's end touches. */
export interface Rooms {
  readonly clock: Clock
  readonly modulation: Modulation
  readonly continuation: Continuation
  readonly ear: Ear
}

/** Another machine's clock counts for so long after its last beat. */
const FOLLOWED_SECONDS = 3
/** A tempo this near to the clock's, as a share, is the clock's. */
const SAME_TEMPO = 0.005

/** Bars nearer than this to where they are heard stay. */
const NEAR_TICKS = TICKS_PER_STEP / 25

/** Whether a phrase says where bars begin. Where a file does, say, the tune that is heard is one whole. */
export const isCountedAnew = ({ modulation }: Rooms): boolean => isOn(modulation, 'downbeat')

/** Whether the performer has said what the time is, or wants the clock's. */
export function isTimeGiven(rooms: Rooms, at: Ticks): boolean {
  const { clock, modulation, ear } = rooms
  const firstSeconds = ear.notes[0]?.onsetSeconds ?? 0
  const tempo = curveOf(modulation, 'tempo')
  return (
    !isCountedAnew(rooms) ||
    isOn(modulation, 'click') ||
    (clock.countInUntil > 0 &&
      exactTicksAt(clock.map, firstSeconds) < clock.countInUntil + barTicksOf(clock.grid.meter)) ||
    isTapped(clock.taps, firstSeconds) ||
    (tempo !== undefined && isMoving(tempo, at)) ||
    (clock.followedSeconds !== null &&
      secondsAt(clock.map, at) < clock.followedSeconds + FOLLOWED_SECONDS)
  )
}

/** The phrase against the clock as it stands; null when its tempo has changed meanwhile. */
export function readByClock({ clock, ear }: Rooms, at: Ticks): GridReading | null {
  const { map, grid } = clock
  const tempo = tempoAt(map, at)
  const firstSeconds = ear.notes[0]?.onsetSeconds ?? 0
  if (tempoAt(map, exactTicksAt(map, firstSeconds)) !== tempo) return null
  const originSeconds = secondsAt(map, at) - (at - grid.originTicks) * secondsPerTick(tempo)
  const stepSeconds = TICKS_PER_STEP * secondsPerTick(tempo)
  return readGiven(ear.rhythm, { originSeconds, stepSeconds, cycle: BEAT_STEPS[grid.meter] })
}

/** How the bars of a phrase that was read are counted. */
export function meterHeard(
  { clock, modulation, ear }: Rooms,
  reading: GridReading,
  at: Ticks,
): Meter {
  const choice = meterChoiceOf(parameterAt(modulation, 'meter', at))
  if (choice !== 'auto') return choice
  const { meter } = clock.grid
  if (!reading.isFitted) return meter
  const velocities = ear.notes.map(({ velocity }) => velocity)
  return meterOf(reading.steps.slice(-velocities.length), velocities, reading.sixShare, meter)
}

/** Tempo and bars as the phrase has them, from this pulse on. */
export function inItsTime(
  { clock, modulation }: Rooms,
  { originSeconds, stepSeconds, tempo: heard, isFitted }: HeardGrid,
  meter: Meter,
  at: Ticks,
): Pick<Rooms, 'clock' | 'modulation'> {
  const atSeconds = secondsAt(clock.map, at)
  const before = tempoAt(clock.map, at)
  const isSame = !isFitted || Math.abs(heard / before - 1) < SAME_TEMPO
  const tempo = isSame ? before : bpm(heard)
  const step = Math.floor((atSeconds - originSeconds) / stepSeconds + 0.5)
  const stepTicks = (originSeconds + step * stepSeconds - atSeconds) / secondsPerTick(tempo)
  const originTicks = ticks(at + stepTicks + 0.5 - step * TICKS_PER_STEP)
  const moved = withBars(clock, originTicks, meter)
  if (isSame) return { clock: moved, modulation }
  return {
    clock: { ...moved, map: withTempo(clock.map, at, tempo) },
    modulation: modulate(
      modulation,
      { type: 'setParameter', parameter: 'tempo', value: tempo },
      at,
    ),
  }
}

/** The clock in the time of what is played, which goes on; itself where it stands there already. */
export function inPlayedTime(
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

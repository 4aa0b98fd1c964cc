import type { Grid } from '../clock/grid.ts'
import {
  BEAT_STEPS,
  barTicksOf,
  feltBeatTicksOf,
  meterChoiceOf,
  type Meter,
} from '../clock/meter.ts'
import { withBars, type Clock } from '../clock/clock.ts'
import { isTapped } from '../clock/tap.ts'
import { exactTicksAt, MAX_TEMPO, secondsAt, tempoAt, withTempo } from '../clock/tempoMap.ts'
import { awaitsEnd, goesOnPastEnd, isBound, phraseOver } from '../continuation/partner.ts'
import { retimed } from '../continuation/regrid.ts'
import type { PhraseOver } from '../continuation/setting.ts'
import type { Continuation, Turn } from '../continuation/continuation.ts'
import { bpm, midiNote, secondsPerTick, ticks, TICKS_PER_STEP, type Ticks } from '../core/units.ts'
import { meterOf } from '../expression/bars.ts'
import { isMoving } from '../expression/curve.ts'
import { feelOf } from '../expression/feel.ts'
import { readGiven, type GridReading } from '../expression/gridReading.ts'
import { curveOf, isOn, modulate, parameterAt, type Modulation } from '../modulation/modulation.ts'
import { leadingOf } from './leading.ts'
import {
  endSecondsOf,
  ownTempoOf,
  playedOf,
  readWhole,
  shiftOf,
  type Ear,
  type PhraseHeard,
} from './ear.ts'

/** The rooms that a phrase's end touches. */
export interface Rooms {
  readonly clock: Clock
  readonly modulation: Modulation
  readonly continuation: Continuation
  readonly ear: Ear
}

export interface Closed {
  readonly clock: Clock
  readonly modulation: Modulation
  readonly ear: Ear
  readonly turned: Turn
}

/** Another machine's clock counts for so long after its last beat. */
const FOLLOWED_SECONDS = 3
const SHORTEST_BEAT_SECONDS = 60 / MAX_TEMPO
/** A tempo this near to the clock's, as a share, is the clock's. */
const SAME_TEMPO = 0.005

/** When the phrase that is being played is over if no note comes; null where none awaits its answer. */
export const phraseEndAt = (rooms: Rooms, at: Ticks): number | null =>
  awaitsEnd(rooms.continuation) ? endAt(rooms, at) : null

function endAt(rooms: Rooms, at: Ticks): number | null {
  const { clock, ear } = rooms
  const tempo = tempoAt(clock.map, at)
  return endSecondsOf(ear, isTimeGiven(rooms, at) ? tempo : (ownTempoOf(ear) ?? tempo))
}

/** What the end of a phrase is to the partner: its cue, or nothing that it stops for. */
export type End = 'awaited' | 'passed'

/** Whether the phrase that is being played has come to its end by this pulse; null where not. */
export function phraseEndBy(rooms: Rooms, at: Ticks, atSeconds: number): End | null {
  const { timing, isOver } = rooms.ear
  // Most pulses fall between notes that are too close for any end.
  if (!timing || atSeconds < timing.lastOnsetSeconds + SHORTEST_BEAT_SECONDS) return null
  const isAwaited = awaitsEnd(rooms.continuation)
  if (!isAwaited && (isOver || !goesOnPastEnd(rooms.continuation) || !isCountedAnew(rooms)))
    return null
  const end = endAt(rooms, at)
  if (end === null || atSeconds < end) return null
  return isAwaited ? 'awaited' : 'passed'
}

/** Whether a phrase says where bars begin. Where a file does, say, the tune that is heard is one whole. */
const isCountedAnew = ({ modulation }: Rooms): boolean => isOn(modulation, 'downbeat')

/** Whether the performer has said what the time is, or wants the clock's. */
function isTimeGiven(rooms: Rooms, at: Ticks): boolean {
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
function readByClock({ clock, ear }: Rooms, at: Ticks): GridReading | null {
  const { map, grid } = clock
  const tempo = tempoAt(map, at)
  const firstSeconds = ear.notes[0]?.onsetSeconds ?? 0
  if (tempoAt(map, exactTicksAt(map, firstSeconds)) !== tempo) return null
  const originSeconds = secondsAt(map, at) - (at - grid.originTicks) * secondsPerTick(tempo)
  const stepSeconds = TICKS_PER_STEP * secondsPerTick(tempo)
  return readGiven(ear.rhythm, { originSeconds, stepSeconds, cycle: BEAT_STEPS[grid.meter] })
}

/** How the bars of a phrase that was read are counted. */
function meterHeard({ clock, modulation, ear }: Rooms, reading: GridReading, at: Ticks): Meter {
  const choice = meterChoiceOf(parameterAt(modulation, 'meter', at))
  if (choice !== 'auto') return choice
  const { meter } = clock.grid
  if (!reading.isFitted) return meter
  const velocities = ear.notes.map(({ velocity }) => velocity)
  return meterOf(reading.steps.slice(-velocities.length), velocities, reading.sixShare, meter)
}

/** Tempo and bars as the phrase has them, from this pulse on. */
function inItsTime(
  rooms: Rooms,
  reading: GridReading,
  at: Ticks,
): Pick<Closed, 'clock' | 'modulation'> {
  const { clock, modulation } = rooms
  const atSeconds = secondsAt(clock.map, at)
  const before = tempoAt(clock.map, at)
  const isSame = !reading.isFitted || Math.abs(reading.tempo / before - 1) < SAME_TEMPO
  const tempo = isSame ? before : bpm(reading.tempo)
  const { originSeconds, stepSeconds } = reading
  const step = Math.floor((atSeconds - originSeconds) / stepSeconds + 0.5)
  const stepTicks = (originSeconds + step * stepSeconds - atSeconds) / secondsPerTick(tempo)
  const originTicks = ticks(at + stepTicks + 0.5 - step * TICKS_PER_STEP)
  const moved = withBars(clock, originTicks, meterHeard(rooms, reading, at))
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

function overOf(
  { ear, continuation }: Rooms,
  reading: GridReading | null,
  isFollowed: boolean,
  meter: Meter,
  tempo: number,
): PhraseOver {
  const beatTicks = feltBeatTicksOf(meter, tempo)
  const shift = shiftOf(ear, continuation.range)
  if (!reading) return { reading: null, shift, beatTicks, guide: null, manner: null }
  const played = playedOf(ear, reading)
  const notes = played.map(({ id, pitch, step, heldSteps, offSeconds }) => ({
    id,
    pitch: midiNote(pitch),
    step,
    heldSteps: offSeconds === null ? null : heldSteps,
  }))
  const beatOneStep = isFollowed ? 0 : (notes[0]?.step ?? 0)
  return {
    reading: { notes, isWhole: ear.isWhole, beatOneStep },
    shift,
    beatTicks,
    ...leadingOf(played, beatOneStep, shift ?? continuation.shift, meter, reading.steps),
  }
}

function heardOf(ear: Ear, time: PhraseHeard['time'], tempo: number): PhraseHeard {
  const onsets = (ear.timing?.intervals.length ?? 0) + 1
  return { time, tempo, notes: ear.notes.length, isWhole: ear.isWhole, onsets }
}

/** The phrase is over: its own time becomes the clock's, and its answer is planned in it. */
export function closePhrase(before: Rooms, at: Ticks): Closed {
  const { clock, modulation, continuation } = before
  const ear = readWhole(before.ear)
  const rooms = { ...before, ear }
  const isGiven = isTimeGiven(rooms, at)
  const own = isGiven ? null : ear.reading
  const isOwn = own !== null && (own.isFitted || ear.rhythm.prior.tempo === tempoAt(clock.map, at))
  const reading = isOwn ? own : readByClock(rooms, at)
  const timed = isOwn ? inItsTime(rooms, own, at) : { clock, modulation }
  const grid: Grid = timed.clock.grid
  const feel = reading && feelOf(reading)
  const tempo = tempoAt(timed.clock.map, at)
  const time = isGiven ? 'given' : ear.reading?.isFitted ? 'heard' : 'kept'
  return {
    ...timed,
    ear: { ...ear, isOver: true, feel, lastPhrase: heardOf(ear, time, tempo) },
    turned: phraseOver(continuation, overOf(rooms, reading, isOwn, grid.meter, tempo), grid, at),
  }
}

/** The phrase is over and the partner goes on: in the phrase's own time, where that is clear. */
export function passPhrase(before: Rooms, at: Ticks): Rooms {
  const { clock, modulation, continuation } = before
  const ear = readWhole(before.ear)
  const rooms = { ...before, ear }
  const isGiven = isTimeGiven(rooms, at)
  const isMoved = !isGiven && !isBound(continuation, at)
  const own = isMoved && ear.reading?.isFitted ? ear.reading : null
  const timed = own ? inItsTime(rooms, own, at) : { clock, modulation }
  const time = isGiven ? 'given' : own ? 'heard' : 'kept'
  const lastPhrase = heardOf(ear, time, tempoAt(timed.clock.map, at))
  return {
    ...timed,
    ear: { ...ear, isOver: true, lastPhrase },
    continuation: retimed(continuation, clock, timed.clock, at),
  }
}

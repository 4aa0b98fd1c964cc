import { barStepOf, type Grid } from '../clock/grid.ts'
import { feltBeatTicksOf, type Meter } from '../clock/meter.ts'
import type { Clock } from '../clock/clock.ts'
import { MAX_TEMPO, tempoAt } from '../clock/tempoMap.ts'
import { awaitsEnd, goesOnPastEnd, isBound, phraseOver } from '../continuation/partner.ts'
import { chordsRetimed, retimed } from '../continuation/regrid.ts'
import type { PhraseOver } from '../continuation/setting.ts'
import type { Turn } from '../continuation/continuation.ts'
import { midiNote, TICKS_PER_STEP, type Ticks } from '../core/units.ts'
import { isOnGrid } from '../core/windows.ts'
import { feelOf } from '../expression/feel.ts'
import type { GridReading } from '../expression/gridReading.ts'
import type { Modulation } from '../modulation/modulation.ts'
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
import {
  inItsTime,
  inPlayedTime,
  isCountedAnew,
  isTimeGiven,
  meterHeard,
  readByClock,
  type Rooms,
} from './ownTime.ts'

export interface Closed {
  readonly clock: Clock
  readonly modulation: Modulation
  readonly ear: Ear
  readonly turned: Turn
}

const SHORTEST_BEAT_SECONDS = 60 / MAX_TEMPO

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
  // Bars that move back on a sixteenth would leave it behind them, and the partner would not play it.
  if (!isAwaited && isOnGrid(at, rooms.clock.grid.originTicks, TICKS_PER_STEP)) return null
  const end = endAt(rooms, at)
  if (end === null || atSeconds < end) return null
  return isAwaited ? 'awaited' : 'passed'
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
  const first = notes[0]?.step ?? 0
  // Of a phrase whose beginning is forgotten, bars are counted from the oldest that is kept.
  const beatOneStep = !isFollowed ? first : ear.isWhole ? 0 : barStepOf(meter, first)
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
  const timed = isOwn
    ? inItsTime(rooms, own, meterHeard(rooms, own, at), at)
    : { clock, modulation }
  const grid: Grid = timed.clock.grid
  const feel = reading && feelOf(reading)
  const tempo = tempoAt(timed.clock.map, at)
  const inBars = chordsRetimed(continuation, clock, timed.clock, at)
  const time = isGiven ? 'given' : ear.reading?.isFitted ? 'heard' : 'kept'
  return {
    ...timed,
    ear: { ...ear, isOver: true, feel, lastPhrase: heardOf(ear, time, tempo) },
    turned: phraseOver(inBars, overOf(rooms, reading, isOwn, grid.meter, tempo), grid, at),
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
  const timed = own ? inPlayedTime(rooms, own, at) : { clock, modulation }
  const time = isGiven ? 'given' : own ? 'heard' : 'kept'
  const lastPhrase = heardOf(ear, time, tempoAt(timed.clock.map, at))
  return {
    ...timed,
    ear: { ...ear, isOver: true, lastPhrase },
    continuation: retimed(continuation, clock, timed.clock, at),
  }
}

import { nearestStep, nextBeat, ticksOfStep, type Grid } from '../clock/grid.ts'
import { valueOfMeterChoice } from '../clock/meter.ts'
import type { Plan } from '../continuation/continuation.ts'
import type { Event, ProgressionEvent } from '../core/events.ts'
import { valueOfKeyChoice, type KeyChoice } from '../expression/key.ts'
import { TICKS_PER_STEP, ticks, type Ticks } from '../core/units.ts'
import { LOOKAHEAD_SECONDS } from '../performance/conductor.ts'
import type { FileNote, Tune } from './midiFile.ts'
import type { Offline } from './offline.ts'
import type { TemperatureLine } from './temperature.ts'
import { Timeline } from './timeline.ts'

/** What is asked of the partner once the tune has been played. */
export interface Wanted {
  /** Sixteenths, 1..65536. */
  readonly steps: number
  readonly temperature: TemperatureLine
  readonly key: KeyChoice
  /** A chord a bar, over and over from the file's beginning; none, for models that know none. */
  readonly chords: ProgressionEvent['chords']
}

/** When the continuation begins, and in what register the partner heard the tune. */
export interface Played {
  readonly startTicks: Ticks
  /** Octaves up, negative for down. */
  readonly shiftedOctaves: number
}

/** Something that happens at a moment of show time; of simultaneous ones the lower rank first. */
export interface Moment {
  readonly atSeconds: number
  readonly rank: number
  readonly happen: (show: Offline) => void
}

const set = (parameter: string, value: number): Event => ({
  type: 'setParameter',
  parameter,
  value,
})

function momentsOf(note: FileNote, timeline: Timeline): Moment[] {
  const { channel, pitch, velocity, track } = note
  const key = { device: `file:${track}`, channel, pitch }
  const onset = timeline.secondsAt(note.onsetTicks)
  const end = timeline.secondsAt(note.endTicks)
  const noteOn: Event = { type: 'noteOn', ...key, velocity }
  const noteOff: Event = { type: 'noteOff', ...key }
  return [
    { atSeconds: onset, rank: 2, happen: (show) => show.play(noteOn, onset) },
    { atSeconds: end, rank: 1, happen: (show) => show.play(noteOff, end) },
  ]
}

/** The first step is drawn at one end of the line, the last at the other. */
function sweep({ from, to }: TemperatureLine, steps: number): Event {
  const durationTicks = ticks((steps - 1) * TICKS_PER_STEP)
  return durationTicks > 0
    ? { type: 'sweep', parameter: 'temperature', from, to, durationTicks }
    : set('temperature', from)
}

const inOrder = (moments: readonly Moment[]): Moment[] =>
  moments.toSorted((a, b) => a.atSeconds - b.atSeconds || a.rank - b.rank)

/** The beat on which the tune ends, or the next; a trifle over a beat still is on it. */
function endingBeat(notes: readonly FileNote[], grid: Grid): Ticks {
  const end = notes.reduce((latest, { endTicks }) => Math.max(latest, endTicks), 0)
  return nextBeat(grid, ticksOfStep(grid, nearestStep(grid, end)))
}

/** The tune from its first moment to the one at which the continuation is called for. */
function tuneMoments({ notes, tempos }: Tune, timeline: Timeline, endTicks: Ticks): Moment[] {
  const changes = tempos.slice(1).filter(({ fromTicks }) => fromTicks < endTicks)
  return [
    ...changes.map(({ fromTicks, tempo }) => ({
      atSeconds: timeline.secondsAt(fromTicks) - LOOKAHEAD_SECONDS,
      rank: 0,
      happen: (show: Offline) => show.playFrom(fromTicks, set('tempo', tempo)),
    })),
    ...notes.flatMap((note) => momentsOf(note, timeline)),
  ]
}

/** A tune that has been played to the partner, which has just been called to go on. */
export interface Called {
  readonly plan: Plan
  readonly timeline: Timeline
  /** What of the tune happens after the call. */
  readonly after: readonly Moment[]
}

/**
 * Plays a tune to the partner and calls for its continuation from the beat on which the tune ends,
 * or the next.
 * @param show one in which nothing has happened but settings
 */
export function playTune(
  show: Offline,
  tune: Tune,
  { steps, temperature, key, chords }: Wanted,
): Called {
  const timeline = new Timeline(tune.tempos)
  const endTicks = endingBeat(tune.notes, { ...show.state.clock.grid, meter: tune.meter })
  const moments = tuneMoments(tune, timeline, endTicks)
  // The call comes a look-ahead before it holds, but a later note would end what it calls for.
  const lastOnset = tune.notes.reduce((latest, note) => Math.max(latest, note.onsetTicks), 0)
  const callSeconds = Math.max(
    timeline.secondsAt(endTicks) - LOOKAHEAD_SECONDS,
    timeline.secondsAt(lastOnset),
  )
  // The file's own bars count.
  show.prepare(set('downbeat', 0))
  // The partner is called once, at the end: it does not answer the tune's own rests.
  show.prepare({ type: 'mode', mode: 'listen', when: 'now' })
  show.prepare(set('key', valueOfKeyChoice(key)))
  show.prepare(set('meter', valueOfMeterChoice(tune.meter)))
  if (chords.length > 0) show.prepare({ type: 'progression', chords })
  show.prepare(set('tempo', tune.tempos[0]?.tempo ?? NaN))
  show.prepare(set('temperature', temperature.from))
  // The network as it was trained: one temperature, of rhythm and pitch alike, and its own silences.
  show.prepare(set('dice.linked', 1))
  show.prepare(set('dice.floor', 0))
  const isBefore = ({ atSeconds }: Moment): boolean => atSeconds <= callSeconds
  for (const { happen } of inOrder(moments.filter(isBefore))) happen(show)

  show.playFrom(endTicks, { type: 'continue', steps })
  const { plan } = show.state.continuation
  if (!plan) throw new Error('The partner plans no continuation.')
  return { plan, timeline, after: moments.filter((moment) => !isBefore(moment)) }
}

/**
 * Plays a tune to the partner and has it continued.
 * @param show one in which nothing has happened but settings
 */
export function performTune(show: Offline, tune: Tune, wanted: Wanted): Played {
  const { plan, timeline, after } = playTune(show, tune, wanted)
  const { shift } = show.state.continuation
  const { steps, temperature } = wanted
  const sweepMoment: Moment = {
    atSeconds: timeline.secondsAt(plan.startTicks) - LOOKAHEAD_SECONDS,
    rank: 0,
    happen: () => show.playFrom(plan.startTicks, sweep(temperature, steps)),
  }
  for (const { happen } of inOrder([sweepMoment, ...after])) happen(show)
  // At its end the last note is let go.
  show.runTo(plan.endTicks + 1)
  show.end()
  return { startTicks: plan.startTicks, shiftedOctaves: Math.trunc(shift / 12) + 0 }
}

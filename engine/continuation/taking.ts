import { nextBarLine, type Grid } from '../clock/grid.ts'
import { barTicksOf } from '../clock/meter.ts'
import type { FutureLine } from '../core/events.ts'
import {
  midiNote,
  stepsToTicks,
  TICKS_PER_STEP,
  unit,
  type MidiNote,
  type Seconds,
  type Ticks,
} from '../core/units.ts'
import { isOnGrid, nextOnGrid } from '../core/windows.ts'
import { withTokenAt } from './context.ts'
import { andThen, changed, turn, type Act, type Continuation, type Turn } from './continuation.ts'
import { ask, endNote, velocityOf, type Moment } from './generate.ts'
import { planContinuation } from './listening.ts'
import { FIRST_NOTE_ON, HOLD, NOTE_OFF } from './melodyModel.ts'
import { tokenOfPitch } from './tokens.ts'

/** A future that was taken: it waits for its bar, or is being played. */
export interface Taking {
  readonly future: FutureLine
  /** The bar line from which it waits; the plan's own start once it has begun. */
  readonly startTicks: Ticks
  readonly hasBegun: boolean
}

/** A future that is tried out, quietly, beside all else. */
export interface Audition {
  readonly future: FutureLine
  readonly startTicks: Ticks
  readonly sounding: { readonly id: number; readonly pitch: MidiNote } | null
}

/** The moment of an event. */
interface Now {
  readonly grid: Grid
  readonly horizonTicks: Ticks
  readonly atSeconds: Seconds
}

/** An audition is for the performer's ear, not for the room. */
const AUDITION_VELOCITY = 0.4

const isNote = (spoken: number): boolean => spoken >= FIRST_NOTE_ON
const pitchOf = (spoken: number): MidiNote => midiNote(spoken - FIRST_NOTE_ON)

/** A future is taken: it plays from the next bar on, in place of whatever is planned then. */
export function take(state: Continuation, future: FutureLine, setting: Now): Turn {
  const startTicks = nextBarLine(setting.grid, setting.horizonTicks)
  const quiet = endAudition(turn(state), setting.atSeconds)
  return changed(quiet, { taking: { future, startTicks, hasBegun: false } })
}

/** The future that waits for its bar begins. */
function begin(state: Continuation, taking: Taking, grid: Grid, moment: Moment, at: Ticks): Turn {
  const lengthTicks = stepsToTicks(taking.future.line.length)
  const ended = endNote(state, moment.atSeconds, 'own')
  const planned = planContinuation({ ...ended.state, plan: null }, grid, at, lengthTicks)
  return {
    ...planned,
    state: { ...planned.state, taking: { ...taking, startTicks: at, hasBegun: true } },
    acts: ended.acts,
  }
}

/** Plays one sixteenth of a taken future. The context then ends with its token. */
function playTaken(
  before: Continuation,
  { future, startTicks }: Taking,
  at: Ticks,
  moment: Moment,
) {
  const index = Math.floor((at - startTicks) / TICKS_PER_STEP)
  const spoken = future.line[index] ?? HOLD
  const token = isNote(spoken) ? tokenOfPitch(pitchOf(spoken) + before.shift, before.range) : spoken
  const state: Continuation = {
    ...before,
    player: { kind: 'network' },
    context: withTokenAt(before.context, token, moment.step),
    awaited: null,
  }
  if (spoken === NOTE_OFF) return endNote(state, moment.atSeconds, 'own')
  if (!isNote(spoken)) return turn(state)
  const ended = endNote(state, moment.atSeconds, 'own')
  const id = before.nextNote * 2 + 1
  const pitch = pitchOf(spoken)
  const act: Act = {
    type: 'begin',
    id,
    pitch,
    velocity: velocityOf(before, moment),
    atSeconds: moment.atSeconds,
    temperature: future.temperature,
    rhythmTemperature: future.rhythmTemperature,
    surpriseBits: future.surpriseBits[index] ?? 0,
    step: index,
    probability: future.probabilities[index] ?? 0,
    draw: future.firstDraw + index,
    model: future.model,
    drawnFrom: { seed: future.seed, stream: future.stream },
  }
  return {
    ...changed(ended, {
      nextNote: before.nextNote + 1,
      sounding: { id, pitch, onsetTicks: moment.atTicks },
    }),
    acts: [...ended.acts, act],
  }
}

/** What a taken future does at a pulse on the grid; null where none has its turn. */
export function takenStep(
  state: Continuation,
  at: Ticks,
  grid: Grid,
  moment: () => Moment,
): Turn | null {
  const { taking, plan } = state
  if (!taking || at < taking.startTicks) return null
  if (!taking.hasBegun) {
    // Bars may have moved since.
    if (!isOnGrid(at, grid.originTicks, barTicksOf(grid.meter))) return null
    const now = moment()
    return andThen(begin(state, taking, grid, now, at), (begun) =>
      andThen(playTaken(begun, { ...taking, startTicks: at }, at, now), (next) => ask(next, true)),
    )
  }
  const endTicks = taking.startTicks + stepsToTicks(taking.future.line.length)
  // The performer took over, asked for something else, or had it go on beyond its end.
  if (plan?.startTicks !== taking.startTicks || at >= endTicks) return null
  return andThen(playTaken(state, taking, at, moment()), (next) => ask(next, true))
}

/** Whether a taken future has had its time: its plan has ended, or gave way to another. */
export const isOver = ({ taking, plan }: Continuation): boolean =>
  taking !== null && taking.hasBegun && plan?.startTicks !== taking.startTicks

/** Ends an audition, and its note. */
export function endAudition(before: Turn, atSeconds: Seconds): Turn {
  const { audition } = before.state
  if (!audition) return before
  const silent = changed(before, { audition: null })
  if (!audition.sounding) return silent
  const end: Act = { type: 'end', id: audition.sounding.id, atSeconds, release: 'yield' }
  return { ...silent, acts: [...silent.acts, end] }
}

/** Tries a future out from the next sixteenth on; null is silence again. */
export function audition(
  state: Continuation,
  future: FutureLine | null,
  { grid, horizonTicks, atSeconds }: Now,
): Turn {
  const quiet = endAudition(turn(state), atSeconds)
  if (!future) return quiet
  const startTicks = nextOnGrid(horizonTicks, grid.originTicks, TICKS_PER_STEP)
  return changed(quiet, { audition: { future, startTicks, sounding: null } })
}

/** What an audition does at a pulse on the grid. */
export function auditionStep(state: Continuation, at: Ticks, moment: () => Moment): Turn {
  const { audition: tried } = state
  if (!tried || at < tried.startTicks) return turn(state)
  const now = moment()
  const index = Math.floor((at - tried.startTicks) / TICKS_PER_STEP)
  if (index >= tried.future.line.length) return endAudition(turn(state), now.atSeconds)
  const spoken = tried.future.line[index] ?? HOLD
  if (spoken === HOLD) return turn(state)
  const acts: Act[] = []
  if (tried.sounding) {
    const { id } = tried.sounding
    acts.push({ type: 'end', id, atSeconds: now.atSeconds, release: 'own' })
  }
  if (!isNote(spoken)) {
    return { state: { ...state, audition: { ...tried, sounding: null } }, acts, asks: [] }
  }
  const { future } = tried
  const id = state.nextNote * 2 + 1
  const pitch = pitchOf(spoken)
  acts.push({
    type: 'begin',
    id,
    pitch,
    velocity: unit(velocityOf(state, now) * AUDITION_VELOCITY),
    atSeconds: now.atSeconds,
    temperature: future.temperature,
    rhythmTemperature: future.rhythmTemperature,
    surpriseBits: future.surpriseBits[index] ?? 0,
    step: index,
    probability: future.probabilities[index] ?? 0,
    draw: future.firstDraw + index,
    model: future.model,
    drawnFrom: { seed: future.seed, stream: future.stream },
    isAudition: true,
  })
  return {
    state: {
      ...state,
      nextNote: state.nextNote + 1,
      audition: { ...tried, sounding: { id, pitch } },
    },
    acts,
    asks: [],
  }
}

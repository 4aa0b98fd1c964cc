import { barStepOf, stepAt, type Grid } from '../clock/grid.ts'
import { BAR_STEPS, barTicksOf, type Meter } from '../clock/meter.ts'
import { ticks, type MidiNote, type Ticks } from '../core/units.ts'
import { nextOnGrid } from '../core/windows.ts'
import { before, createContext, isRinging, PRIMER_STEPS, rewritten } from './context.ts'
import { turn, type Continuation, type Turn } from './continuation.ts'
import { lastOnsetOf, listenerOf } from './listener.ts'
import { leadInto } from './listening.ts'
import { FIRST_NOTE_ON, HOLD, NOTE_OFF } from './melodyModel.ts'
import { guideOfState, planned } from './planning.ts'
import { playingOf } from './playing.ts'
import { inRange } from './register.ts'
import type { PhraseOver } from './setting.ts'
import { isOnset, tokenOfPitch } from './tokens.ts'

/** A note of the performer's where the ear reads it. */
export interface ReadNote {
  readonly id: number
  readonly pitch: MidiNote
  readonly step: number
  /** In sixteenths, not rounded; null while the key is down. */
  readonly heldSteps: number | null
}

/** A phrase on its grid, as the ear reads it. */
export interface PhraseReading {
  /** With steps that do not fall; one at least. */
  readonly notes: readonly ReadNote[]
  /** Whether these are all; otherwise the newest. */
  readonly isWhole: boolean
  /** The sixteenth from which its bars are counted. */
  readonly beatOneStep: number
}

/** The network is given this long at least; less than a pulse, since a grid that moves is rounded. */
const LEAST_LEAD_TICKS = 45

/** What was heard sixteenth by sixteenth gives way to what was read when all had been heard. */
function reread(
  state: Continuation,
  reading: PhraseReading,
  startStep: number,
  meter: Meter,
): Continuation {
  const [first] = reading.notes
  const last = reading.notes.at(-1)
  if (!first || !last || !state.phrase) return state
  const played = reading.notes.map(({ step, pitch, heldSteps }) => ({
    step,
    pitch,
    heldSteps: heldSteps ?? Infinity,
  }))
  const heldSteps = last.heldSteps ?? Infinity
  const offStep = last.step + Math.max(1, Math.floor(heldSteps + 0.5))
  const toStep = Math.max(last.step + 1, Math.min(offStep, startStep - 1))
  const tokens = playingOf(played, toStep).map((one) =>
    isOnset(one) ? tokenOfPitch(one - FIRST_NOTE_ON + state.shift, state.range) : one,
  )
  const isPrimer = reading.isWhole && tokens.length <= PRIMER_STEPS - BAR_STEPS[meter]
  const past = isPrimer
    ? before(state.context, state.phrase.firstStep)
    : createContext(state.context.id + 1)
  const context = isPrimer
    ? followed(state, past.steps, isRinging(past), tokens, first.step, meter)
    : rewritten(
        past,
        [],
        tokens.slice(-PRIMER_STEPS),
        toStep - Math.min(tokens.length, PRIMER_STEPS),
      )
  return { ...state, context, listener: listenerOf(reading.notes), openStep: toStep }
}

/** The phrase after what came before it, whose bars stay where they were heard. */
function followed(
  state: Continuation,
  past: readonly number[],
  isStillRinging: boolean,
  tokens: readonly number[],
  firstStep: number,
  meter: Meter,
) {
  const barSteps = BAR_STEPS[meter]
  const pastEnd = past.at(-1) ?? -Infinity
  const bars = Math.max(0, Math.floor((pastEnd - firstStep) / barSteps) + 1)
  const steps = past.map((step) => step - bars * barSteps)
  const leadStep = Math.max(barStepOf(meter, firstStep), (steps.at(-1) ?? -Infinity) + 1)
  const lead = new Array<number>(firstStep - leadStep).fill(HOLD)
  if (isStillRinging && lead.length > 0) lead[0] = NOTE_OFF
  return rewritten(state.context, steps, [...lead, ...tokens], leadStep)
}

/** As many bars as the phrase had, one at least: those in which a note began. */
function barsOf(state: Continuation, reading: PhraseReading | null, meter: Meter): number {
  const first = reading ? reading.beatOneStep : (state.phrase?.firstStep ?? 0)
  const last = reading ? reading.notes.at(-1)?.step : lastOnsetOf(state.listener)
  const length = (last ?? first) + 1 - barStepOf(meter, first)
  return Math.max(1, Math.ceil(length / BAR_STEPS[meter]))
}

/**
 * The phrase is over: what follows is planned for the next beat, and asked for. An answer has as many
 * bars as the phrase; who punches in plays until the next note.
 */
export function planAnswer(
  before: Continuation,
  { reading, shift, beatTicks, guide, manner }: PhraseOver,
  grid: Grid,
  nowTicks: Ticks,
  kind: 'answer' | 'punchIn',
): Turn {
  const state = inRange(before, shift)
  if (!state.phrase || state.plan || state.openStep === null) return turn(state)
  const { meter } = grid
  const startTicks = nextOnGrid(nowTicks + LEAST_LEAD_TICKS, grid.originTicks, beatTicks)
  const startStep = stepAt(grid, startTicks)
  const heard = reading ? reread(state, reading, startStep, meter) : state
  const bars = barsOf(heard, reading, meter)
  const endTicks = ticks(startTicks + bars * barTicksOf(meter))
  const isEndless = kind === 'punchIn'
  const lengthSteps = isEndless ? 0 : bars * BAR_STEPS[meter]
  return planned(
    heard,
    { kind, startTicks, endTicks, isEndless },
    leadInto(heard.context, startStep, false),
    { guide: { ...(guide ?? guideOfState(heard, meter)), lengthSteps }, manner },
  )
}

import type { Meter } from '../clock/meter.ts'
import { draw } from '../core/random.ts'
import { unit, type Seconds, type Ticks, type Unit } from '../core/units.ts'
import { courseAfter } from './course.ts'
import type { Dice } from './dice.ts'
import { leanOf } from './guide.ts'
import { chordsAfter } from './heldChords.ts'
import type { Lean } from './lean.ts'
import { velocityAt } from './manner.ts'
import { askOf, createContext, renewed, withTokenAt } from './context.ts'
import {
  changed,
  turn,
  type Act,
  type Continuation,
  type Player,
  type Release,
  type Turn,
} from './continuation.ts'
import { markovLogits } from './markov.ts'
import { NOTE_OFF } from './melodyModel.ts'
import { surpriseBitsOf } from './surprise.ts'
import { throwDice } from './throwDice.ts'
import { isOnset, pitchOfToken, vocabularyOf } from './tokens.ts'

/** The sixteenth that is decided now, shortly before it sounds. */
export interface Moment {
  /** Counted from bar one. */
  readonly step: number
  readonly meter: Meter
  /** When it sounds. */
  readonly atTicks: Ticks
  readonly atSeconds: Seconds
  readonly dice: Dice
  readonly seed: number
}

/** The stream of draws that choose the melody. */
export const MELODY_STREAM = 'melody'

/** When the performer has not set one. */
const DEFAULT_VELOCITY = unit(0.7)

/** How a sixteenth is drawn, and what becomes of it. */
export interface Voicing {
  readonly dice: Dice
  readonly lean: Lean
  /** Semitones from the register of the performer's line to where it sounds. */
  readonly displacement: number
  /** Whether the token belongs to the line that the model hears. */
  readonly isHeard: boolean
}

/** How far the plan has come, 0..1. */
const progressOf = ({ guide, course }: Continuation): number =>
  guide && guide.lengthSteps > 0 ? course.steps / guide.lengthSteps : 0

/** The performer's velocity, in the manner of the phrase that is answered. */
export const velocityOf = (state: Continuation, { step, meter }: Moment): Unit =>
  velocityAt(
    state.manner,
    state.phrase?.velocity ?? DEFAULT_VELOCITY,
    step,
    meter,
    progressOf(state),
  )

/** Ends the partner's note, if one sounds. */
export function endNote(state: Continuation, atSeconds: Seconds, release: Release): Turn {
  if (!state.sounding) return turn(state)
  const end: Act = { type: 'end', id: state.sounding.id, atSeconds, release }
  return { state: { ...state, sounding: null }, acts: [end], asks: [] }
}

/** Tells the worker what it has not heard yet, and asks for what comes next. */
export function ask(state: Continuation, reply: boolean): Turn {
  if (state.model.status !== 'ready') return turn(state)
  const [context, question] = askOf(state.context, state.nextAsk, reply)
  if (!reply && question.tokens.length === 0) return turn(state)
  const chords = chordsAfter(state, question.counters, state.shift)
  const awaited = reply ? { ask: state.nextAsk, logits: null } : null
  return {
    state: { ...state, context, nextAsk: state.nextAsk + 1, awaited },
    acts: [],
    asks: [chords ? { ...question, chords } : question],
  }
}

/** The worker has lost what it heard: the fold tells it again. */
export const askAgain = (state: Continuation, reply: boolean): Turn =>
  ask({ ...state, context: renewed(state.context, state.context.id + 1) }, reply)

export const forgotten = (state: Continuation): Continuation => ({
  ...state,
  context: createContext(state.context.id + 1),
  awaited: null,
})

/** The network's logits if they have come in time, the performer's own habits otherwise. */
function logitsOf(state: Continuation): { logits: readonly number[]; player: Player } {
  const vocabulary = vocabularyOf(state.range)
  const logits = state.model.status === 'ready' ? state.awaited?.logits : null
  if (logits?.length === vocabulary) return { logits, player: { kind: 'network' } }
  const why = state.model.status === 'ready' ? 'The network was late.' : state.model.reason
  return {
    logits: markovLogits(state.memory, state.context.tokens, vocabulary),
    player: { kind: 'markov', why },
  }
}

/** Draws one sixteenth of a plan and plays it. The context then ends with its token. */
export const generate = (before: Continuation, moment: Moment): Turn =>
  voiced(before, moment, {
    dice: moment.dice,
    lean: leanOf(before.guide, before.course, before.range.minPitch, moment.dice.isFloored),
    displacement: 0,
    isHeard: true,
  })

/** Draws one sixteenth in a voicing and plays it. */
export function voiced(before: Continuation, moment: Moment, voicing: Voicing): Turn {
  const { step, atSeconds, seed } = moment
  const { dice, lean, displacement, isHeard } = voicing
  const { logits, player } = logitsOf(before)
  const { course, range } = before
  const random = draw(seed, MELODY_STREAM, before.draws)
  const { token, probability } = throwDice(logits, dice, lean, course, range.minPitch, random)
  const state = {
    ...before,
    player,
    context: isHeard ? withTokenAt(before.context, token, step) : before.context,
    awaited: null,
    draws: before.draws + 1,
    course: courseAfter(course, token),
  }
  const release = displacement === 0 ? 'own' : 'beside'
  if (token === NOTE_OFF) return endNote(state, atSeconds, release)
  if (!isOnset(token)) return turn(state)
  const ended = endNote(state, atSeconds, release)
  const id = before.nextNote * 2 + 1
  const pitch = pitchOfToken(token - before.shift + displacement, range)
  const begin: Act = {
    type: 'begin',
    id,
    pitch,
    velocity: velocityOf(before, moment),
    atSeconds,
    temperature: dice.pitchTemperature,
    rhythmTemperature: dice.rhythmTemperature,
    surpriseBits: surpriseBitsOf(logits, token),
    step: course.steps,
    probability,
    draw: before.draws,
    model:
      before.model.status === 'ready' && player.kind === 'network' ? before.model.hash : 'markov',
  }
  return {
    ...changed(ended, {
      nextNote: before.nextNote + 1,
      sounding: { id, pitch, onsetTicks: moment.atTicks },
    }),
    acts: [...ended.acts, begin],
  }
}

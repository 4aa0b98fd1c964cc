import { barAt, beatAt } from '../clock/grid.ts'
import { barTicksOf, beatTicksOf, type Meter } from '../clock/meter.ts'
import { exactTicksAt, secondsAt, tempoAt } from '../clock/tempoMap.ts'
import { isSecondVoice } from '../continuation/beside.ts'
import { agreeing } from '../continuation/consonance.ts'
import type { Mode, Output, Voice } from '../core/events.ts'
import {
  seconds,
  TICKS_PER_QUARTER,
  unit,
  type Bpm,
  type Unit,
  ticks,
  type Seconds,
} from '../core/units.ts'
import { isMoving, type Curve } from '../expression/curve.ts'
import { KEY_NAMES, type KeyDecision } from '../expression/key.ts'
import { curveOf, parameterAt, type ControlSource } from '../modulation/modulation.ts'
import { shareOf, type Parameter } from '../modulation/parameters.ts'
import { FIRST_PAD } from '../modulation/triggers.ts'
import { shownContexts } from '../visuals/contextGlide.ts'
import { shownMove } from '../visuals/curveGlide.ts'
import type { Frame } from '../visuals/frame.ts'
import type { PhraseHeard } from './ear.ts'
import { meantNotes } from './lookAhead.ts'
import { phraseEndAt } from './phraseEnd.ts'
import { contextsAt, curveMoveAt } from './petalStance.ts'
import type { Performance } from './state.ts'
import { playedSeconds } from './step.ts'

/** A control as a panel draws it. */
export interface Control {
  readonly parameter: Parameter
  readonly value: number
  /** What moves it now. */
  readonly movedBy: 'hand' | 'curve' | 'knob'
  readonly isLearning: boolean
  /** Where a learnt knob waits to be picked up, 0..1 of the range; null when none waits. */
  readonly ghost: Unit | null
  /** The knobs learnt for it, as words. */
  readonly learnt: readonly string[]
}

/** A straight way from one value to another. */
export interface Sweeping {
  readonly from: number
  readonly to: number
  readonly durationTicks: number
  /** How far it has come. */
  readonly progress: Unit
}

/** Everything the panels show, read from the state at one moment. */
export interface View {
  readonly playing: Voice | 'nobody'
  readonly mode: Mode
  /** The mode that begins at the next bar line. */
  readonly nextMode: Mode | null
  readonly tempo: Bpm
  /** From 1; 0 and below in a count-in. */
  readonly bar: number
  /** From 1. */
  readonly beat: number
  readonly meter: Meter
  readonly temperature: number
  /** The line that the temperature moves on; null where it stands. */
  readonly sweeping: Sweeping | null
  readonly controls: readonly Control[]
  /** How far the rest has closed the ring that calls the answer. */
  readonly rest: Unit
  readonly model:
    | { readonly status: 'ready'; readonly name: string }
    | { readonly status: 'absent' | 'failed'; readonly reason: string }
  /** Set while the Markov chain stands in for the network. */
  readonly standIn: string | null
  /** The key that the partner hears, by its major tonic; null before it knows. */
  readonly key: { readonly name: string; readonly confidence: number } | null
  /** Why there is no key, or how it was found. */
  readonly keyStatus: KeyDecision['status']
  /** How the last phrase was heard; null before there was one. */
  readonly lastPhrase: PhraseHeard | null
  /** Whether keys are down and all of them lie below the split: harmony, which nobody answers. */
  readonly isHarmonyAlone: boolean
  /** Whether a second voice is silent since any note would clash with what the performer sounds. */
  readonly isCrowded: boolean
  /** Octaves by which the phrase is folded into the model's range, 0 for none. */
  readonly foldedOctaves: number
  /** Whether notes of the phrase lie beyond that range even so: each is heard octaves nearer. */
  readonly isFoldedSingly: boolean
  /** Whether anything of the performer's sounds that a panic should end. */
  readonly soundingNotes: number
  /** Names of the flowers that the contexts lead between; empty until a network is named. */
  readonly flowers: readonly string[]
  readonly outputs: Readonly<Record<Voice, { output: Output; port: string; channel: number }>>
}

function playingOf({ sound }: Performance): Voice | 'nobody' {
  return sound.sounding.at(-1)?.voice ?? 'nobody'
}

/** 0 where nothing was played, 1 when the answer begins. */
function restOf(state: Performance, atSeconds: number): Unit {
  const { clock, continuation, ear, horizonTicks } = state
  const { plan } = continuation
  const isToCome = plan?.kind === 'answer' && horizonTicks <= plan.startTicks
  const end = isToCome ? secondsAt(clock.map, plan.startTicks) : phraseEndAt(state, horizonTicks)
  if (end === null || !ear.timing) return unit(0)
  const from = ear.timing.lastOnsetSeconds
  return unit((atSeconds - from) / (end - from))
}

function keyOf({ ear: { key } }: Performance): View['key'] {
  if (key.status !== 'heard' && key.status !== 'set') return null
  return { name: KEY_NAMES[key.tonic] ?? 'C', confidence: key.confidence }
}

function isHarmonyAlone({ hands: { held }, modulation }: Performance, nowTicks: number): boolean {
  if (held.length === 0) return false
  const split = parameterAt(modulation, 'hands.split', nowTicks)
  return held.every(({ pitch }) => pitch < split)
}

function isCrowded({ continuation, sound }: Performance): boolean {
  if (!isSecondVoice(continuation)) return false
  const own = sound.sounding.filter(({ voice }) => voice === 'performer')
  return agreeing(own.map(({ pitch }) => pitch)) === 0
}

function isFoldedSingly({ phrase, shift, range }: Performance['continuation']): boolean {
  if (!phrase) return false
  return phrase.lowest + shift < range.minPitch || phrase.highest + shift > range.maxPitch
}

/** After so many bars the picture lets a note's petal fall. */
const OLD_BARS = 32

const phase = (value: number, period: number): number =>
  (value - Math.floor(value / period) * period) / period

/** When what the partner plays at a tick sounds. */
export const soundsAt = (state: Performance, tick: number): Seconds =>
  playedSeconds(state, ticks(tick), secondsAt(state.clock.map, tick))

const NOTHING_MEANT: Frame['lookAhead'] = []

/** The picture's frame at a moment of show time. */
export function frameOf(state: Performance, atSeconds: number): Frame {
  const { clock, modulation } = state
  const { originTicks, meter } = clock.grid
  const beatTicks = beatTicksOf(meter)
  const barTicks = barTicksOf(meter)
  const nowTicks = exactTicksAt(clock.map, atSeconds)
  const controls: Record<string, Unit> = {}
  for (const { id } of modulation.parameters) {
    if (id.startsWith('scene.')) controls[id.slice(6)] = unit(parameterAt(modulation, id, nowTicks))
  }
  return {
    showSeconds: seconds(atSeconds),
    tempo: tempoAt(clock.map, nowTicks),
    bar: barAt(clock.grid, nowTicks),
    beatQuarters: beatTicks / TICKS_PER_QUARTER,
    beatPhase: unit(phase(nowTicks - originTicks, beatTicks)),
    barQuarters: barTicks / TICKS_PER_QUARTER,
    barPhase: unit(phase(nowTicks - originTicks, barTicks)),
    oldBeforeSeconds: secondsAt(clock.map, nowTicks - OLD_BARS * barTicks),
    temperature: parameterAt(modulation, 'temperature', nowTicks),
    contexts: shownContexts(state.contextGlide, contextsAt(modulation, nowTicks), atSeconds),
    curveMove: shownMove(state.curveGlide, curveMoveAt(modulation, nowTicks), atSeconds),
    playing: playingOf(state),
    rest: restOf(state, atSeconds),
    lookAhead: state.ahead.meant
      ? meantNotes(state.ahead.meant, (tick) => soundsAt(state, tick), atSeconds)
      : NOTHING_MEANT,
    silenceSeconds: seconds(
      state.sound.sounding.length > 0 ? 0 : Math.max(0, atSeconds - (state.lastNoteSeconds ?? 0)),
    ),
    controls,
  }
}

/** 'midi:Keystep 37 CC 21', or of a pad 'midi:Keystep 37 note 36'. */
const sourceWords = ({ device, controller }: ControlSource): string =>
  controller < FIRST_PAD ? `${device} CC ${controller}` : `${device} note ${controller - FIRST_PAD}`

function controlOf({ modulation }: Performance, parameter: Parameter, nowTicks: number): Control {
  const value = parameterAt(modulation, parameter.id, nowTicks)
  const routes = modulation.routes.filter((route) => route.parameter === parameter.id)
  const curve = curveOf(modulation, parameter.id)
  const waiting = routes.find(({ takeover }) => !takeover.caught && takeover.position !== null)
  const isCaught = routes.some(({ takeover }) => takeover.caught)
  return {
    parameter,
    value,
    movedBy: curve && isMoving(curve, nowTicks) ? 'curve' : isCaught ? 'knob' : 'hand',
    isLearning: modulation.learning === parameter.id,
    ghost: waiting && waiting.takeover.position !== null ? unit(waiting.takeover.position) : null,
    learnt: routes.map(({ source }) => sourceWords(source)),
  }
}

function sweepingOf(curve: Curve | undefined, nowTicks: number): Sweeping | null {
  if (curve?.shape !== 'line' || !isMoving(curve, nowTicks)) return null
  const { from, to, startTicks, endTicks } = curve
  const durationTicks = endTicks - startTicks
  return { from, to, durationTicks, progress: unit((nowTicks - startTicks) / durationTicks) }
}

/** What the panels show at a moment of show time. */
export function viewOf(state: Performance, atSeconds: number): View {
  const { clock, continuation, modulation } = state
  const nowTicks = exactTicksAt(clock.map, atSeconds)
  const { model, player } = continuation
  return {
    playing: playingOf(state),
    mode: continuation.mode,
    nextMode: continuation.nextMode,
    tempo: tempoAt(clock.map, nowTicks),
    bar: barAt(clock.grid, nowTicks) + 1,
    beat: beatAt(clock.grid, nowTicks) + 1,
    meter: clock.grid.meter,
    temperature: parameterAt(modulation, 'temperature', nowTicks),
    sweeping: sweepingOf(curveOf(modulation, 'temperature'), nowTicks),
    controls: modulation.parameters.map((parameter) => controlOf(state, parameter, nowTicks)),
    rest: restOf(state, atSeconds),
    model:
      model.status === 'ready'
        ? { status: 'ready', name: model.name }
        : { status: model.status, reason: model.reason },
    standIn: player.kind === 'markov' ? player.why : null,
    key: keyOf(state),
    keyStatus: state.ear.key.status,
    lastPhrase: state.ear.lastPhrase,
    isHarmonyAlone: isHarmonyAlone(state, nowTicks),
    isCrowded: isCrowded(state),
    foldedOctaves: Math.trunc(continuation.shift / 12) + 0,
    isFoldedSingly: isFoldedSingly(continuation),
    soundingNotes: state.sound.sounding.length,
    flowers: state.petals?.flowers ?? [],
    outputs: state.sound.outputs,
  }
}

/** Where a control's fader stands, 0..1. */
export const shareOfControl = ({ parameter, value }: Control): Unit =>
  unit(shareOf(parameter, value))

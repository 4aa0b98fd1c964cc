import { createClock, type Clock } from '../clock/clock.ts'
import { createContinuation, type Continuation } from '../continuation/continuation.ts'
import { EMPTY_DIGEST, type Digest } from '../core/digest.ts'
import type { PetalsEvent } from '../core/events.ts'
import { bpm, ticks, type Seconds, type Ticks } from '../core/units.ts'
import { EMPTY_HANDS, type Hands } from '../input/hands.ts'
import { createModulation, parameterAt, type Modulation } from '../modulation/modulation.ts'
import { createSound, type Sound } from '../sound/voices.ts'
import { NO_GLIDE, type ContextGlide } from '../visuals/contextGlide.ts'
import { NO_CURVE_GLIDE, type CurveGlide } from '../visuals/curveGlide.ts'
import type { Agenda } from './agenda.ts'
import type { Command } from './commands.ts'
import { createEar, type Ear } from './ear.ts'
import { NO_LOOK_AHEAD, type LookAhead } from './lookAhead.ts'

/** The whole state of a performance: plain data, bounded however long the show. */
export interface Performance {
  /** Root of every draw. */
  readonly seed: number
  /** All pulses before this tick have been decided. */
  readonly horizonTicks: Ticks
  readonly hands: Hands
  readonly modulation: Modulation
  readonly clock: Clock
  readonly ear: Ear
  readonly continuation: Continuation
  readonly ahead: LookAhead
  readonly sound: Sound
  readonly agenda: Agenda
  /** When anyone's newest note begins. */
  readonly lastNoteSeconds: Seconds | null
  /** How the garden follows a context that has jumped. */
  readonly contextGlide: ContextGlide
  /** How the flowers' curves follow a move that has jumped. */
  readonly curveGlide: CurveGlide
  /** The network that grows the petals; null until one is named. */
  readonly petals: PetalsEvent | null
  /** Of all commands so far. */
  readonly digest: Digest
}

export interface Stepped {
  readonly state: Performance
  readonly commands: readonly Command[]
}

/** @param seed a whole number of 0..2^53 */
export function createPerformance(seed: number): Performance {
  const modulation = createModulation()
  const tempo = bpm(parameterAt(modulation, 'tempo', 0))
  return {
    seed,
    horizonTicks: ticks(0),
    hands: EMPTY_HANDS,
    modulation,
    clock: createClock(tempo),
    ear: createEar(tempo),
    continuation: createContinuation(),
    ahead: NO_LOOK_AHEAD,
    sound: createSound(),
    agenda: [],
    lastNoteSeconds: null,
    contextGlide: NO_GLIDE,
    curveGlide: NO_CURVE_GLIDE,
    petals: null,
    digest: EMPTY_DIGEST,
  }
}

/**
 * The performance when a later tick has been reached. Every event moves time on, and the engine
 * makes an object whose fields are written out several times faster than one that is spread.
 */
export const movedTo = (state: Performance, horizonTicks: Ticks): Performance => ({
  seed: state.seed,
  horizonTicks,
  hands: state.hands,
  modulation: state.modulation,
  clock: state.clock,
  ear: state.ear,
  continuation: state.continuation,
  ahead: state.ahead,
  sound: state.sound,
  agenda: state.agenda,
  lastNoteSeconds: state.lastNoteSeconds,
  contextGlide: state.contextGlide,
  curveGlide: state.curveGlide,
  petals: state.petals,
  digest: state.digest,
})

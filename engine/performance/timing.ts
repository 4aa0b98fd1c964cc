import { isCountedIn, keepTime, withDownbeat, withMeter, type Clock } from '../clock/clock.ts'
import { meterChoiceOf } from '../clock/meter.ts'
import { isTapped } from '../clock/tap.ts'
import { withTempo } from '../clock/tempoMap.ts'
import { isIdle, type Continuation } from '../continuation/continuation.ts'
import type { Event } from '../core/events.ts'
import { bpm, type Seconds, type Ticks } from '../core/units.ts'
import type { HandsFacts } from '../input/hands.ts'
import { isOn, modulate, parameterAt, type Modulation } from '../modulation/modulation.ts'

/** The rooms that have a say in time. */
interface TimedRooms {
  readonly horizonTicks: Ticks
  readonly clock: Clock
  readonly modulation: Modulation
  readonly continuation: Continuation
}

/** The tempo that the parameter asks for. */
export const tempoWanted = (modulation: Modulation, at: number) =>
  bpm(parameterAt(modulation, 'tempo', at))

/** Bars follow the performer where nothing hangs on them and no click contradicts. */
function isDownbeat(state: TimedRooms, facts: HandsFacts, at: Seconds): boolean {
  return (
    facts.begun !== null &&
    isIdle(state.continuation) &&
    isOn(state.modulation, 'downbeat') &&
    !isOn(state.modulation, 'click') &&
    !isOn(state.modulation, 'clock.follow') &&
    !isCountedIn(state.clock, state.horizonTicks) &&
    !isTapped(state.clock.taps, at)
  )
}

/** The key that is struck next, when the split is to be learnt from it. */
function withSplit(modulation: Modulation, { begun }: HandsFacts, at: Ticks): Modulation {
  if (!begun || !isOn(modulation, 'hands.learnSplit')) return modulation
  const { pitch } = begun.key
  const set = (parameter: string, value: number): Event => ({
    type: 'setParameter',
    parameter,
    value,
  })
  return modulate(
    modulate(modulation, set('hands.split', pitch), at),
    set('hands.learnSplit', 0),
    at,
  )
}

/** Bars as the performer says they are to be counted. */
function inMeter(clock: Clock, modulation: Modulation, at: Ticks): Clock {
  const choice = meterChoiceOf(parameterAt(modulation, 'meter', at))
  return choice === 'auto' ? clock : withMeter(clock, choice, at)
}

/**
 * Modulation and clock after an event: tempo is a parameter, so taps and knobs meet here.
 * @param melody what of the hands is not harmony
 */
export function timed(
  state: TimedRooms,
  event: Event,
  at: Seconds,
  facts: HandsFacts,
  melody: HandsFacts,
): readonly [Modulation, Clock] {
  const { horizonTicks } = state
  const [kept, tapped] = keepTime(state.clock, event, at, horizonTicks, isIdle(state.continuation))
  const moved = withSplit(modulate(state.modulation, event, horizonTicks), facts, horizonTicks)
  const modulation =
    tapped === null
      ? moved
      : modulate(moved, { type: 'setParameter', parameter: 'tempo', value: tapped }, horizonTicks)
  const counted = modulation === state.modulation ? kept : inMeter(kept, modulation, horizonTicks)
  const begun = isDownbeat(state, melody, at) ? withDownbeat(counted, at) : counted
  const map = withTempo(begun.map, horizonTicks, tempoWanted(modulation, horizonTicks))
  return [modulation, map === begun.map ? begun : { ...begun, map }]
}

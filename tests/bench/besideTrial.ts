import { tempoAt } from '../../engine/clock/tempoMap.ts'
import type { Mode } from '../../engine/core/events.ts'
import { ShippedNetwork } from '../performance/shippedNetwork.ts'
import { Stage } from '../performance/stage.ts'
import { humanise, type Manner, type Tune } from './humanise.ts'
import { firstOnset } from './listeningTrial.ts'
import { happeningsOf } from './stretchTrial.ts'

/** From this sixteenth of the tune on the partner is to be in the player's time. */
const FROM_STEP = 32

/** When each sixteenth of a tune lies that is played evenly, without swing and wobble. */
function evenSeconds(tune: Tune, manner: Manner, fromStep: number): number[] {
  const each = { ...tune, tokens: tune.tokens.map(() => 2) }
  const even = { ...manner, jitterSeconds: 0, swingShare: 0.5 }
  return humanise(each, even, fromStep).map(({ onsetSeconds }) => onsetSeconds)
}

/** The sixteenth at a moment, between two as a fraction; Infinity after the last. */
function sixteenthAt(seconds: readonly number[], at: number): number {
  const next = seconds.findIndex((each) => each > at)
  const [before = 0, after = Infinity] = seconds.slice(next - 1, next + 1)
  return next < 1 ? Infinity : next - 1 + (at - before) / (after - before)
}

/**
 * Plays a tune with the partner beside it, which is not told the tempo.
 * @returns how far each of the partner's onsets lies from the player's even sixteenths, 0..0.5 of one;
 *   by chance 0.25
 */
export function distancesBeside(mode: Mode, tune: Tune, manner: Manner): number[] {
  const stage = new Stage({ seed: manner.seed, network: new ShippedNetwork(), key: 'auto' })
  stage.tell({ type: 'mode', mode })
  const first = firstOnset(tune)
  for (const { at, event } of happeningsOf(humanise(tune, manner, first))) stage.at(at, event)
  const { clock, horizonTicks } = stage.conductor.state
  // Heard at twice its tempo, it is heard right.
  const times = tempoAt(clock.map, horizonTicks) > 1.5 * manner.tempo * (manner.drift ?? 1) ? 2 : 1
  const even = evenSeconds(tune, manner, first)
  return stage.partnerNotes
    .map(({ atSeconds }) => sixteenthAt(even, atSeconds))
    .filter((step) => step >= FROM_STEP && step < Infinity)
    .map((step) => Math.abs(step * times - Math.round(step * times)))
}

import { ticksAt, type TempoMap } from '../clock/tempoMap.ts'
import type { Ticks } from '../core/units.ts'
import { restSeconds, SHORTEST_REST_SECONDS } from '../expression/phrase.ts'
import { hasToPonder, type Ear } from './ear.ts'

/**
 * The next tick at which the ear ponders; Infinity when it has nothing to ponder. Who has played for
 * long without a rest leaves up to 160 notes to be read before the phrase is over, a beat later: they
 * are read one a tick, between the pulses, so that no wake-up takes long. Up to 265 quarters a minute
 * there are ticks for all.
 */
export function nextPondering(
  ear: Ear,
  isModelReady: boolean,
  isHeardAtOnce: boolean,
  map: TempoMap,
  from: Ticks,
): number {
  const { timing, unread } = ear
  if (timing === null || !hasToPonder(ear, isModelReady)) return Infinity
  if (isHeardAtOnce && unread > 0) return from
  const earliest = ticksAt(map, timing.lastOnsetSeconds + SHORTEST_REST_SECONDS)
  return from < earliest ? earliest : Math.max(from, ticksAt(map, restSeconds(timing)))
}

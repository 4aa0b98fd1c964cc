import { ticksAt, type TempoMap } from '../clock/tempoMap.ts'
import type { Ticks } from '../core/units.ts'
import { CHORD_SECONDS, restSeconds, SHORTEST_REST_SECONDS } from '../expression/phrase.ts'
import { hasToPonder, type Ear } from './ear.ts'

/**
 * The next tick at which the ear ponders; Infinity when it has nothing to ponder. Beside who plays on,
 * each note is read when its chord has come, and no other of its notes waits for that. A partner that awaits the end of a phrase lets the hands play and
 * reads while they rest: who has played for long without a rest leaves up to 160 notes to be read
 * before the phrase is over, a beat later. They are read one a tick, between the pulses, so that no
 * wake-up takes long; up to 265 quarters a minute there are ticks for all.
 * @param isFollowed whether the partner goes by the time of the phrase that is being played
 */
export function nextPondering(
  ear: Ear,
  isModelReady: boolean,
  isFollowed: boolean,
  map: TempoMap,
  from: Ticks,
): number {
  const { timing, unread } = ear
  if (timing === null || !hasToPonder(ear, isModelReady)) return Infinity
  if (isFollowed && unread > 0) {
    return Math.max(from, ticksAt(map, timing.lastOnsetSeconds + CHORD_SECONDS))
  }
  const earliest = ticksAt(map, timing.lastOnsetSeconds + SHORTEST_REST_SECONDS)
  return from < earliest ? earliest : Math.max(from, ticksAt(map, restSeconds(timing)))
}

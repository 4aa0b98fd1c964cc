import { ticksAt, type TempoMap } from '../clock/tempoMap.ts'
import type { Ticks } from '../core/units.ts'
import { restSeconds, SHORTEST_REST_SECONDS } from '../expression/phrase.ts'
import { hasToPonder, type Ear } from './ear.ts'

/** A note is read when decisions have come so far: the rest of its chord is there, and waits for nothing. */
const READ_AFTER_SECONDS = 0.03
/**
 * And one in so many ticks, that no wake-up takes long: of a flood of notes up to 160 are to be read
 * before the phrase is over, a beat later. Up to 300 quarters a minute there are ticks for all.
 */
const TICKS_A_NOTE = 2

/**
 * The next tick at which the ear ponders; Infinity when it has nothing to ponder. It reads each note
 * when it has come, and asks about the key while the hands rest.
 */
export function nextPondering(ear: Ear, isModelReady: boolean, map: TempoMap, from: Ticks): number {
  const { timing, unread } = ear
  if (timing === null || !hasToPonder(ear, isModelReady)) return Infinity
  if (unread > 0) {
    const earliest = ticksAt(map, timing.lastOnsetSeconds + READ_AFTER_SECONDS)
    return Math.ceil(Math.max(from, earliest) / TICKS_A_NOTE) * TICKS_A_NOTE
  }
  const earliest = ticksAt(map, timing.lastOnsetSeconds + SHORTEST_REST_SECONDS)
  return from < earliest ? earliest : Math.max(from, ticksAt(map, restSeconds(timing)))
}

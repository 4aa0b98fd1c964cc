import type { ExternalBeatEvent } from '../core/events.ts'
import { bpm } from '../core/units.ts'

/** Where the bridge tells the beats of an Ableton Link session: `/link/beat ,fi tempo quarters`. */
export const LINK_BEAT = '/link/beat'

/**
 * A beat of the session, whose bars are the same for everyone in it, whether anyone plays or not.
 * @returns null when the values tell no beat
 */
export function beatOfLink(values: readonly unknown[]): ExternalBeatEvent | null {
  const [tempo, quarters, ...rest] = values
  const isBeat =
    typeof tempo === 'number' && tempo >= 1 && tempo <= 1000 && Number.isInteger(quarters)
  return isBeat && typeof quarters === 'number' && rest.length === 0
    ? { type: 'externalBeat', tempo: bpm(tempo), quarters, isRunning: true }
    : null
}

import { milliseconds, type Milliseconds } from '../core/units.ts'

/**
 * When a picture that died (device lost, worker crashed or hung) is built again: at once, then ever
 * later, and not for ever.
 */

const DELAYS = [0, 500, 1000, 2000, 4000] as const
/** Deaths further apart than this have nothing to do with each other. */
const FORGET_MILLISECONDS = 60_000

/** When it died lately, milliseconds of one clock, oldest first. */
export type Deaths = readonly Milliseconds[]

export type Restart =
  | {
      readonly again: true
      readonly deaths: Deaths
      readonly afterMilliseconds: Milliseconds
      /** The scene that was on may be the cause: leave it off. */
      readonly withFallback: boolean
    }
  | { readonly again: false; readonly deaths: Deaths }

export function afterDeath(earlier: Deaths, now: Milliseconds): Restart {
  const deaths = [...earlier.filter((at) => now - at < FORGET_MILLISECONDS), now]
  const delay = DELAYS[deaths.length - 1]
  if (delay === undefined) return { again: false, deaths }
  return {
    again: true,
    deaths,
    afterMilliseconds: milliseconds(delay),
    withFallback: deaths.length > 1,
  }
}

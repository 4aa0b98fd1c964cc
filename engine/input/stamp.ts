import type { Event, Stamped } from '../core/events.ts'
import { seconds, type Seconds } from '../core/units.ts'

/**
 * The door: whatever comes in gets its place in the total order here, once. Show time never runs
 * backwards in the log, although devices' own time stamps may cross.
 */
export interface Door {
  readonly nextSequence: number
  readonly latestSeconds: Seconds
}

export const OPEN_DOOR: Door = { nextSequence: 0, latestSeconds: seconds(0) }

export function stamp(door: Door, event: Event, atSeconds: number): [Door, Stamped] {
  const at = atSeconds > door.latestSeconds ? seconds(atSeconds) : door.latestSeconds
  return [
    { nextSequence: door.nextSequence + 1, latestSeconds: at },
    { sequence: door.nextSequence, atSeconds: at, event },
  ]
}

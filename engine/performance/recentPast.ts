import type { Event } from '../core/events.ts'
import { seconds, ticks, type Seconds, type Ticks } from '../core/units.ts'
import type { Performance } from './state.ts'

const SNAPSHOT_SECONDS = 30
/** A minute lies in at most this many stretches between snapshots. */
const KEPT_STRETCHES = 3

/** An event as it was folded: at which time, and when all before this tick had been decided. */
export interface Folded {
  readonly event: Event
  readonly atSeconds: Seconds
  readonly horizonTicks: Ticks
}

/** A stretch of the recent past that can be folded again. */
export interface Stretch {
  readonly fromSeconds: Seconds
  readonly state: Performance
  readonly folded: readonly Folded[]
}

/**
 * What follows a snapshot, a column for each thing that is known: knobs send thousands of events a
 * minute, and an object more for each is work for the collector of garbage.
 */
interface Columns {
  readonly fromSeconds: Seconds
  readonly state: Performance
  readonly events: Event[]
  readonly seconds: number[]
  readonly horizons: number[]
}

/** The last minute of a performance, from a snapshot on. */
export class RecentPast {
  #newest: Columns
  #older: Columns[] = []

  constructor(state: Performance) {
    this.#newest = columnsFrom(state, seconds(0))
  }

  take(event: Event, atSeconds: Seconds, horizonTicks: Ticks): void {
    const { events, seconds: times, horizons } = this.#newest
    events.push(event)
    times.push(atSeconds)
    horizons.push(horizonTicks)
  }

  isSnapshotDue(atSeconds: number): boolean {
    return atSeconds - this.#newest.fromSeconds >= SNAPSHOT_SECONDS
  }

  /** From here on the past can be folded again; what is older than a minute is let go. */
  snapshot(state: Performance, atSeconds: Seconds): void {
    this.#older = [...this.#older, this.#newest].slice(1 - KEPT_STRETCHES)
    this.#newest = columnsFrom(state, atSeconds)
  }

  /** The last minute, or what there is of it. */
  stretch(): Stretch {
    const all = [...this.#older, this.#newest]
    const { fromSeconds, state } = all[0] ?? this.#newest
    return { fromSeconds, state, folded: all.flatMap(foldedOf) }
  }
}

const columnsFrom = (state: Performance, fromSeconds: Seconds): Columns => ({
  fromSeconds,
  state,
  events: [],
  seconds: [],
  horizons: [],
})

const foldedOf = ({ events, seconds: times, horizons }: Columns): Folded[] =>
  events.map((event, index) => ({
    event,
    atSeconds: seconds(times[index] ?? 0),
    horizonTicks: ticks(horizons[index] ?? 0),
  }))

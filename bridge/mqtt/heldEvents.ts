/** What happened so long before the broker is back is past. */
const HELD_SECONDS = 3
const MOST_HELD = 4096

interface Held<Event> {
  readonly event: Event
  readonly atSeconds: number
}

/**
 * Events while the broker is away, for a cable that is plugged in again. The older go first, so that
 * what is left never begins a note without ending it.
 */
export class HeldEvents<Event> {
  #held: Held<Event>[] = []
  #dropped = 0

  /** Events that were given up, over all. */
  get dropped(): number {
    return this.#dropped
  }

  hold(event: Event, atSeconds: number): void {
    this.#held.push({ event, atSeconds })
    this.#dropOlderThan(atSeconds - HELD_SECONDS)
    if (this.#held.length <= MOST_HELD) return
    // One by one would cost as much as all of them.
    this.#dropped += this.#held.length
    this.#held = []
  }

  /** @returns in order, what is not past; holds nothing any more */
  take(nowSeconds: number): Event[] {
    this.#dropOlderThan(nowSeconds - HELD_SECONDS)
    const events = this.#held.map(({ event }) => event)
    this.#held = []
    return events
  }

  #dropOlderThan(seconds: number): void {
    const first = this.#held[0]
    if (first === undefined || first.atSeconds >= seconds) return
    const kept = this.#held.filter(({ atSeconds }) => atSeconds >= seconds)
    this.#dropped += this.#held.length - kept.length
    this.#held = kept
  }
}

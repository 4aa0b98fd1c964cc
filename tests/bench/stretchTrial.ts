import type { Event } from '../../engine/core/events.ts'
import type { Performance } from '../../engine/performance/state.ts'
import { noteOff, noteOn, Stage, type Network } from '../performance/stage.ts'
import type { HumanNote } from './humanise.ts'

export interface Happening {
  readonly at: number
  readonly event: Event
}

/** What a show did in one turn of the event loop, and how long it held the thread. */
export interface Stretch {
  readonly what: 'event' | 'wake-up' | 'reading' | 'question about the key' | 'end of a phrase'
  readonly milliseconds: number
}

/** Keys down and up, by time. */
export const happeningsOf = (notes: readonly HumanNote[]): Happening[] =>
  notes
    .flatMap(({ pitch, velocity, onsetSeconds, offSeconds }) => [
      { at: onsetSeconds, event: noteOn(pitch, 'keys', velocity) },
      { at: offSeconds, event: noteOff(pitch) },
    ])
    .toSorted((a, b) => a.at - b.at)

/** What a wake-up was for. */
function whatOf({ ear: before }: Performance, { ear: after }: Performance): Stretch['what'] {
  if (after.lastPhrase !== before.lastPhrase) return 'end of a phrase'
  if (after.told.nextAsk !== before.told.nextAsk) return 'question about the key'
  return after.unread < before.unread ? 'reading' : 'wake-up'
}

/** A show whose turns of the event loop are timed, as the page has them. */
function timed(network: Network, stretches: Stretch[]): Stage {
  const stage = new Stage({ seed: 7, network, key: 'auto' })
  const { conductor } = stage
  const accept = conductor.accept.bind(conductor)
  const advanceTo = conductor.advanceTo.bind(conductor)
  conductor.accept = (event, atSeconds) => {
    const began = performance.now()
    accept(event, atSeconds)
    stretches.push({ what: 'event', milliseconds: performance.now() - began })
  }
  conductor.advanceTo = (horizonSeconds) => {
    const before = conductor.state
    const began = performance.now()
    advanceTo(horizonSeconds)
    const milliseconds = performance.now() - began
    stretches.push({ what: whatOf(before, conductor.state), milliseconds })
  }
  return stage
}

const RUNS = 5

/**
 * Plays a show several times over and takes for each stretch the shortest time that it took: the same
 * work is done each time, and what is longer is the machine's doing.
 */
export function stretchesOf(
  happenings: readonly Happening[],
  network: Network,
): readonly Stretch[] {
  const runs = Array.from({ length: RUNS }, () => {
    const stretches: Stretch[] = []
    const stage = timed(network, stretches)
    for (const { at, event } of happenings) stage.at(at, event)
    stage.until(stage.now + 8)
    return stretches
  })
  const [first = []] = runs
  return first.map(({ what }, index) => ({
    what,
    milliseconds: Math.min(...runs.map((run) => run[index]?.milliseconds ?? Infinity)),
  }))
}

import type { Event } from '../core/events.ts'

/**
 * Keeps only the latest continuous value a source sends within a short window, so that a jittering
 * fader costs the log little. Notes and everything else pass at once and in order: a value that
 * waits goes before any later event of its device.
 */
export interface Coalescer {
  /** @returns what enters the fold now, in order */
  offer(event: Event, atMilliseconds: number): readonly Offered[]
  /** @returns what has waited its window */
  due(atMilliseconds: number): readonly Offered[]
}

export interface Offered {
  readonly event: Event
  readonly atMilliseconds: number
}

export const COALESCE_MILLISECONDS = 2

function sourceOf(event: Event): string | null {
  switch (event.type) {
    case 'control':
      // The pedals are switches: each of their moves counts.
      return event.controller >= 64 && event.controller <= 69
        ? null
        : `${event.device}/${event.channel}/${event.controller}`
    case 'pitchBend':
    case 'pressure':
      return `${event.device}/${event.channel}/${event.type}`
    case 'setParameter':
      return event.parameter
    default:
      return null
  }
}

export function createCoalescer(): Coalescer {
  const opened = new Map<string, number>()
  const waiting = new Map<string, Offered>()
  const release = (isDue: (source: string) => boolean): Offered[] => {
    const out: Offered[] = []
    for (const [source, offered] of waiting) {
      if (!isDue(source)) continue
      waiting.delete(source)
      out.push(offered)
    }
    return out
  }
  return {
    offer(event, atMilliseconds) {
      const source = sourceOf(event)
      if (source === null) return [...release(() => true), { event, atMilliseconds }]
      const since = opened.get(source)
      if (since !== undefined && atMilliseconds - since < COALESCE_MILLISECONDS) {
        waiting.set(source, { event, atMilliseconds })
        return []
      }
      opened.set(source, atMilliseconds)
      waiting.delete(source)
      return [{ event, atMilliseconds }]
    },
    due: (atMilliseconds) =>
      release((source) => {
        const since = opened.get(source) ?? 0
        if (atMilliseconds - since < COALESCE_MILLISECONDS) return false
        opened.set(source, atMilliseconds)
        return true
      }),
  }
}

import type { Event } from '../core/events.ts'
import { seconds, type Seconds } from '../core/units.ts'

/** An event whose sender said when it is due. */
export interface Due {
  readonly dueSeconds: Seconds
  readonly event: Event
}

/** Events that wait for their time, the earliest first; of one time as they came. */
export type Agenda = readonly Due[]

/** More is no score but a fault of the sender's: what comes then is left out. */
export const MOST_DUE = 1024

const deviceOf = (event: Event): string | null => ('device' in event ? event.device : null)

/** The agenda after an event. Panic is silence, so nothing waits; a device that goes takes its own. */
export function agendaAfter(agenda: Agenda, event: Event): Agenda {
  if (event.type === 'timed') return agenda.length < MOST_DUE ? inserted(agenda, event) : agenda
  if (agenda.length === 0) return agenda
  if (event.type === 'panic') return []
  return event.type === 'device' && !event.connected
    ? agenda.filter((due) => deviceOf(due.event) !== event.device)
    : agenda
}

function inserted(agenda: Agenda, { dueSeconds, event }: Event & { type: 'timed' }): Agenda {
  const due = { dueSeconds: seconds(dueSeconds), event }
  let place = agenda.length
  while (place > 0 && (agenda[place - 1]?.dueSeconds ?? 0) > dueSeconds) place--
  return [...agenda.slice(0, place), due, ...agenda.slice(place)]
}

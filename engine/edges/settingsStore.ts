import type { Event } from '../core/events.ts'
import { readSettings } from '../performance/settings.ts'

/** Settings in the browser's local storage; a browser that refuses it starts afresh each time. */
const KEY = 'anthesis.settings.1'

export function loadSettings(): Event[] {
  try {
    return readSettings(localStorage.getItem(KEY))
  } catch {
    return []
  }
}

let saved = ''

/** @returns false where the browser keeps nothing */
export function saveSettings(settings: readonly Event[]): boolean {
  const text = JSON.stringify(settings)
  if (text === saved) return true
  try {
    localStorage.setItem(KEY, text)
    saved = text
    return true
  } catch {
    return false
  }
}

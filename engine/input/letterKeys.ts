import { midiNote, type MidiNote } from '../core/units.ts'

/**
 * The letter keys as a piano: the home row is white, the row above it black, from C4 on. By
 * `KeyboardEvent.code`, so that the places count and not the letters printed there.
 */
export const LETTER_KEYS: readonly { readonly code: string; readonly semitone: number }[] = [
  { code: 'KeyA', semitone: 0 },
  { code: 'KeyW', semitone: 1 },
  { code: 'KeyS', semitone: 2 },
  { code: 'KeyE', semitone: 3 },
  { code: 'KeyD', semitone: 4 },
  { code: 'KeyF', semitone: 5 },
  { code: 'KeyT', semitone: 6 },
  { code: 'KeyG', semitone: 7 },
  { code: 'KeyY', semitone: 8 },
  { code: 'KeyH', semitone: 9 },
  { code: 'KeyU', semitone: 10 },
  { code: 'KeyJ', semitone: 11 },
  { code: 'KeyK', semitone: 12 },
  { code: 'KeyO', semitone: 13 },
  { code: 'KeyL', semitone: 14 },
  { code: 'KeyP', semitone: 15 },
  { code: 'Semicolon', semitone: 16 },
  { code: 'Quote', semitone: 17 },
]

/** C4. */
const LOWEST = 60

/**
 * The note of a letter key.
 * @param octaves shift of the whole keyboard, -3..3
 * @returns null for a key that plays no note
 */
export function noteOfKey(code: string, octaves: number): MidiNote | null {
  const key = LETTER_KEYS.find((candidate) => candidate.code === code)
  return key ? midiNote(LOWEST + octaves * 12 + key.semitone) : null
}

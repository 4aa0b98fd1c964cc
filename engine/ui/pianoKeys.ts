import { LETTER_KEYS, noteOfKey } from '../input/letterKeys.ts'
import type { PanelState } from './contract.ts'

/** A letter key as the piano draws it. */
export interface PianoKey {
  readonly code: string
  readonly isBlack: boolean
  /** Left edge, in widths of a white key. */
  readonly place: number
}

const BLACK = [1, 3, 6, 8, 10]
/** Width of a black key, in widths of a white one. */
export const BLACK_WIDTH = 0.62

/** The keys as they lie, white ones first, so that black ones are drawn over them. */
export const PIANO_KEYS: readonly PianoKey[] = LETTER_KEYS.map(({ code, semitone }) => {
  const isBlack = BLACK.includes(semitone % 12)
  const whites = LETTER_KEYS.filter(
    (key) => key.semitone < semitone && !BLACK.includes(key.semitone % 12),
  ).length
  return { code, isBlack, place: isBlack ? whites - BLACK_WIDTH / 2 : whites }
}).sort((a, b) => Number(a.isBlack) - Number(b.isBlack))

export const WHITE_KEYS = PIANO_KEYS.filter(({ isBlack }) => !isBlack).length

/** Who sounds on each letter key: the player fills it, the model outlines it. */
export interface KeyLights {
  readonly player: readonly string[]
  readonly model: readonly string[]
}

/** @param octave of the letter keys */
export function lightsOf({ keysDown, notes }: PanelState, octave: number): KeyLights {
  const sounding = (voice: 'performer' | 'model'): Set<number> =>
    new Set(
      notes.filter((note) => note.voice === voice && note.endSeconds === null).map((n) => n.pitch),
    )
  const player = sounding('performer')
  const model = sounding('model')
  const codes = LETTER_KEYS.map(({ code }) => ({ code, pitch: noteOfKey(code, octave) }))
  const among = (pitches: Set<number>, pitch: number | null): boolean =>
    pitch !== null && pitches.has(pitch)
  return {
    player: codes
      .filter(({ code, pitch }) => keysDown.has(code) || among(player, pitch))
      .map(({ code }) => code),
    model: codes.filter(({ pitch }) => among(model, pitch)).map(({ code }) => code),
  }
}

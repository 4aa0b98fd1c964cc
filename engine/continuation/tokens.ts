import { midiNote, type MidiNote } from '../core/units.ts'
import { FIRST_NOTE_ON } from './melodyModel.ts'

/** The pitches a model knows, both ends included. */
export interface Range {
  readonly minPitch: MidiNote
  readonly maxPitch: MidiNote
}

/** MusicRNN's melody range, C3 to B5. */
export const MELODY_RANGE: Range = { minPitch: midiNote(48), maxPitch: midiNote(83) }

export const vocabularyOf = (range: Range): number =>
  FIRST_NOTE_ON + range.maxPitch - range.minPitch + 1

export const isOnset = (token: number): boolean => token >= FIRST_NOTE_ON

export const pitchOfToken = (token: number, range: Range): MidiNote =>
  midiNote(range.minPitch + token - FIRST_NOTE_ON)

/** Into the range by octaves. A range of less than an octave takes its nearest end. */
export function foldPitch(pitch: number, range: Range): MidiNote {
  let folded = pitch
  while (folded < range.minPitch) folded += 12
  while (folded > range.maxPitch) folded -= 12
  return midiNote(Math.max(range.minPitch, folded))
}

/** Token of a note that begins; outside the range it is folded in by octaves. */
export const tokenOfPitch = (pitch: number, range: Range): number =>
  FIRST_NOTE_ON + foldPitch(pitch, range) - range.minPitch

/**
 * The shift, in whole octaves, that brings a phrase into the range as a whole: the smallest that
 * fits; the one that centres it where none does.
 * @returns semitones to add, a multiple of 12
 */
export function octaveShift(lowest: number, highest: number, range: Range): number {
  if (lowest >= range.minPitch && highest <= range.maxPitch) return 0
  const up = Math.ceil((range.minPitch - lowest) / 12) * 12
  const down = Math.floor((range.maxPitch - highest) / 12) * 12
  if (lowest < range.minPitch && highest + up <= range.maxPitch) return up
  if (highest > range.maxPitch && lowest + down >= range.minPitch) return down
  const centre = (range.minPitch + range.maxPitch - lowest - highest) / 2
  return Math.floor(centre / 12 + 0.5) * 12
}

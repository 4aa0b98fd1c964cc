import type { MidiNote } from '../core/units.ts'
import { HOLD, NOTE_OFF } from './melodyModel.ts'
import { tokenOfPitch, type Range } from './tokens.ts'

/** A note of the performer on the grid of sixteenths. */
export interface HeardNote {
  readonly id: number
  readonly pitch: MidiNote
  readonly onsetStep: number
  /** The step at which it has ended; null while the key is down. */
  readonly offStep: number | null
}

/**
 * The performer's recent notes, read as one line of tokens: the newest onset is the melody and the
 * top note of a chord stands for it. A note that overlaps the next one ends where the next begins,
 * and its late key release is nobody's note-off (magenta-js puts it inside the next note).
 */
export type Listener = readonly HeardNote[]

/** Of those that have ended; a key that is down is never forgotten. */
const KEPT_NOTES = 48

/**
 * A key went down.
 * @param openStep the first step not yet read; a note that comes late begins there
 */
export const heardOn = (
  listener: Listener,
  id: number,
  pitch: MidiNote,
  nearestStep: number,
  openStep: number,
): Listener => [
  ...listener.filter(
    (note, index) => note.offStep === null || listener.length - index < KEPT_NOTES,
  ),
  { id, pitch, onsetStep: Math.max(nearestStep, openStep), offStep: null },
]

/** A key came up. Every note lasts a step at least. */
export function heardOff(
  listener: Listener,
  id: number,
  nearestStep: number,
  openStep: number,
): Listener {
  const index = listener.findLastIndex((note) => note.id === id && note.offStep === null)
  const note = listener[index]
  if (!note) return listener
  const ended = listener.slice()
  ended[index] = { ...note, offStep: Math.max(nearestStep, note.onsetStep + 1, openStep) }
  return ended
}

/** The melody's note at a step: the newest onset, of a chord the highest. */
function melodyAt(listener: Listener, step: number): HeardNote | null {
  let melody: HeardNote | null = null
  for (const note of listener) {
    if (note.onsetStep > step) continue
    if (
      melody === null ||
      note.onsetStep > melody.onsetStep ||
      (note.onsetStep === melody.onsetStep && note.pitch > melody.pitch)
    ) {
      melody = note
    }
  }
  return melody
}

/** @param shift semitones from the performer's register into the model's */
export function tokenAt(listener: Listener, step: number, shift: number, range: Range): number {
  const melody = melodyAt(listener, step)
  if (!melody) return HOLD
  if (melody.onsetStep === step) return tokenOfPitch(melody.pitch + shift, range)
  return melody.offStep === step ? NOTE_OFF : HOLD
}

/** Whether the performer plays in this sixteenth: an onset, a held key, or the release of one. */
export const playsAt = (listener: Listener, step: number): boolean =>
  listener.some((note) => note.onsetStep <= step && (note.offStep === null || note.offStep >= step))

/** The step after which all is silent; null while a key is down or before the first note. */
export function silentFrom(listener: Listener): number | null {
  let last: number | null = null
  for (const note of listener) {
    if (note.offStep === null) return null
    if (last === null || note.offStep > last) last = note.offStep
  }
  return last
}

/** The listener as if it had heard notes where they are read now. */
export function listenerOf(
  notes: readonly {
    readonly id: number
    readonly pitch: MidiNote
    readonly step: number
    readonly heldSteps: number | null
  }[],
): Listener {
  return notes
    .filter(({ heldSteps }, index) => heldSteps === null || notes.length - index <= KEPT_NOTES)
    .map(({ id, pitch, step, heldSteps }) => ({
      id,
      pitch,
      onsetStep: step,
      offStep: heldSteps === null ? null : step + Math.max(1, Math.floor(heldSteps + 0.5)),
    }))
}

/** The same notes where bars have moved. */
export const rebased = (listener: Listener, stepsLater: number): Listener =>
  listener.map((note) => ({
    ...note,
    onsetStep: note.onsetStep - stepsLater,
    offStep: note.offStep === null ? null : note.offStep - stepsLater,
  }))

/** The newest onset; null where nothing was heard. */
export const lastOnsetOf = (listener: Listener): number | null =>
  listener.reduce<number | null>(
    (last, { onsetStep }) => (last === null || onsetStep > last ? onsetStep : last),
    null,
  )

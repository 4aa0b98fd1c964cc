import { classesOfProgression } from '../continuation/chordSymbols.ts'
import type { ProgressionEvent } from '../core/events.ts'
import { BadInput, saying } from './command.ts'

/** What there is to say where chords are told to a model that hears none; false otherwise. */
export const chordsUnheard = (
  chords: ProgressionEvent['chords'],
  { knowsChords }: { readonly knowsChords: boolean },
): string | false =>
  chords.length > 0 &&
  !knowsChords &&
  'The model knows no chords: --chords changes nothing. One such as chord_pitches_improv does.'

/** @throws BadInput for what is no progression */
export function readProgression(text: string | undefined): ProgressionEvent['chords'] {
  if (text === undefined) return []
  try {
    return classesOfProgression(text)
  } catch (error) {
    throw new BadInput(`--chords: ${saying(error)}.`)
  }
}

import type { MidiNote } from '../../core/units.ts'
import { HOLD } from '../melodyModel.ts'
import { isOnset, pitchOfToken, type Range } from '../tokens.ts'

/** A note of a line of tokens. */
export interface LineNote {
  readonly pitch: MidiNote
  /** Sixteenth of its onset, from the line's first. */
  readonly onsetStep: number
  /** Sixteenths that it sounds, 1 at least. */
  readonly heldSteps: number
}

/** The notes of a line of tokens. What still rings from before its first onset is not among them. */
export function notesOf(tokens: readonly number[], range: Range): LineNote[] {
  const notes: LineNote[] = []
  let onsetStep: number | null = null
  let pitch: MidiNote | null = null
  const end = (step: number): void => {
    if (pitch !== null && onsetStep !== null) {
      notes.push({ pitch, onsetStep, heldSteps: step - onsetStep })
    }
    pitch = null
  }
  for (const [step, token] of tokens.entries()) {
    if (token === HOLD) continue
    end(step)
    if (!isOnset(token)) continue
    onsetStep = step
    pitch = pitchOfToken(token, range)
  }
  end(tokens.length)
  return notes
}

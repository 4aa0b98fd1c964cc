import { tunesOf } from '../continuation/tuneTokens.ts'
import type { Range } from '../continuation/tokens.ts'
import { notesOfLog } from '../performance/logNotes.ts'
import { DropRefusal, readMelody } from './droppedMidi.ts'
import type { ToTraining } from './trainingMessages.ts'

type Material = (ToTraining & { type: 'begin' })['material']

export interface ReadMaterial {
  /** Tokens of each tune. */
  readonly tunes: readonly (readonly number[])[]
  /** What was left out, a line each. */
  readonly refused: readonly string[]
}

/**
 * Reads what is to be learnt from.
 * @throws DropRefusal in one line when nothing of it can be used
 */
export function readMaterial(material: Material, range: Range): ReadMaterial {
  if ('log' in material) {
    const tunes = tunesOf(notesOfLog(new TextDecoder().decode(material.log).split('\n')), range)
    if (tunes.length > 0) return { tunes, refused: [] }
    throw new DropRefusal('You have played no phrase of eight notes tonight; play, and try again.')
  }
  const tunes: number[][] = []
  const refused: string[] = []
  for (const { name, bytes } of material.midi) {
    try {
      tunes.push(...tunesOf(readMelody(bytes, name), range))
    } catch (error) {
      if (!(error instanceof DropRefusal)) throw error
      refused.push(error.message)
    }
  }
  if (tunes.length > 0) return { tunes, refused }
  throw new DropRefusal(refused[0] ?? 'There is no phrase of eight notes in these files.')
}

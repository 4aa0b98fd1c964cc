import { midiNote, seconds, unit } from '../../engine/core/units.ts'
import type { PetalCommand } from '../../engine/visuals/frame.ts'

/** What is played to a garden that a test looks at. */

export interface Note {
  readonly pitch: number
  readonly velocity: number
  readonly duration: number
  readonly voice: 'performer' | 'model'
  readonly temperature: number
  readonly contexts: readonly [number, number]
  readonly surpriseBits: number
}

export const plain: Note = {
  pitch: 62,
  velocity: 0.7,
  duration: 0.6,
  voice: 'performer',
  temperature: 1,
  contexts: [0, 0],
  surpriseBits: 0,
}

/** Five notes of one kind. */
export const phrase = (note: Note): PetalCommand[] =>
  Array.from({ length: 5 }, (_, id): PetalCommand[] => {
    const at = seconds(1 + id * 0.25)
    const { voice, temperature, contexts, surpriseBits } = note
    const velocity = unit(note.velocity)
    const pitch = midiNote(note.pitch)
    return [
      {
        type: 'petal',
        id,
        voice,
        pitch,
        velocity,
        temperature,
        surpriseBits,
        contexts,
        atSeconds: at,
      },
      { type: 'petalEnd', id, atSeconds: seconds(at + note.duration) },
    ]
  }).flat()

import { midiNote, seconds, unit } from '../../engine/core/units.ts'
import type { PetalCommand } from '../../engine/visuals/frame.ts'

/** A petal as the garden's benches open them: three octaves, every third note the model's. */
export const gardenNote = (id: number, atSeconds: number): PetalCommand & { type: 'petal' } => ({
  type: 'petal',
  id,
  voice: id % 3 ? 'performer' : 'model',
  pitch: midiNote(48 + (id % 36)),
  velocity: unit(0.6),
  temperature: 1,
  surpriseBits: 1,
  contexts: [0, 0],
  atSeconds: seconds(atSeconds),
})

import type { LineNote } from '../continuation/basket/line.ts'
import { TICKS_PER_STEP, type Bpm } from '../core/units.ts'
import { midiFileBytes } from '../sound/midiFileBytes.ts'

const VELOCITY = 90
const MICROSECONDS_PER_MINUTE = 60_000_000

/** Lines as a Standard MIDI File, a track each, all from the first tick. */
export const basketMidi = (
  lines: readonly (readonly LineNote[])[],
  tempo: Bpm,
): Uint8Array<ArrayBuffer> =>
  midiFileBytes(
    [{ fromTicks: 0, microsecondsPerQuarter: Math.round(MICROSECONDS_PER_MINUTE / tempo) }],
    lines.map((notes, number) => ({
      name: `future ${number}`,
      channel: 0,
      notes: notes.map(({ pitch, onsetStep, heldSteps }) => ({
        pitch,
        velocity: VELOCITY,
        onsetTicks: onsetStep * TICKS_PER_STEP,
        endTicks: (onsetStep + heldSteps) * TICKS_PER_STEP,
      })),
    })),
  )

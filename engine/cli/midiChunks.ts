import { BadInput } from './command.ts'

/** Of a Standard MIDI File 1.0: four letters, then the length of what follows. */
export const CHUNK_HEADER_BYTES = 8
const HEADER_BYTES = 6

const SAVE_AGAIN = 'export it again as a Standard MIDI File'

/**
 * Checks the frame of a Standard MIDI File, which the parser takes on trust.
 * @param name for the message
 * @throws BadInput for what is none, is cut off, counts in SMPTE frames, or holds nothing
 */
export function requireMidiFrame(bytes: Uint8Array, name: string): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const letters = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))
  if (bytes.length === 0) throw new BadInput(`${name} is empty; choose a MIDI file with notes.`)
  if (letters(0) !== 'MThd') {
    throw new BadInput(
      `${name} is not a MIDI file (it does not begin with MThd); choose a Standard MIDI File (.mid).`,
    )
  }
  if (bytes.length < CHUNK_HEADER_BYTES + HEADER_BYTES || view.getUint32(4) < HEADER_BYTES) {
    throw new BadInput(`${name} is cut off in its header; ${SAVE_AGAIN}.`)
  }
  const division = view.getUint16(12)
  if (division === 0 || division >= 0x8000) {
    const unit = division === 0 ? 'no ticks at all' : 'SMPTE frames'
    throw new BadInput(`${name} counts time in ${unit}; export it with ticks a quarter note.`)
  }
  const tracks = view.getUint16(10)
  let at = CHUNK_HEADER_BYTES + view.getUint32(4)
  let held = 0
  for (let track = 1; track <= tracks; track++) {
    if (at + CHUNK_HEADER_BYTES > bytes.length) {
      throw new BadInput(`${name} is cut off before track ${track} of ${tracks}; ${SAVE_AGAIN}.`)
    }
    if (letters(at) !== 'MTrk') {
      throw new BadInput(`${name} is damaged where track ${track} should begin; ${SAVE_AGAIN}.`)
    }
    held += view.getUint32(at + 4)
    at += CHUNK_HEADER_BYTES + view.getUint32(at + 4)
    if (at > bytes.length) {
      throw new BadInput(`${name} is cut off in track ${track} of ${tracks}; ${SAVE_AGAIN}.`)
    }
  }
  if (held === 0) {
    const what = tracks === 0 ? 'has no tracks' : 'has nothing in its tracks'
    throw new BadInput(`${name} ${what}; choose a file with a melody.`)
  }
}

import { SAVE_AGAIN, trackPlaces } from './frame.ts'
import { readTrackEvents } from './trackEvents.ts'

/**
 * What is wrong with a Standard MIDI File that a parser has refused: in which track, at which byte of
 * the file, and what to do. To be read after the file's name.
 * @param bytes of a file whose frame is sound
 */
export function damageOf(bytes: Uint8Array): string {
  const places = trackPlaces(bytes)
  for (const [index, { from, to }] of places.entries()) {
    const read = readTrackEvents(bytes.subarray(from, to))
    if (!('fault' in read)) continue
    const track = `track ${index + 1} of ${places.length}`
    return `is damaged in ${track}, at byte ${from + read.atByte}: ${read.fault}; ${SAVE_AGAIN}`
  }
  return `is damaged; ${SAVE_AGAIN}`
}

import { readFile } from 'node:fs/promises'
import { BadInput } from './command.ts'
import { reasonOf } from './output.ts'

/** A MIDI file of an hour has a few hundred kilobytes. @see readInput */
const LARGEST_BYTES = 64 * 1024 * 1024

/** The whole of a file that the user named. @throws BadInput when it cannot be read */
export async function readInput(path: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(path)
    if (bytes.length <= LARGEST_BYTES) return bytes
  } catch (error) {
    throw new BadInput(`cannot read ${path}: ${reasonOf(error)}; check its name.`)
  }
  throw new BadInput(`${path} is too large for a MIDI file; choose a Standard MIDI File (.mid).`)
}

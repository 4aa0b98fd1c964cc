import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Tune } from '../../models/melody/training/tunes.ts'
import { MELODY_RANGE, type Range } from '../continuation/tokens.ts'
import { tunesOf } from '../continuation/tuneTokens.ts'
import { TICKS_PER_STEP } from '../core/units.ts'
import { BadInput } from './command.ts'
import { readInput } from './input.ts'
import { readTune } from './midiFile.ts'
import { reasonOf } from './output.ts'
import { readTuneLines } from './tuneFiles.ts'

const LONGEST_TICKS = 480 * 120 * 60
const MIDI_FILE = /\.midi?$/i

/**
 * The tunes of a file with one a line, or of a folder of MIDI files.
 * @param warn told in one line of each MIDI file that is left out, and why
 * @throws BadInput when there is none
 */
export async function readTunes(
  path: string,
  vocabulary: number,
  warn: (line: string) => void,
): Promise<Tune[]> {
  if (!(await isFolder(path))) return readTuneLines(path, vocabulary)
  const names = (await readdir(path)).filter((name) => MIDI_FILE.test(name)).sort()
  if (names.length === 0) {
    throw new BadInput(`${path} has no MIDI file (.mid); choose a folder that has.`)
  }
  const tunes: Tune[] = []
  for (const name of names) {
    try {
      tunes.push(...tunesOfMidi(await readInput(join(path, name)), name, MELODY_RANGE))
    } catch (error) {
      if (!(error instanceof BadInput)) throw error
      warn(error.message)
    }
  }
  if (tunes.length > 0) return tunes
  throw new BadInput(`no MIDI file of ${basename(path)} has a melody; choose others.`)
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    throw new BadInput(`cannot read ${path}: ${reasonOf(error)}; check its name.`)
  }
}

/** @throws BadInput for what has no melody, and for more than about an hour of quarters */
function tunesOfMidi(bytes: Uint8Array, name: string, range: Range): Tune[] {
  const { notes } = readTune(bytes, name)
  const end = notes.reduce((latest, { endTicks }) => Math.max(latest, endTicks), 0)
  if (end > LONGEST_TICKS) {
    throw new BadInput(`${name} is longer than an hour; cut it into tunes.`)
  }
  const gridded = notes.map(({ pitch, onsetTicks, endTicks }) => {
    const onsetStep = Math.round(onsetTicks / TICKS_PER_STEP)
    return {
      pitch,
      onsetStep,
      endStep: Math.max(onsetStep + 1, Math.round(endTicks / TICKS_PER_STEP)),
    }
  })
  const tunes = tunesOf(gridded, range).map((tokens) => ({ tokens }))
  if (tunes.length > 0) return tunes
  throw new BadInput(`${name} has no melody (no phrase of eight notes); choose another file.`)
}

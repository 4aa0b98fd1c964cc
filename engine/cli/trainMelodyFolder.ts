import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { TrainingSnapshot } from '../../models/melody/training/trainMelody.ts'
import type { CheckpointFolder } from '../../models/melody/training/writeCheckpoint.ts'
import { BadInput } from './command.ts'
import { Output, reasonOf } from './output.ts'

const SNAPSHOT = 'training.state'

/** What a training is kept as, to go on with. */
interface Kept {
  /** The options and tunes it was begun with, as text that has to be the same again. */
  readonly begun: string
  readonly snapshot: TrainingSnapshot
}

/** @throws BadInput when there can be no such folder */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new BadInput(`cannot make ${folder}: ${reasonOf(error)}; choose another place.`)
  }
}

/** Each file is there whole or as it was. @throws BadInput when the disk takes no more */
export function writeFolder(folder: string, files: CheckpointFolder): void {
  for (const [path, bytes] of files) writeWhole(join(folder, path), bytes)
}

export function keepTraining(folder: string, begun: string, snapshot: TrainingSnapshot): void {
  const kept: Kept = { begun, snapshot }
  writeWhole(join(folder, SNAPSHOT), serialize(kept))
}

/** @throws BadInput when there is none, or one of another training */
export function readTraining(folder: string, begun: string): TrainingSnapshot {
  const path = join(folder, SNAPSHOT)
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw new BadInput(
      `there is no training to resume at ${path} (${reasonOf(error)}); leave --resume out to begin.`,
    )
  }
  const kept = parseKept(bytes)
  if (kept?.begun === begun) return kept.snapshot
  throw new BadInput(
    kept === null
      ? `${path} is damaged; leave --resume out to begin again.`
      : `the training in ${folder} was begun with other tunes or options; give the same ones again.`,
  )
}

function parseKept(bytes: Uint8Array): Kept | null {
  try {
    return deserialize(bytes) as Kept
  } catch {
    return null
  }
}

function writeWhole(path: string, bytes: Uint8Array): void {
  const output = new Output(path)
  try {
    output.write(bytes)
    output.finish()
  } finally {
    output.discard()
  }
}

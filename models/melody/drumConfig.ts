import { CheckpointError, quote } from './checkpointError.ts'
import { DRUM_CLASSES } from './drums.ts'

/** 2^12 tokens; Magenta's own have nine classes. */
const MOST_CLASSES = 12

/**
 * The drum classes of a converter, Magenta's where it names none.
 * @throws CheckpointError for what are no lists of MIDI notes
 */
export function parsePitchClasses(value: unknown): readonly (readonly number[])[] {
  if (value === undefined || value === null) return DRUM_CLASSES
  if (isClasses(value) && value.length > 0 && value.length <= MOST_CLASSES) return value
  throw new CheckpointError(
    `config.json has the pitchClasses ${quote(value)}`,
    `write one to ${MOST_CLASSES} lists of MIDI notes, none of them empty`,
  )
}

function isClasses(value: unknown): value is number[][] {
  return Array.isArray(value) && value.every(isClass)
}

function isClass(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every(isPitch)
}

function isPitch(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 127
}

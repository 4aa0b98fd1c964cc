import { basename } from 'node:path'
import { TrainingError } from '../../models/melody/training/trainingError.ts'
import { parseTunes, type Tune } from '../../models/melody/training/tunes.ts'
import { BadInput } from './command.ts'
import { readInput } from './input.ts'

/**
 * The tunes of a file that has one a line.
 * @throws BadInput naming the file, and the line where one is at fault
 */
export async function readTuneLines(path: string, vocabulary: number): Promise<Tune[]> {
  const text = new TextDecoder().decode(await readInput(path))
  return refusing(() => parseTunes(text, basename(path), vocabulary))
}

/** What training refuses is bad input. */
export function refusing<Result>(act: () => Result): Result {
  try {
    return act()
  } catch (error) {
    if (error instanceof TrainingError) throw new BadInput(`${error.message}.`)
    throw error
  }
}

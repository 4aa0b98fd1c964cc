import { quote, saying } from '../checkpointError.ts'
import { isRecord } from '../json.ts'
import { TrainingError } from './trainingError.ts'

/** A melody of one voice, a token a sixteenth as `melodyModel.ts` counts them. */
export interface Tune {
  /** At least two. */
  readonly tokens: readonly number[]
}

/**
 * Reads tunes, one JSON object a line with a list `tokens`; other fields are left alone.
 * @param name the file's, for messages
 * @param vocabulary how many tokens the model knows
 * @throws TrainingError naming the first line that is no such object, or when there is none
 */
export function parseTunes(text: string, name: string, vocabulary: number): Tune[] {
  const tunes = text
    .split('\n')
    .flatMap((line, index) =>
      line.trim() === '' ? [] : [parseTune(line, `${name}, line ${index + 1}`, vocabulary)],
    )
  if (tunes.length > 0) return tunes
  throw new TrainingError(`${name} holds no tune`, 'give a file with one tune a line')
}

function parseTune(line: string, place: string, vocabulary: number): Tune {
  const remedy = `write {"tokens": [...]} with whole numbers from 0 to ${vocabulary - 1}`
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw new TrainingError(`${place} is not JSON (${saying(error)})`, remedy)
  }
  const tokens: unknown = isRecord(value) ? value['tokens'] : undefined
  if (!Array.isArray(tokens)) {
    throw new TrainingError(`${place} has ${quote(tokens)} for its tokens`, remedy)
  }
  const isToken = (token: unknown): token is number =>
    Number.isInteger(token) && Number(token) >= 0 && Number(token) < vocabulary
  if (tokens.every(isToken) && tokens.length >= 2) return { tokens }
  const bad: unknown = tokens.find((token) => !isToken(token))
  throw new TrainingError(
    `${place} has ${tokens.length < 2 ? `${tokens.length} tokens` : `the token ${quote(bad)}`}`,
    remedy,
  )
}

import { resolve } from 'node:path'
import type { Weighting } from '../continuation/basket/measures.ts'
import { MOST_FUTURES, MOST_STEPS } from '../../models/melody/futuresAsk.ts'
import type { ProgressionEvent } from '../core/events.ts'
import { BadInput } from './command.ts'
import { onlyWord, readWords, wholeNumber } from './options.ts'
import { readProgression } from './progression.ts'
import { readTemperature } from './temperature.ts'
import { DECLARED_WEIGHTING, readWeighting } from './weighting.ts'

export const FUTURES_HELP = `Usage: npm run futures -- IN.mid [options]

Plays a MIDI file to the network, draws several ways to go on, measures and
ranks them. The first of them, number 0, is what perform would play.

  --count N          how many (1 to 1024; 16)
  --steps N          sixteenths of each (1 to 1024; 32)
  --temperature T    0 to 2 (1)
  --seed N           a whole number from 0 (1)
  --chords CHORDS    a progression, one chord a bar from the file's beginning, over
                     and over, such as 'C Am F G7', N.C. for none; for a model
                     that knows chords
  --weighting W      what ranks them, such as balance=1,surprise=-0.5; measures:
                     balance, complexity, noveltyToPrimer, noveltyToCorpus,
                     surprise, each -1 (the less the better) to 1
  --model FOLDER     a MusicRNN checkpoint, instead of the one that comes along
  --json             one JSON object a line, with all that it takes to draw it again
  --help             this text

Exit code: 0 all well, 1 a fault of Anthesis, 2 bad input (one line on stderr
says why).
`

export interface FuturesOptions {
  readonly input: string
  readonly count: number
  readonly steps: number
  readonly temperature: number
  readonly seed: number
  /** Pitch classes of a chord a bar; empty for none. */
  readonly chords: ProgressionEvent['chords']
  readonly weighting: Weighting
  readonly model: string | null
  readonly isJson: boolean
}

const NAMES = ['count', 'steps', 'temperature', 'seed', 'chords', 'weighting', 'model'] as const

/** @returns null when help is wanted @throws BadInput */
export function readFuturesOptions(
  words: readonly string[],
  folder: string,
): FuturesOptions | null {
  const others = words.filter((word) => word !== '--json')
  const { values, rest, help } = readWords(others, NAMES)
  if (help) return null
  const { from, to } = readTemperature(values.temperature ?? '1')
  if (from !== to) throw new BadInput('--temperature is one number here; futures do not sweep.')
  return {
    input: resolve(folder, onlyWord(rest, 'MIDI file to go on from')),
    count: wholeNumber('--count', values.count ?? '16', 1, MOST_FUTURES),
    steps: wholeNumber('--steps', values.steps ?? '32', 1, MOST_STEPS),
    temperature: from,
    seed: wholeNumber('--seed', values.seed ?? '1', 0, Number.MAX_SAFE_INTEGER),
    chords: readProgression(values.chords),
    weighting:
      values.weighting === undefined ? DECLARED_WEIGHTING : readWeighting(values.weighting),
    model: values.model === undefined ? null : resolve(folder, values.model),
    isJson: others.length < words.length,
  }
}

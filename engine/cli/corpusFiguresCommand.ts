import { resolve } from 'node:path'
import { figuresOf } from '../continuation/basket/figures.ts'
import { FigureSet } from '../continuation/basket/figureSet.ts'
import { notesOf } from '../continuation/basket/line.ts'
import { CORPUS_FIGURE } from '../continuation/basket/novelty.ts'
import { MELODY_RANGE, vocabularyOf } from '../continuation/tokens.ts'
import { BadInput, DONE, type Command } from './command.ts'
import { readInput } from './input.ts'
import { onlyWord, readWords } from './options.ts'
import { withOutputs } from './output.ts'

const HELP = `Usage: npm run corpus:figures -- TUNES.jsonl --out FILE

Gathers the figures of five notes that at least two tunes hold, for the measure
of novelty against the corpus. A tune a line: {"tokens": [...]}, MusicRNN's for
pitches 48 to 83.
`

/** A figure of one tune alone is that tune's, not the corpus's. */
const FEWEST_TUNES = 2
const BITS_PER_FIGURE = 8

function tokensOf(line: string, number: number): number[] {
  const bad = new BadInput(`line ${number} is no tune; write {"tokens": [...]} on each line.`)
  let tune: unknown
  try {
    tune = JSON.parse(line)
  } catch {
    throw bad
  }
  const tokens: unknown =
    typeof tune === 'object' && tune !== null && 'tokens' in tune ? tune.tokens : null
  const isToken = (token: unknown): token is number =>
    typeof token === 'number' &&
    Number.isInteger(token) &&
    token >= 0 &&
    token < vocabularyOf(MELODY_RANGE)
  if (!Array.isArray(tokens) || !tokens.every(isToken)) throw bad
  return tokens
}

/** The set of the figures that several tunes hold. @throws BadInput for a line that is no tune */
export function gather(lines: readonly string[]): FigureSet {
  const tunes = new Map<number, number>()
  for (const [index, line] of lines.entries()) {
    const figures = figuresOf(notesOf(tokensOf(line, index + 1), MELODY_RANGE), CORPUS_FIGURE)
    for (const figure of new Set(figures)) tunes.set(figure, (tunes.get(figure) ?? 0) + 1)
  }
  const shared = [...tunes].filter(([, count]) => count >= FEWEST_TUNES)
  const set = new FigureSet(new Uint8Array(Math.max(1, (shared.length * BITS_PER_FIGURE) / 8)))
  for (const [figure] of shared) set.add(figure)
  return set
}

/** `npm run corpus:figures`: what the measure of novelty knows of the training tunes. */
export const corpusFiguresCommand: Command = async (words, terminal) => {
  const { values, rest, help } = readWords(words, ['out'])
  if (help) {
    terminal.say(HELP.trimEnd())
    return DONE
  }
  const input = resolve(terminal.folder, onlyWord(rest, 'file of tunes'))
  if (values.out === undefined) throw new BadInput('no --out FILE says where to write.')
  const out = resolve(terminal.folder, values.out)
  const text = new TextDecoder().decode(await readInput(input))
  const set = gather(text.trim().split('\n'))
  await withOutputs([out], async ([output]) => {
    output?.write(set.bytes)
    output?.finish()
    await Promise.resolve()
  })
  terminal.say(`${set.bytes.length} bytes: ${out}`)
  return DONE
}

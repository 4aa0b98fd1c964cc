import { parseArgs } from 'node:util'
import { BadInput } from './command.ts'

/** The words of a command line, sorted out. */
export interface Words<Name extends string> {
  /** The value after each option that was given. */
  readonly values: Readonly<Partial<Record<Name, string>>>
  /** Words that belong to no option. */
  readonly rest: readonly string[]
  readonly help: boolean
}

const SEE_HELP = '--help lists what there is'

/** Farther apart than this, a word is no misspelling. */
const FARTHEST_SLIP = 3

/** Insertions, deletions and replacements from one word to another (Levenshtein, 1965). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** What was probably meant, as the end of a sentence. */
function suggestion(word: string, names: readonly string[]): string {
  const known = [...names, 'help'].map((name) => `--${name}`)
  const [nearest] = known
    .map((name) => ({ name, slip: distance(word, name) }))
    .sort((a, b) => a.slip - b.slip)
  return nearest && nearest.slip <= FARTHEST_SLIP ? `did you mean ${nearest.name}?` : `${SEE_HELP}.`
}

const isName = <Name extends string>(name: string, names: readonly Name[]): name is Name =>
  names.some((known) => known === name)

/**
 * Reads a command line whose options all take a value, `--name value` or `--name=value`, and
 * `--help` or `-h`.
 * @throws BadInput for unknown, repeated and empty options
 */
export function readWords<Name extends string>(
  words: readonly string[],
  names: readonly Name[],
): Words<Name> {
  const { tokens } = parseArgs({
    args: [...words],
    options: {
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
      help: { type: 'boolean', short: 'h' },
    },
    // Its own complaints take several lines; ours are below.
    strict: false,
    tokens: true,
  })
  const values: Partial<Record<Name, string>> = {}
  const rest: string[] = []
  let help = false
  for (const token of tokens) {
    if (token.kind === 'positional') rest.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value } = token
    if (name === 'help') help = true
    else if (!isName(name, names)) {
      throw new BadInput(`'${rawName}' is no option; ${suggestion(rawName, names)}`)
    } else if (values[name] !== undefined) {
      throw new BadInput(`${rawName} is given twice; give it once.`)
    } else if (!value || (!token.inlineValue && value.startsWith('--'))) {
      throw new BadInput(`${rawName} needs a value after it; ${SEE_HELP}.`)
    } else values[name] = value
  }
  return { values, rest, help }
}

/** The one file that a command reads. @throws BadInput */
export function onlyWord(rest: readonly string[], what: string): string {
  const [word, stray] = rest
  if (word === undefined || word === '') throw new BadInput(`no ${what} is named; ${SEE_HELP}.`)
  if (stray !== undefined) {
    throw new BadInput(`'${stray}' is one word too many after '${word}'; ${SEE_HELP}.`)
  }
  return word
}

/** A whole number of min..max. @throws BadInput */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = /^[-+]?\d+$/.test(text) ? Number(text) : NaN
  if (value >= min && value <= max) return value
  throw new BadInput(`${option} takes a whole number of ${min} to ${max}, not '${text}'.`)
}

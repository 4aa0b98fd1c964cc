import { BadInput } from './command.ts'
import { readWords, type Words } from './options.ts'

/**
 * Reads a command line some of whose values may be negative, which would else look like options.
 * @param signed names of the options that take such values
 * @throws BadInput
 */
export function readSignedWords<Name extends string>(
  words: readonly string[],
  names: readonly Name[],
  signed: readonly Name[],
): Words<Name> {
  const joined: string[] = []
  for (const word of words) {
    const option = joined.at(-1)
    const isValue = /^-[\d.]/.test(word) && signed.some((name) => option === `--${name}`)
    if (isValue) joined.splice(-1, 1, `${option ?? ''}=${word}`)
    else joined.push(word)
  }
  return readWords(joined, names)
}

/** A number of least..most. @throws BadInput */
export function anyNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= least && value <= most) return value
  throw new BadInput(`${option} takes a number of ${least} to ${most}, not '${text}'.`)
}

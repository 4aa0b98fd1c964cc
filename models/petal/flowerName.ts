import { quote } from './petalError.ts'

/** A flower's name stands in lists, on the strip and in the log, where it has one line and not much of it. */

/** Characters, not UTF-16 units. */
export const LONGEST_NAME = 40

/** As JSON Schema has it: something to be seen, and no control character or line break. */
export const NAME_PATTERN = '^(?=.*\\S)[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$'

const oneLine = new RegExp(NAME_PATTERN)

/** What is expected in a name's place, and what stands there; null where it is one. */
export function nameFault(name: unknown): string | null {
  if (typeof name !== 'string' || name.trim() === '')
    return `a name is expected, not ${quote(name)}`
  const { length } = Array.from(name)
  if (length > LONGEST_NAME) {
    return `a name of at most ${LONGEST_NAME} characters is expected, not of ${length}`
  }
  return oneLine.test(name)
    ? null
    : 'a name without line breaks and other control characters is expected'
}

/** The beginning of a name that leaves room for what is put after it. */
export const shortName = (name: string, after = ''): string =>
  Array.from(name)
    .slice(0, LONGEST_NAME - after.length)
    .join('') + after

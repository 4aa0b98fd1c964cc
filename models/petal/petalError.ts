/** Longest piece of a foreign file that is repeated in a message. */
const LONGEST_QUOTE = 60

/** Petals that cannot be used. The message is one line: what happened; what to do. */
export class PetalError extends Error {
  override readonly name = 'PetalError'

  /**
   * @param happened what was found, and where
   * @param remedy what the artist can do about it
   */
  constructor(
    readonly happened: string,
    readonly remedy: string,
  ) {
    super(`${happened}; ${remedy}`)
  }
}

/** A value out of a foreign file, short and on one line, for use inside a message. */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing'
  // JSON would call it null.
  if (typeof value === 'number') return String(value)
  const text = JSON.stringify(value)
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text
}

/** Whether a parsed value is an object with named fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

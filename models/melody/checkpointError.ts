/** Longest piece of a foreign file that is repeated in a message. */
const LONGEST_QUOTE = 80

/**
 * A checkpoint that cannot be used. The message is one line: what happened; what to do.
 */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError'

  /**
   * @param happened what was found
   * @param remedy what the performer can do about it
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
  const text = JSON.stringify(value)
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text
}

/** What a caught value says of itself, on one line. */
export function saying(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return text.replace(/\s+/g, ' ').trim()
}

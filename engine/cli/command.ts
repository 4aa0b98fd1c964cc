/**
 * What a user gave cannot be used: one line that says what happened, why, and what to do. The command
 * ends with code 2.
 */
export class BadInput extends Error {
  override readonly name = 'BadInput'
}

/** Where a command runs: the folder that paths are relative to, and its two streams. */
export interface Terminal {
  readonly folder: string
  /** Prints a line of the result. */
  readonly say: (line: string) => void
  /** Prints a line beside the result: a remark or an error. */
  readonly warn: (line: string) => void
}

/** Exit codes: all well; a fault of ours, or runs that differ; bad input. */
export const DONE = 0
export const FAULT = 1
export const BAD_INPUT = 2

/**
 * A command from its words to its exit code.
 * @param words without node and script
 * @throws BadInput
 */
export type Command = (words: readonly string[], terminal: Terminal) => Promise<number>

/** What a caught value says of itself, on one line. */
export function saying(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return text.replace(/\s+/g, ' ').trim()
}

/** Runs a command; what it throws becomes one line and an exit code. */
export async function run(
  name: string,
  command: Command,
  words: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const warn = (line: string): void => {
    terminal.warn(`${name}: ${line}`)
  }
  try {
    return await command(words, { ...terminal, warn })
  } catch (error) {
    if (error instanceof BadInput) {
      warn(saying(error))
      return BAD_INPUT
    }
    warn(`a fault of Anthesis, not of your input: ${saying(error)}`)
    return FAULT
  }
}

/** Who reads a pipe may stop before all is said: the files are written all the same. */
function goOnUnread(error: Error): void {
  if (!('code' in error && error.code === 'EPIPE')) throw error
}

/** Runs a command as the process that this is. */
export async function runAsProcess(name: string, command: Command): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', goOnUnread)
  process.exitCode = await run(name, command, process.argv.slice(2), {
    // npm runs scripts in the package's folder and says here where the user stands.
    folder: process.env['INIT_CWD'] ?? process.cwd(),
    say: (line) => process.stdout.write(`${line}\n`),
    warn: (line) => process.stderr.write(`${line}\n`),
  })
}

import { appendFile, rename, stat } from 'node:fs/promises'

export const LARGEST_LOG_BYTES = 1024 * 1024
/** FILE, FILE.1 and FILE.2. */
const FILES = 3
/** Lines that wait while the disk is slow; more are left out. */
const MOST_WAITING = 1000

export interface LogFile {
  /** Adds a line with its time. Never waits. */
  say(line: string): void
  /** Resolves when everything said is in the file. */
  written(): Promise<void>
}

/**
 * A log that rotates: when the file is full it becomes FILE.1, and that FILE.2.
 * @param path
 * @param failed called once, with the reason, when the file cannot be written; the show goes on
 */
export function openLogFile(path: string, failed: (why: string) => void): LogFile {
  let waiting: string[] = []
  let leftOut = 0
  let work: Promise<void> | null = null
  let isBroken = false

  const write = async (): Promise<void> => {
    while (waiting.length > 0 && !isBroken) {
      const text = waiting.join('')
      waiting = []
      try {
        await rotateIfFull(path, Buffer.byteLength(text))
        await appendFile(path, text)
      } catch (error) {
        isBroken = true
        failed(error instanceof Error ? error.message : String(error))
      }
    }
    work = null
  }
  return {
    say(line) {
      if (isBroken) return
      if (waiting.length >= MOST_WAITING) {
        leftOut++
        return
      }
      const gap = leftOut > 0 ? ` (${leftOut} lines before this are left out)` : ''
      leftOut = 0
      waiting.push(`${new Date().toISOString()} ${oneLine(line)}${gap}\n`)
      work ??= write()
    },
    written: () => work ?? Promise.resolve(),
  }
}

/** Names and reasons come from outside; they shall not write lines of their own. */
const oneLine = (text: string): string => JSON.stringify(text).slice(1, -1)

async function rotateIfFull(path: string, coming: number): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  if (size === 0 || size + coming <= LARGEST_LOG_BYTES) return
  for (let i = FILES - 1; i > 0; i--) {
    const older = i > 1 ? `${path}.${i - 1}` : path
    await rename(older, `${path}.${i}`).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    })
  }
}

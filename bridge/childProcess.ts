import { fork, type ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

export interface ChildListener<Word> {
  /** A process has begun, the first one or the next. */
  readonly began: () => void
  readonly heard: (word: Word) => void
  /** It has died, and is started again. @param why a signal, a code */
  readonly died: (why: string) => void
  readonly failed: (why: string) => void
}

export interface Child<Word> {
  /** @returns whether there is a process to take it */
  tell(word: Word): boolean
  /** Ends it, and starts no other. */
  close(): void
}

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const RESTART_MILLISECONDS = 1000

/**
 * Keeps a driver in a process of its own, so that its crash is not the bridge's: one that dies is
 * started again.
 * @param script that speaks these words, ends when it is disconnected, and says what is wrong itself
 */
export function openChild<To extends object, From>(
  script: string,
  listener: ChildListener<From>,
): Child<To> {
  let child: ChildProcess | null = null
  let restart: NodeJS.Timeout | null = null
  let isClosed = false
  const start = (): void => {
    child = fork(script, {
      // Bytes travel as bytes.
      serialization: 'advanced',
      execArgv: ['--import', TSX],
      // Drivers write their complaints themselves; ours is one line.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    child.on('message', (word) => listener.heard(word as From))
    child.on('error', (error) => listener.failed(error.message))
    child.on('exit', (code, signal) => {
      child = null
      if (isClosed) return
      listener.died(String(signal ?? code ?? 'unknown'))
      restart = setTimeout(start, RESTART_MILLISECONDS)
    })
    listener.began()
  }
  const opened: Child<To> = {
    tell: (word) => child?.connected === true && child.send(word),
    close() {
      isClosed = true
      if (restart !== null) clearTimeout(restart)
      if (child?.connected === true) child.disconnect()
    },
  }
  // Listeners speak to what they are returned.
  queueMicrotask(() => {
    if (!isClosed) start()
  })
  return opened
}

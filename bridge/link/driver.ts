import { createRequire } from 'node:module'
import type { LinkDriver } from './serving.ts'

/** The version that is known to work; README's dependencies say why it is not installed by itself. */
const PACKAGE = 'abletonlink'
const VERSION = '0.1.3'
const FIRST_TEMPO = 120
const QUARTERS_A_BAR = 4

/** What of the package's class is used. */
interface Session {
  bpm: number
  readonly beat: number
  readonly numPeers: number
  /** Reads the session anew; the properties say what it was then. */
  update(): void
}

type SessionClass = new (tempo: number, quantum: number, isEnabled: boolean) => Session

const isSessionClass = (value: unknown): value is SessionClass => typeof value === 'function'

/**
 * Joins the network's Link session through the package abletonlink, where that is installed.
 * @throws Error when it is not, or does not load
 */
export function openDriver(): LinkDriver {
  const session = new (load())(FIRST_TEMPO, QUARTERS_A_BAR, true)
  return {
    look() {
      session.update()
      return { tempo: session.bpm, quarters: session.beat, peers: session.numPeers }
    },
    setTempo(tempo) {
      session.bpm = tempo
    },
  }
}

function load(): SessionClass {
  let loaded: unknown
  try {
    loaded = createRequire(import.meta.url)(PACKAGE)
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND'
    if (!isMissing) throw error
    throw new Error(`npm install --no-save ${PACKAGE}@${VERSION} brings it`, { cause: error })
  }
  if (!isSessionClass(loaded)) throw new Error(`${PACKAGE} is not version ${VERSION}`)
  return loaded
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const START = fileURLToPath(new URL('../../bridge/start.mjs', import.meta.url))
const ADDRESS =
  /^Anthesis is at (http:\/\/127\.0\.0\.1:\d+)\/\nOSC comes in at [\d.]+:(\d+), UDP and TCP\n/

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface ServerProcess {
  /** Origin, without a slash at its end. */
  readonly origin: string
  /** Of UDP and TCP. */
  readonly oscPort: number
  readonly pid: number
  /** What it has printed until now. */
  readonly said: { readonly stdout: string; readonly stderr: string }
  /** Ends the process; resolves when it has gone. */
  stop(): Promise<void>
}

function spawnStart(words: readonly string[]) {
  const child = spawn(process.execPath, [START, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  return { child, said, closed: once(child, 'close') }
}

/** Runs `npm start` with these words as a process of its own, until it ends by itself. */
export async function runStart(...words: string[]): Promise<Ended> {
  const { child, said, closed } = spawnStart(words)
  await closed
  return { code: child.exitCode, ...said }
}

/**
 * Serves on free ports as `npm start` does.
 * @throws Error when the first thing it prints is not where page and OSC are
 */
export async function startServer(...words: string[]): Promise<ServerProcess> {
  const { child, said, closed } = spawnStart(['--port', '0', '--osc-port', '0', ...words])
  await Promise.race([once(child.stdout, 'data'), closed])
  const [, origin, oscPort] = ADDRESS.exec(said.stdout) ?? []
  if (origin === undefined || child.pid === undefined) {
    child.kill()
    throw new Error(`It printed ${JSON.stringify(said)}.`)
  }
  return {
    origin,
    oscPort: Number(oscPort),
    pid: child.pid,
    said,
    async stop() {
      child.kill()
      await closed
    },
  }
}

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Debian puts it where a user's path does not look. */
const PLACES = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/opt/homebrew/sbin/mosquitto']
const mosquitto =
  PLACES.find((path) => existsSync(path)) ??
  (spawnSync('mosquitto', ['-h']).error === undefined ? 'mosquitto' : null)

/** Whether a broker can be started here. */
export const hasBroker = mosquitto !== null

export interface Broker {
  readonly port: number
  /** At once, as when its machine loses power. */
  kill(): Promise<void>
  /** At the same port, knowing nothing any more. */
  start(): Promise<void>
  close(): Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/**
 * Starts mosquitto on a free port of this machine.
 * @param lines that its configuration has besides
 */
export async function openBroker(...lines: readonly string[]): Promise<Broker> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'anthesis-broker-'))
  const config = join(folder, 'mosquitto.conf')
  writeFileSync(
    config,
    [
      `listener ${String(port)} 127.0.0.1`,
      'allow_anonymous true',
      'persistence false',
      'log_dest stderr',
      ...lines,
      '',
    ].join('\n'),
  )
  let child: ReturnType<typeof spawn> | null = null
  const start = async (): Promise<void> => {
    const started = spawn(mosquitto ?? 'mosquitto', ['-c', config], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child = started
    let said = ''
    while (!said.includes('running')) {
      const [chunk] = (await once(started.stderr, 'data')) as [Buffer]
      said += chunk.toString()
    }
    started.stderr.resume()
  }
  const kill = async (): Promise<void> => {
    const gone = child
    child = null
    if (gone === null) return
    const closed = once(gone, 'close')
    gone.kill('SIGKILL')
    await closed
  }
  await start()
  return {
    port,
    kill,
    start,
    async close() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

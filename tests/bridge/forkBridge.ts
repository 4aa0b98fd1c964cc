import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Status } from '../../bridge/status.ts'

export interface ForkedBridge {
  readonly origin: string
  readonly port: number
  readonly oscPort: number
  /** null when no MIDI comes in by network. */
  readonly rtpMidiPort: number | null
  /** After collecting garbage. */
  memory(): Promise<{ readonly heapBytes: number; readonly rssBytes: number }>
  status(): Promise<Status>
  /** @returns its exit code; null when it had to be ended, as is right */
  stop(): Promise<number | null>
}

/**
 * Starts a bridge as a process that can be looked into.
 * @param pingMilliseconds as long as its clients need not answer
 * @param serialPaths of MIDI, which then comes in by network too; null for no MIDI at all
 */
export async function forkBridge(
  pingMilliseconds = 60_000,
  serialPaths: readonly string[] | null = null,
): Promise<ForkedBridge> {
  const script = fileURLToPath(new URL('bridgeProcess.ts', import.meta.url))
  const midi = serialPaths === null ? [] : ['midi', ...serialPaths]
  const child = fork(script, [String(pingMilliseconds), ...midi], {
    execArgv: ['--expose-gc', '--import', 'tsx'],
  })
  const [ports] = (await once(child, 'message')) as [
    Pick<ForkedBridge, 'port' | 'oscPort' | 'rtpMidiPort'>,
  ]
  const origin = `http://127.0.0.1:${String(ports.port)}`
  return {
    origin,
    ...ports,
    async memory() {
      const answer = once(child, 'message')
      child.send('memory')
      const [memory] = (await answer) as [{ heapBytes: number; rssBytes: number }]
      return memory
    },
    status: async () => (await (await fetch(`${origin}/status`)).json()) as Status,
    async stop() {
      const { exitCode } = child
      const closed = once(child, 'close')
      child.kill()
      if (exitCode === null) await closed
      return exitCode
    },
  }
}

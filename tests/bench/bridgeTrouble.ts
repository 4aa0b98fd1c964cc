import { connect } from 'node:net'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { SUBPROTOCOL } from '../../bridge/protocol.ts'
import { BridgeSocket } from '../../engine/edges/bridgeSocket.ts'
import { forkBridge } from '../bridge/forkBridge.ts'
import { message, openDatagrams, openSocket } from '../bridge/oscPeers.ts'
import { startServer } from '../bridge/startProcess.ts'
import type { BenchRow } from './row.ts'

const RUNS = 3
/** As often as a page looks after its line, about. */
const WAKE_MILLISECONDS = 10

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

/** A browser's socket, as far as the page's line needs one: Node 20 has none of its own. */
class PageWebSocket extends WebSocket {
  constructor(url: string, protocol: string) {
    super(url, protocol)
    this.on('error', () => undefined)
  }
}

/** How long after a killed bridge takes connections again a page has joined it, in milliseconds. */
async function wayBack(): Promise<number> {
  Object.assign(globalThis, { WebSocket: PageWebSocket })
  const folder = await mkdtemp(join(tmpdir(), 'anthesis-'))
  await writeFile(join(folder, 'index.html'), 'a page')
  const first = await startServer('--folder', folder)
  const { port } = new URL(first.origin)
  let joined: (() => void) | null = null
  const nothing = (): void => undefined
  const page = new BridgeSocket(
    `ws://127.0.0.1:${port}/osc`,
    {
      ...{ status: nothing, released: nothing, midiPorts: nothing, message: nothing },
      joined: () => joined?.(),
    },
    () => performance.now(),
  )
  const joining = (): Promise<number> =>
    new Promise((resolve) => (joined = () => resolve(performance.now())))
  const here = joining()
  const waking = setInterval(() => page.wake(), WAKE_MILLISECONDS)
  await here
  const back = joining()
  process.kill(first.pid, 'SIGKILL')
  const next = startServer('--port', port, '--folder', folder)
  await pause(100)
  while (!(await accepts(Number(port)))) await pause(1)
  const listening = performance.now()
  const milliseconds = (await back) - listening
  clearInterval(waking)
  page.close()
  await (await next).stop()
  await rm(folder, { recursive: true })
  return Math.max(0, milliseconds)
}

/** What a client that never reads costs before it is sent away, in bytes of the whole process. */
async function costOfStuckClient(): Promise<number> {
  const bridge = await forkBridge()
  const sensor = await openDatagrams(bridge.oscPort)
  const well = await openSocket(bridge.origin)
  const padding = new Uint8Array(8000)
  let sent = 0
  const sendSome = async (): Promise<void> => {
    for (let i = 0; i < 50; i++) sensor.send(message('/event', 'ib', sent++, padding))
    const marker = `/batch/${String(sent)}`
    sensor.send(message(marker))
    await well.inbox.next(marker)
    well.inbox.packets.length = 0
  }
  // What the same traffic costs without it is not its cost.
  for (let i = 0; i < 40; i++) await sendSome()
  const stuck = await openSocket(bridge.origin, { protocol: SUBPROTOCOL })
  stuck.socket.pause()
  const before = (await bridge.memory()).rssBytes
  let most = before
  while ((await bridge.status()).drops.clients === 0) {
    await sendSome()
    most = Math.max(most, (await bridge.memory()).rssBytes)
  }
  for (const peer of [sensor, well, stuck]) peer.close()
  await bridge.stop()
  return most - before
}

const several = async (measure: () => Promise<number>): Promise<number> => {
  const values: number[] = []
  for (let i = 0; i < RUNS; i++) values.push(await measure())
  return median(values)
}

/** A bridge that is killed, and a client that never reads. */
export async function benchBridgeTrouble(): Promise<BenchRow[]> {
  return [
    {
      name: 'bridge: a page is back after a killed bridge listens again',
      value: await several(wayBack),
      unit: 'ms',
    },
    {
      name: 'bridge: a client that never reads costs',
      value: (await several(costOfStuckClient)) / 1e6,
      unit: 'MB',
    },
  ]
}

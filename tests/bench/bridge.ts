import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { decode, encode, whyMalformed } from '../../bridge/osc.ts'
import { benchBridgeFuzz } from './bridgeFuzz.ts'
import { benchBridgeTrouble } from './bridgeTrouble.ts'
import { measure } from './oscLoad.ts'
import type { BenchRow } from './row.ts'

const SECONDS = 3

/** Where both take as long as a wake of the system, only many runs tell them apart. */
const LOADS = [
  { rate: 1000, clients: 1, runs: 9 },
  { rate: 20_000, clients: 1, runs: 3 },
  { rate: 20_000, clients: 8, runs: 3 },
  { rate: 20_000, clients: 32, runs: 3 },
]

/** The bridge beside a bare relay, each in a process of its own, and the codec alone. */
export async function benchBridge(): Promise<BenchRow[]> {
  const [bridge, bare] = await Promise.all([
    start('../bridge/bridgeProcess.ts', '60000'),
    start('bareRelay.ts'),
  ])
  const rows: BenchRow[] = [
    ...codecRows(),
    ...(await benchBridgeFuzz()),
    ...(await benchBridgeTrouble()),
  ]
  for (const load of LOADS) {
    const [ours, theirs] = await compare(bridge, bare, load)
    const name = `bridge: ${String(load.clients)} client${load.clients > 1 ? 's' : ''} at ${String(load.rate / 1000)}k packets/s`
    const percent = (share: number): number => 100 * share
    rows.push(
      row(`${name}, p50`, 'ms', ours.p50Milliseconds, theirs.p50Milliseconds),
      row(`${name}, p99`, 'ms', ours.p99Milliseconds, theirs.p99Milliseconds),
      row(`${name}, lost`, '%', percent(ours.lostShare), percent(theirs.lostShare)),
    )
  }
  bridge.stop()
  bare.stop()
  return rows
}

const row = (name: string, unit: string, value: number, bare: number): BenchRow => ({
  name,
  value,
  unit,
  against: `a bare dgram → ws relay, ${bare.toFixed(3)} ${unit}`,
  ...(value > 0 ? { ratio: bare / value } : {}),
})

interface Relay {
  readonly port: number
  readonly oscPort: number
  stop(): void
}

async function start(script: string, ...words: string[]): Promise<Relay> {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const child = fork(path, words, { execArgv: ['--import', 'tsx'] })
  const [ports] = (await once(child, 'message')) as [{ port: number; oscPort: number }]
  return { ...ports, stop: () => void child.kill() }
}

type Load = (typeof LOADS)[number]
type Result = Awaited<ReturnType<typeof measure>>

/** Each figure's median, of runs that take turns, so that a busy moment of the machine hits both. */
async function compare(one: Relay, other: Relay, load: Load): Promise<[Result, Result]> {
  const ofOne: Result[] = []
  const ofOther: Result[] = []
  for (let i = 0; i < load.runs; i++) {
    ofOne.push(await run(one, load))
    ofOther.push(await run(other, load))
  }
  return [medianOf(ofOne), medianOf(ofOther)]
}

const run = ({ oscPort, port }: Relay, load: Load): Promise<Result> =>
  measure({ ...load, udpPort: oscPort, webSocketPort: port, seconds: SECONDS })

function medianOf(results: readonly Result[]): Result {
  const median = (figure: (result: Result) => number): number =>
    results.map(figure).sort((a, b) => a - b)[Math.floor(results.length / 2)] ?? NaN
  return {
    lostShare: median(({ lostShare }) => lostShare),
    p50Milliseconds: median(({ p50Milliseconds }) => p50Milliseconds),
    p99Milliseconds: median(({ p99Milliseconds }) => p99Milliseconds),
  }
}

function codecRows(): BenchRow[] {
  const packets = [
    encode({ address: '/anthesis/note/on', types: 'ii', values: [60, 100] }),
    encode({ address: '/sensor/accelerometer/x', types: 'f', values: [0.25] }),
    encode({ address: '/touch/1', types: 'fffs', values: [0.1, 0.2, 0.3, 'moved'] }),
  ]
  const millionsASecond = (read: (packet: Uint8Array) => unknown): number => {
    const rates = Array.from({ length: 5 }, () => {
      const begun = performance.now()
      for (let i = 0; i < 200_000; i++) for (const packet of packets) read(packet)
      return (200_000 * packets.length) / (performance.now() - begun) / 1000
    })
    return rates.sort((a, b) => a - b)[2] ?? NaN
  }
  return [
    { name: 'bridge: OSC messages checked', value: millionsASecond(whyMalformed), unit: 'M/s' },
    { name: 'bridge: OSC messages checked and read', value: millionsASecond(decode), unit: 'M/s' },
  ]
}

import { encode } from '../../bridge/osc.ts'
import { anyBytes, randomOf } from '../bridge/anyBytes.ts'
import { message, openDatagrams, openSocket } from '../bridge/oscPeers.ts'
import type { BenchRow } from './row.ts'

const SEED = 20_260_101
const BATCHES = 200
/** Few enough that a receive buffer holds them while the bridge waits for a core. */
const BATCH = 250

/** How long a message takes that comes right behind packets of anything, in a bridge that checks them all. */
export async function benchBridgeFuzz(bridge: {
  readonly port: number
  readonly oscPort: number
}): Promise<BenchRow[]> {
  const random = randomOf(SEED)
  const watcher = await openSocket(`http://127.0.0.1:${String(bridge.port)}`)
  const sensor = await openDatagrams(bridge.oscPort)
  const delays: number[] = []
  for (let batch = 0; batch < BATCHES; batch++) {
    for (let i = 0; i < BATCH; i++) sensor.sendBytes(anyBytes(random))
    const canary = `/canary/${String(batch)}`
    sensor.sendBytes(encode(message(canary, 'i', batch)))
    const sent = performance.now()
    await watcher.inbox.next(canary)
    delays.push(performance.now() - sent)
    watcher.inbox.packets.length = 0
  }
  watcher.close()
  sensor.close()
  delays.sort((a, b) => a - b)
  const quantile = (share: number): number => delays[Math.floor(share * (BATCHES - 1))] ?? NaN
  const name = `bridge: a message behind ${String(BATCH)} packets of anything`
  return [
    { name: `${name}, p50`, value: quantile(0.5), unit: 'ms' },
    { name: `${name}, most`, value: quantile(1), unit: 'ms' },
  ]
}

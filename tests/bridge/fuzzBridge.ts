import { decode, isBundle, whyMalformed, type OscMessage } from '../../bridge/osc.ts'
import { anyBytes, randomOf } from './anyBytes.ts'
import type { ForkedBridge } from './forkBridge.ts'
import type { FuzzDoor } from './fuzzDoors.ts'
import { openSocket } from './oscPeers.ts'

/** Through each door. */
export const FUZZ_PACKETS = 100_000
/** Few enough that a receive buffer holds a whole batch while the bridge waits for a core. */
export const FUZZ_BATCH = 250
export const FUZZ_SEED = 20_260_101
/** The first batches fill the caches, which are bounded. */
const FILLING_BATCHES = 40

/** What came of packets of anything. */
export interface Fuzzed {
  /** Milliseconds from each canary's going to its coming, in rising order. */
  readonly delays: readonly number[]
  /** Of what was sent, as passed on or refused. */
  readonly seen: number
  /** Passed on though it is no OSC. */
  readonly malformed: number
  /** By which the bridge's heap grew, after the first batches. */
  readonly grownBytes: number
  /** Clients that were dropped. */
  readonly dropped: number
}

export interface Fuzzer {
  fuzz(door: FuzzDoor): Promise<Fuzzed>
  close(): void
}

/** Joins a bridge, to watch what it passes on while packets of anything come in. */
export async function openFuzzer(bridge: ForkedBridge): Promise<Fuzzer> {
  let malformed = 0
  let canaryCame: (number: number) => void = () => undefined
  const hearMidi = ({ address, values }: OscMessage): void => {
    const [channel, low, high] = values.map(Number)
    if (address.endsWith('/cc') && channel === 16) canaryCame(((high ?? 0) << 7) | (low ?? 0))
  }
  const watcher = await openSocket(bridge.origin)
  watcher.socket.removeAllListeners('message')
  watcher.socket.on('message', (data) => {
    const bytes = data as Buffer
    if (whyMalformed(bytes) !== null) malformed++
    else if (/^\/(canary|midi)/.test(bytes.toString('latin1', 0, 7))) {
      const packet = decode(bytes)
      if (isBundle(packet)) return
      if (packet.address === '/canary') canaryCame(Number(packet.values[0]))
      else hearMidi(packet)
    }
  })
  return {
    async fuzz(door) {
      const random = randomOf(FUZZ_SEED)
      const before = await bridge.status()
      malformed = 0
      let heapBytes = NaN
      const delays: number[] = []
      for (let batch = 0; batch < FUZZ_PACKETS / FUZZ_BATCH; batch++) {
        const came = new Promise<number>((resolve) => {
          canaryCame = (number) => {
            if (number === batch) resolve(performance.now())
          }
        })
        const noise = Array.from({ length: FUZZ_BATCH }, () => anyBytes(random))
        const sent = await door.send(noise, batch)
        delays.push((await came) - sent)
        if (batch === FILLING_BATCHES) ({ heapBytes } = await bridge.memory())
      }
      const after = await bridge.status()
      const count = ({ packets, drops }: typeof after): number => packets + drops.refused
      return {
        delays: delays.sort((a, b) => a - b),
        seen: count(after) - count(before),
        malformed,
        grownBytes: (await bridge.memory()).heapBytes - heapBytes,
        dropped: after.drops.clients + (watcher.socket.readyState === watcher.socket.OPEN ? 0 : 1),
      }
    },
    close: () => watcher.close(),
  }
}

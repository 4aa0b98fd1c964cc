import { afterAll, beforeAll, expect, test } from 'vitest'
import { forkBridge, type ForkedBridge } from './forkBridge.ts'
import { FUZZ_PACKETS, FUZZ_SEED, openFuzzer, type Fuzzer } from './fuzzBridge.ts'
import {
  openRtpMidiDoor,
  openSocketDoor,
  openTcpDoor,
  openUdpDoor,
  serialDoorAt,
  type OpenFuzzDoor,
} from './fuzzDoors.ts'
import { hasSocat, openPtyPair, type PtyPair } from './ptyPair.ts'

let line: PtyPair | null = null
let bridge: ForkedBridge
let fuzzer: Fuzzer

beforeAll(async () => {
  line = hasSocat ? await openPtyPair() : null
  bridge = await forkBridge(60_000, line === null ? [] : [line.ends[0]])
  fuzzer = await openFuzzer(bridge)
}, 30_000)

afterAll(async () => {
  fuzzer.close()
  expect(await bridge.stop()).toBeNull()
  line?.close()
})

/** @param leastSeen of what was sent */
async function fuzz(open: OpenFuzzDoor, leastSeen: number): Promise<void> {
  const door = await open(bridge, FUZZ_SEED + 1)
  const { seen, malformed, dropped, grownBytes } = await fuzzer.fuzz(door)
  door.close()
  expect(seen).toBeGreaterThanOrEqual(leastSeen)
  expect({ malformed, dropped }).toEqual({ malformed: 0, dropped: 0 })
  expect(grownBytes).toBeLessThan(3_000_000)
}

test.each([
  ['datagrams', openUdpDoor, FUZZ_PACKETS * 0.9],
  ['packets by TCP', openTcpDoor, FUZZ_PACKETS * 0.9],
  ['WebSocket frames', openSocketDoor, FUZZ_PACKETS * 0.9],
  // Most are nobody's, and counted nowhere; a stranger's that was invited by one of them are.
  ['packets by RTP-MIDI', openRtpMidiDoor, 1000],
])(
  `100,000 %s of anything do no harm (seed ${String(FUZZ_SEED)})`,
  async (_name, open, leastSeen) => fuzz(open, leastSeen),
  120_000,
)

test.skipIf(!hasSocat)(
  `100,000 pieces of anything down a serial line do no harm (seed ${String(FUZZ_SEED)})`,
  // Most pieces are cut off before they are a message.
  () => fuzz(serialDoorAt(line?.ends[1] ?? ''), 10_000),
  120_000,
)

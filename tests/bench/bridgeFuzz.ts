import { forkBridge } from '../bridge/forkBridge.ts'
import { FUZZ_BATCH, FUZZ_SEED, openFuzzer } from '../bridge/fuzzBridge.ts'
import {
  openRtpMidiDoor,
  openSocketDoor,
  openTcpDoor,
  openUdpDoor,
  serialDoorAt,
  type OpenFuzzDoor,
} from '../bridge/fuzzDoors.ts'
import { hasSocat, openPtyPair } from '../bridge/ptyPair.ts'
import type { BenchRow } from './row.ts'

/** How long a message takes that comes right behind packets of anything, through each door. */
export async function benchBridgeFuzz(): Promise<BenchRow[]> {
  const line = hasSocat ? await openPtyPair() : null
  const bridge = await forkBridge(60_000, line === null ? [] : [line.ends[0]])
  const fuzzer = await openFuzzer(bridge)
  const doors: [string, OpenFuzzDoor][] = [
    ['UDP', openUdpDoor],
    ['TCP', openTcpDoor],
    ['WebSocket', openSocketDoor],
    ['RTP-MIDI', openRtpMidiDoor],
  ]
  if (line !== null) doors.push(['a serial line', serialDoorAt(line.ends[1])])
  const rows: BenchRow[] = []
  for (const [name, open] of doors) {
    const door = await open(bridge, FUZZ_SEED + 1)
    const { delays, grownBytes } = await fuzzer.fuzz(door)
    door.close()
    const quantile = (share: number): number =>
      delays[Math.floor(share * (delays.length - 1))] ?? NaN
    const what = `bridge: a message behind ${String(FUZZ_BATCH)} packets of anything by ${name}`
    rows.push(
      { name: `${what}, p50`, value: quantile(0.5), unit: 'ms' },
      { name: `${what}, p99`, value: quantile(0.99), unit: 'ms' },
      { name: `${what}, most`, value: quantile(1), unit: 'ms' },
      { name: `${what}, heap grown by`, value: grownBytes / 1e6, unit: 'MB' },
    )
  }
  fuzzer.close()
  await bridge.stop()
  line?.close()
  return rows
}

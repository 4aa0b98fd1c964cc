import { afterEach, expect, test, vi } from 'vitest'
import { Admission } from '../../bridge/admission.ts'
import { machineNames } from '../../bridge/lan.ts'
import { claimPort, LOOPBACK } from '../../bridge/listen.ts'
import { openBridge } from '../../bridge/openBridge.ts'
import { isBundle } from '../../bridge/osc.ts'
import { readOptions } from '../../bridge/options.mjs'
import { SUBPROTOCOL, unixSecondsOf } from '../../bridge/protocol.ts'
import { message, openDatagrams, openSocket } from './oscPeers.ts'

const HOUR_SECONDS = 3600

afterEach(() => {
  vi.restoreAllMocks()
})

test('a clock that jumps is one line, and what comes after is stamped by it', async () => {
  let shift = 0
  const real = Date.now.bind(Date)
  vi.spyOn(Date, 'now').mockImplementation(() => real() + shift)
  const lines: string[] = []
  const claim = await claimPort(0, LOOPBACK)
  const bridge = await openBridge(
    {
      server: claim.server,
      admission: new Admission(machineNames(false), claim.port),
      program: 'test',
      warn: (line) => lines.push(line),
    },
    { ...readOptions(['--osc-port', '0'], '/'), oscHost: LOOPBACK },
  )
  const client = await openSocket(claim.address, { protocol: SUBPROTOCOL })
  const sensor = await openDatagrams(bridge.oscPort ?? 0)
  const stampOf = async (address: string): Promise<number> => {
    sensor.send(message(address))
    const packet = await client.inbox.next(address)
    return isBundle(packet) ? unixSecondsOf(packet.timetag) : NaN
  }
  const before = await stampOf('/before')
  shift = HOUR_SECONDS * 1000
  await expect.poll(() => lines, { timeout: 10_000 }).toHaveLength(1)
  expect(lines[0]).toMatch(/^The system’s clock jumped by 3(599\.99|600\.00)\d s; followed it\.$/)
  const jump = (await stampOf('/after')) - before
  expect(Math.abs(jump - HOUR_SECONDS)).toBeLessThan(60)
  expect(lines).toHaveLength(1)
  for (const peer of [client, sensor]) peer.close()
  bridge.close()
  claim.server.close()
})

import { createSocket } from 'node:dgram'
import { expect, test } from 'vitest'
import { Clients } from '../../bridge/clients.ts'
import { Hub } from '../../bridge/hub.ts'
import { Ledger } from '../../bridge/ledger.ts'
import { BadInput } from '../../bridge/options.mjs'
import { openOscDoor, USUAL_OSC_PORT } from '../../bridge/oscDoor.ts'
import { ContinuousAddresses } from '../../bridge/continuousAddresses.ts'

test('when OSC’s usual port is taken the show goes on, with one line', async () => {
  const other = createSocket('udp4')
  await new Promise<void>((resolve) => {
    // Taken by whomever.
    other.once('error', () => resolve())
    other.bind(USUAL_OSC_PORT, '127.0.0.1', resolve)
  })
  const hub = new Hub({
    nowSeconds: () => 0,
    atEndOfTurn: setImmediate,
    say: () => undefined,
    ledger: new Ledger(),
    continuous: new ContinuousAddresses([]),
    program: 'test',
  })
  const warnings: string[] = []
  const ports = {
    hub,
    clients: new Clients(hub),
    isAllowed: () => true,
    admits: () => true,
    warn: (line: string) => void warnings.push(line),
  }
  expect(await openOscDoor(null, '127.0.0.1', ports)).toBeNull()
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toContain(`port ${String(USUAL_OSC_PORT)} is taken`)
  await expect(openOscDoor(USUAL_OSC_PORT, '127.0.0.1', ports)).rejects.toThrow(BadInput)
  other.close()
})

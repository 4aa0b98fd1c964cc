import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { SUBPROTOCOL } from '../../bridge/protocol.ts'
import { forkBridge } from './forkBridge.ts'
import { message, openDatagrams, openSocket } from './oscPeers.ts'

test('a client that never reads is told to go, costs little, and nobody else notices', async () => {
  const bridge = await forkBridge()
  const sensor = await openDatagrams(bridge.oscPort)
  const well = await openSocket(bridge.origin)
  const stuck = await openSocket(bridge.origin, { protocol: SUBPROTOCOL })
  await stuck.inbox.next('/anthesis/session/welcome')
  stuck.socket.pause()
  const before = await bridge.memory()
  let most = before.rssBytes

  const padding = new Uint8Array(8000)
  let sent = 0
  while ((await bridge.status()).drops.clients === 0) {
    for (let i = 0; i < 50; i++) sensor.send(message('/event', 'ib', sent++, padding))
    sensor.send(message('/batch', 'i', sent))
    await expect.poll(() => well.inbox.packets.length, { interval: 1 }).toBe(sent + sent / 50)
    most = Math.max(most, (await bridge.memory()).rssBytes)
  }
  expect(most - before.rssBytes).toBeLessThan(24 * 1024 * 1024)
  expect(sent).toBeGreaterThan(500)

  stuck.socket.resume()
  await stuck.inbox.next('/anthesis/session/release')
  expect(await stuck.closed).toBe(1013)
  expect((await bridge.status()).clients).toHaveLength(1)
  for (const peer of [sensor, well]) peer.close()
  await bridge.stop()
}, 30_000)

test('a client that lags gets every event in order and the latest of each fader', async () => {
  const bridge = await forkBridge()
  const sensor = await openDatagrams(bridge.oscPort)
  const client = await openSocket(bridge.origin)
  client.socket.pause()
  const padding = new Uint8Array(4000)
  let value = 0
  const coalesced = async (): Promise<number> => (await bridge.status()).drops.coalesced
  while ((await coalesced()) === 0) {
    for (let i = 0; i < 40; i++) sensor.send(message('/fader/1', 'ib', ++value, padding))
    sensor.send(message('/event', 'i', value))
  }
  sensor.send(message('/last', 'i', value))
  client.socket.resume()
  await client.inbox.next('/last')
  const of = (address: string): unknown[] =>
    client.inbox.packets.flatMap((packet) =>
      'address' in packet && packet.address === address ? [packet.values[0]] : [],
    )
  expect(of('/event')).toEqual(Array.from({ length: value / 40 }, (_, i) => (i + 1) * 40))
  expect(of('/fader/1').at(-1)).toBe(value)
  expect(of('/fader/1').length).toBeLessThan(value)
  for (const peer of [sensor, client]) peer.close()
  await bridge.stop()
}, 30_000)

test('a client that answers no ping is cut off, and one that does stays', async () => {
  const bridge = await forkBridge(200)
  const well = await openSocket(bridge.origin)
  const dead = connect(bridge.port, '127.0.0.1').on('error', () => undefined)
  dead.write(
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${String(bridge.port)}\r\nUpgrade: websocket\r\n` +
      'Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  )
  dead.resume()
  await once(dead, 'close')
  expect(well.socket.readyState).toBe(well.socket.OPEN)
  expect((await bridge.status()).clients).toHaveLength(1)
  well.close()
  await bridge.stop()
}, 30_000)

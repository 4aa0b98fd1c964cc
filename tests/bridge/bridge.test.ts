import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import OSC from 'osc-js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isBundle, IMMEDIATELY, type OscPacket } from '../../bridge/osc.ts'
import {
  encodeSession,
  readSession,
  SUBPROTOCOL,
  timetagOf,
  unixSecondsOf,
} from '../../bridge/protocol.ts'
import type { Status } from '../../bridge/status.ts'
import { folderOf } from './fixture.ts'
import { message, openDatagrams, openSocket, openStream, type UdpPeer } from './oscPeers.ts'
import { startServer, type ServerProcess } from './startProcess.ts'

let folder: string
let server: ServerProcess
let sensor: UdpPeer
let desk: UdpPeer

beforeAll(async () => {
  folder = await folderOf({ 'index.html': 'a page' })
  desk = await openDatagrams(0)
  const deskAddress = `localhost:${String(desk.port)}`
  server = await startServer(
    '--folder',
    folder,
    '--osc-to',
    deskAddress,
    '--continuous',
    '/fader/*',
  )
  sensor = await openDatagrams(server.oscPort)
}, 30_000)

afterAll(async () => {
  sensor.close()
  desk.close()
  await server.stop()
  await rm(folder, { recursive: true })
})

const ask = async (): Promise<Status> =>
  (await (await fetch(`${server.origin}/status`)).json()) as Status

describe('the bridge', () => {
  test.each(['/', '/osc'])(
    'brings what came by UDP to a client at %s, as it came',
    async (path) => {
      const client = await openSocket(`${server.origin}${path}`)
      const packet: OscPacket = { timetag: IMMEDIATELY, packets: [message('/came', 's', path)] }
      sensor.send(packet)
      expect(await client.inbox.next('/came')).toEqual(packet)
      client.close()
    },
  )

  test('brings what a client sends to the targets and to every other client, and not back', async () => {
    const [one, other] = await Promise.all([openSocket(server.origin), openSocket(server.origin)])
    const stream = await openStream(server.oscPort)
    one.send(message('/from/one', 'i', 1))
    expect(await other.inbox.next('/from/one')).toEqual(message('/from/one', 'i', 1))
    expect(await stream.inbox.next('/from/one')).toEqual(message('/from/one', 'i', 1))
    expect(await desk.inbox.next('/from/one')).toEqual(message('/from/one', 'i', 1))
    other.send(message('/then', ''))
    await one.inbox.next('/then')
    expect(one.inbox.packets).toEqual([message('/then')])
    for (const peer of [one, other, stream]) peer.close()
  })

  test('does not send what came by UDP to the targets, which would send it back for ever', async () => {
    const client = await openSocket(server.origin)
    sensor.send(message('/by/udp'))
    await client.inbox.next('/by/udp')
    client.send(message('/by/client'))
    await desk.inbox.next('/by/client')
    expect(desk.inbox.packets).not.toContainEqual(message('/by/udp'))
    client.close()
  })

  test('takes SLIP by TCP, whatever the bytes in it', async () => {
    const client = await openSocket(server.origin)
    const stream = await openStream(server.oscPort)
    const packet = message('/slip', 'bi', Uint8Array.of(0xc0, 0xdb, 0xdc, 0xdd), 0xc0)
    stream.send(packet)
    expect(await client.inbox.next('/slip')).toEqual(packet)
    client.send(packet)
    expect(await stream.inbox.next('/slip')).toEqual(packet)
    for (const peer of [client, stream]) peer.close()
  })

  test('closes a TCP connection that begins with HTTP, and takes nothing from it', async () => {
    const client = await openSocket(server.origin)
    const stream = await openStream(server.oscPort)
    const osc = Buffer.from('/forged\0,\0\0\0')
    const head = Buffer.from('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 14\r\n\r\n')
    stream.write(Buffer.concat([head, Buffer.of(0xc0), osc, Buffer.of(0xc0)]))
    await stream.closed
    sensor.send(message('/after'))
    await client.inbox.next('/after')
    expect(client.inbox.packets).toEqual([message('/after')])
    client.close()
  })

  test('passes nothing on that is no OSC, nor what belongs to the session', async () => {
    const client = await openSocket(server.origin)
    const other = await openSocket(server.origin)
    const before = await ask()
    sensor.sendBytes(Buffer.from('/bad'))
    other.sendBytes(Buffer.from('#bundle\0'))
    other.socket.send('text')
    sensor.sendBytes(encodeSession({ type: 'release' }))
    other.sendBytes(encodeSession({ type: 'release' }))
    other.send({ timetag: IMMEDIATELY, packets: [message('/anthesis/session/ping')] })
    sensor.send(message('/good'))
    other.send(message('/well'))
    await Promise.all([client.inbox.next('/good'), client.inbox.next('/well')])
    expect(client.inbox.packets).toHaveLength(2)
    expect((await ask()).drops.refused - before.drops.refused).toBe(6)
    for (const peer of [client, other]) peer.close()
  })

  test('tells a client that comes the latest of the instrument’s state', async () => {
    const page = await openSocket(server.origin)
    for (const value of [0.25, 0.75]) page.send(message('/anthesis/state/temperature', 'f', value))
    await desk.inbox.next('/anthesis/state/temperature')
    page.send(message('/marker'))
    await desk.inbox.next('/marker')
    const phone = await openSocket(server.origin)
    expect(await phone.inbox.next('/anthesis/state/temperature')).toEqual(
      message('/anthesis/state/temperature', 'f', 0.75),
    )
    for (const peer of [page, phone]) peer.close()
  })

  test('says in its status who sends, what, and what was dropped', async () => {
    const client = await openSocket(server.origin)
    sensor.send(message('/lately', 'i', 1))
    await client.inbox.next('/lately')
    const status = await ask()
    expect(status).toMatchObject({ protocol: 1, osc: { port: server.oscPort } })
    expect(
      status.sources.find(({ name }) => name === `udp 127.0.0.1:${String(sensor.port)}`),
    ).toMatchObject({ lastAddress: '/lately' })
    expect(status.clients.length).toBeGreaterThan(0)
    expect(status.targets[0]).toMatchObject({
      name: `udp 127.0.0.1:${String(desk.port)}`,
      failed: 0,
    })
    expect(status.drops).toMatchObject({ clients: 0, notAllowed: 0 })
    client.close()
  })
})

describe('a client of the subprotocol', () => {
  test('is welcomed, gets stamped packets, and learns the clock', async () => {
    const client = await openSocket(`${server.origin}/osc`, { protocol: SUBPROTOCOL })
    expect(client.socket.protocol).toBe(SUBPROTOCOL)
    const welcome = await client.inbox.next('/anthesis/session/welcome')
    expect(readSession(welcome)).toMatchObject({ type: 'welcome', version: 1 })

    const before = Date.now() / 1000
    sensor.send(message('/stamped', 'i', 1))
    const stamped = await client.inbox.next('/stamped')
    if (!isBundle(stamped)) throw new Error('It came without a stamp.')
    expect(stamped.packets).toEqual([message('/stamped', 'i', 1)])
    expect(unixSecondsOf(stamped.timetag)).toBeGreaterThan(before - 0.1)
    expect(unixSecondsOf(stamped.timetag)).toBeLessThan(Date.now() / 1000 + 0.1)

    const planned = { timetag: timetagOf(before + 3), packets: [message('/planned')] }
    sensor.send(planned)
    expect(await client.inbox.next('/planned')).toEqual(planned)

    client.sendBytes(encodeSession({ type: 'ping', number: 7, sentSeconds: 1.5 }))
    const pong = readSession(await client.inbox.next('/anthesis/session/pong'))
    expect(pong).toMatchObject({ type: 'pong', number: 7, sentSeconds: 1.5 })
    client.close()
  })
})

describe('osc-js’s own client', () => {
  test('speaks with the bridge both ways, unchanged', async () => {
    const { port } = new URL(server.origin)
    const client = new OSC({
      plugin: new OSC.WebsocketClientPlugin({ host: '127.0.0.1', port: Number(port) }),
    })
    const opened = new Promise((resolve) => client.on('open', resolve))
    const heard = new Promise<OSC.Message>((resolve) => client.on('/to/osc-js', resolve))
    client.open()
    await opened
    client.send(new OSC.Message('/from/osc-js', 60, 0.5, 'ä'.normalize('NFD').slice(0, 1)))
    expect(await desk.inbox.next('/from/osc-js')).toEqual(
      message('/from/osc-js', 'ifs', 60, 0.5, 'a'),
    )
    sensor.send(message('/to/osc-js', 'ifs', 1, 0.5, 'text'))
    expect((await heard).args).toEqual([1, 0.5, 'text'])
    client.close()
  })
})

describe('a log file', () => {
  test('is written when asked for', async () => {
    const file = join(folder, 'bridge.log')
    const logged = await startServer('--folder', folder, '--log-file', file)
    await fetch(logged.origin, { headers: { Origin: 'http://evil.example' } })
    const text = async (): Promise<string> => readFile(file, 'utf8').catch(() => '')
    await expect.poll(text, { timeout: 5000 }).toContain('Pages of other origins')
    await logged.stop()
  }, 30_000)
})

import { createSocket } from 'node:dgram'
import { rm } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lanAddresses } from '../../bridge/lan.ts'
import { folderOf } from './fixture.ts'
import { message, openDatagrams, openSocket, openStream } from './oscPeers.ts'
import { startServer, type ServerProcess } from './startProcess.ts'

let folder: string

beforeAll(async () => {
  folder = await folderOf({ 'index.html': 'a page' })
})
afterAll(() => rm(folder, { recursive: true }))

/** The status with which a request is answered. fetch would write the Host itself. */
const statusOf = (
  origin: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin)
    request({ hostname, port, path, headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })

describe('on this machine alone', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await startServer('--folder', folder)
  }, 30_000)
  afterAll(() => server.stop())

  test('a name that is not this machine’s is refused, on every page and socket', async () => {
    const { port } = new URL(server.origin)
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', '127.0.0.1:1']) {
      for (const path of ['/', '/status', '/join', '/nowhere']) {
        expect(await statusOf(server.origin, path, { Host: host })).toBe(403)
      }
      await expect(openSocket(server.origin, { headers: { Host: host } })).rejects.toThrow('403')
    }
    expect(await statusOf(server.origin, '/', { Host: `LOCALHOST:${port}` })).toBe(200)
  })

  test('a page of another origin is refused, on every page and socket', async () => {
    const { port } = new URL(server.origin)
    const foreign = [
      'null',
      'http://evil.example',
      `https://127.0.0.1:${port}`,
      'http://127.0.0.1',
      'file://',
    ]
    for (const origin of foreign) {
      expect(await statusOf(server.origin, '/status', { Origin: origin })).toBe(403)
      await expect(openSocket(server.origin, { headers: { Origin: origin } })).rejects.toThrow(
        '403',
      )
    }
    const own = await openSocket(server.origin, { headers: { Origin: server.origin } })
    own.close()
  })

  test('sockets elsewhere than at / and /osc are refused', async () => {
    await expect(openSocket(`${server.origin}/other`)).rejects.toThrow('404')
  })

  test('a message larger than 64 KB ends its connection', async () => {
    const client = await openSocket(server.origin)
    client.sendBytes(Buffer.alloc(65540, 47))
    expect(await client.closed).toBe(1009)
  })

  test('pages that speak HTTP to OSC’s port are closed at once, and take nobody’s place', async () => {
    const pages = await Promise.all(
      Array.from({ length: 150 }, async () => {
        const stream = await openStream(server.oscPort)
        stream.write(Buffer.from('GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n'))
        return stream
      }),
    )
    await Promise.all(pages.map(({ closed }) => closed))
    const client = await openSocket(server.origin)
    client.close()
    await client.closed
  })

  test('64 clients may come, and one more may not', async () => {
    const clients = await Promise.all(Array.from({ length: 64 }, () => openSocket(server.origin)))
    await expect(openSocket(server.origin)).rejects.toThrow('503')
    for (const client of clients) client.close()
    await Promise.all(clients.map(({ closed }) => closed))
    await expect
      .poll(() => openSocket(server.origin).then((one) => one.close()), { timeout: 5000 })
      .toBeUndefined()
  })

  test('one who connects again and again has to wait', async () => {
    const tries = Array.from({ length: 200 }, () =>
      openSocket(server.origin).then(
        (client) => client.close(),
        (error: unknown) => String(error),
      ),
    )
    expect((await Promise.all(tries)).join()).toContain('429')
  })
})

describe('with --lan', () => {
  const [lan] = lanAddresses()
  let server: ServerProcess
  let token: string
  let outside: string

  beforeAll(async () => {
    server = await startServer('--folder', folder, '--lan')
    token = /\/join#(\S+)/.exec(server.said.stdout)?.[1] ?? ''
    outside = `http://${lan ?? '127.0.0.1'}:${new URL(server.origin).port}`
  }, 30_000)
  afterAll(() => server.stop())

  test.skipIf(lan === undefined)('the token is printed once, with a code to scan', () => {
    const { stdout } = server.said
    expect(Buffer.from(token, 'base64url')).toHaveLength(16)
    expect(stdout.split(token)).toHaveLength(lanAddresses().length + 1)
    expect(stdout).toMatch(/[▀▄█]{10}/)
  })

  test.skipIf(lan === undefined)(
    'other machines come in with the token and not without',
    async () => {
      for (const path of ['/', '/status', '/nowhere'])
        expect(await statusOf(outside, path)).toBe(401)
      await expect(openSocket(outside)).rejects.toThrow('401')
      expect(await statusOf(outside, '/join')).toBe(200)
      expect(await statusOf(outside, '/join.js')).toBe(200)
      expect(await statusOf(outside, '/join', { Origin: 'http://evil.example' })).toBe(403)

      const wrong = await fetch(`${outside}/join`, { method: 'POST', body: `${token.slice(1)}x` })
      expect(wrong.status).toBe(403)
      expect(wrong.headers.get('set-cookie')).toBeNull()

      const right = await fetch(`${outside}/join`, { method: 'POST', body: token })
      const cookie = right.headers.get('set-cookie') ?? ''
      expect(right.status).toBe(204)
      expect(cookie).toContain('HttpOnly')
      expect(cookie).toContain('SameSite=Strict')
      expect(cookie).not.toContain(token)
      const headers = { Cookie: cookie.split(';')[0] ?? '' }
      expect(await statusOf(outside, '/status', headers)).toBe(200)
      const phone = await openSocket(outside, { headers: { ...headers, Origin: outside } })
      phone.close()
      await expect(
        openSocket(outside, { headers: { ...headers, Origin: 'http://evil.example' } }),
      ).rejects.toThrow('403')
    },
  )

  test('this machine itself needs no token', async () => {
    expect(await statusOf(server.origin, '/status')).toBe(200)
  })

  test.skipIf(lan === undefined)(
    'OSC from addresses that are not allowed is left at the door',
    async () => {
      const client = await openSocket(server.origin)
      const stranger = createSocket('udp4')
      await new Promise<void>((resolve) => stranger.bind(0, lan, resolve))
      const packet = Buffer.from('/stranger\0\0\0,\0\0\0')
      await new Promise((resolve) => stranger.send(packet, server.oscPort, lan, resolve))
      const friend = await openDatagrams(server.oscPort)
      const notAllowed = async (): Promise<number> => {
        const status: unknown = await (await fetch(`${server.origin}/status`)).json()
        return (status as { drops: { notAllowed: number } }).drops.notAllowed
      }
      await expect.poll(notAllowed).toBe(1)
      friend.send(message('/friend'))
      await client.inbox.next('/friend')
      expect(client.inbox.packets).toEqual([message('/friend')])
      const stream = connect(server.oscPort, lan ?? '')
      await new Promise((resolve) => stream.once('close', resolve).on('error', () => undefined))
      for (const peer of [client, friend]) peer.close()
      stranger.close()
    },
  )
})

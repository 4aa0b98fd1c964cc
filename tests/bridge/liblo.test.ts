import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encode, IMPULSE } from '../../bridge/osc.ts'
import { folderOf } from './fixture.ts'
import { getLiblo, oscsend } from './getLiblo.ts'
import { message, openDatagrams, openSocket } from './oscPeers.ts'
import { startServer, type ServerProcess } from './startProcess.ts'

const hasLiblo = getLiblo()

describe.skipIf(!hasLiblo)('beside liblo', () => {
  let folder: string
  let server: ServerProcess
  beforeAll(async () => {
    folder = await folderOf({ 'index.html': 'a page' })
  })
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  test('what oscsend sends comes to a client, and oscdump prints what the client answers', async () => {
    const spare = await openDatagrams(0)
    const { port } = spare
    spare.close()
    const dump = spawn('oscdump', ['-L', String(port)], { stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    dump.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
    server = await startServer('--folder', folder, '--osc-to', `127.0.0.1:${String(port)}`)

    const client = await openSocket(`${server.origin}/osc`)
    oscsend(server.oscPort, '/anthesis/note/on', 'ii', '60', '100')
    expect(await client.inbox.next('/anthesis/note/on')).toEqual(
      message('/anthesis/note/on', 'ii', 60, 100),
    )
    const words = [
      'ifsShdcmTFNI',
      '-5',
      '0.5',
      'text',
      'symbol',
      '4294967298',
      '0.25',
      'x',
      '9040647f',
    ]
    oscsend(server.oscPort, '/all', ...words)
    expect(await client.inbox.next('/all')).toEqual(
      message(
        '/all',
        'ifsShdcmTFNI',
        ...[-5, 0.5, 'text', 'symbol', 4294967298n, 0.25, 'x'],
        ...[Uint8Array.of(0x90, 0x40, 0x64, 0x7f), true, false, null, IMPULSE],
      ),
    )

    client.send({
      timetag: 1n,
      packets: [
        message('/out', 'ifshdTFN', 7, 0.5, 'grüße', -3n, 0.25, true, false, null),
        { timetag: 1n, packets: [message('/inner', 'b', Uint8Array.of(1, 2, 3))] },
      ],
    })
    await expect.poll(() => printed).toContain('/inner')
    expect(printed).toMatch(/\/out ifshdTFN 7 0\.50* "grüße" -3 0\.250* #T #F Nil/)
    expect(printed).toMatch(/\/inner b .*3/)
    client.close()
    dump.kill()
    await once(dump, 'close')
  }, 30_000)

  test('oscsend’s own bytes are ours', async () => {
    const peer = await openDatagrams(0)
    oscsend(peer.port, '/a/b', 'isf', '1', 'two', '3.5')
    const packet = await peer.inbox.next('/a/b')
    expect(encode(packet)).toEqual(encode(message('/a/b', 'isf', 1, 'two', 3.5)))
    peer.close()
  })
})

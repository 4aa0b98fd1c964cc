import { rm, symlink } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultModels } from '../../bridge/modelLibrary.ts'
import { defaultLibrary } from '../../engine/cli/modelsCommand.ts'
import { folderOf } from './fixture.ts'
import { startServer, type ServerProcess } from './startProcess.ts'

let folder: string
let server: ServerProcess

beforeAll(async () => {
  folder = await folderOf({
    'dist/index.html': 'a page',
    'secret.txt': 'secret',
    'models/pins.json': JSON.stringify({ tune: { hash: 'ab12', source: 'x', licence: 'CC0' } }),
    'models/tune/config.json': '{}',
    'models/tune/shard': Buffer.from([1, 2, 3]),
    'models/tune/.source': 'secret',
    'models/.unfinished/config.json': '{}',
    'models/empty/readme.txt': 'no model',
  })
  await symlink(join(folder, 'secret.txt'), join(folder, 'models/tune/link.txt'))
  await symlink(join(folder, 'models/tune'), join(folder, 'models/linked'))
  server = await startServer('--folder', join(folder, 'dist'), '--models', join(folder, 'models'))
}, 30_000)

afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

/** Sends the path as it is, where fetch would tidy it first. */
const ask = (
  path: string,
  headers = {},
  method = 'GET',
): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.origin)
    request({ hostname, port, path, headers, method }, (response) => {
      let body = ''
      response.setEncoding('latin1').on('data', (text: string) => (body += text))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
      .on('error', reject)
      .end()
  })

test('the page is told what the local library holds, and gets its files', async () => {
  const list = await ask('/models/library.json')
  expect(JSON.parse(list.body)).toEqual([{ name: 'tune', hash: 'ab12', licence: 'CC0' }])
  expect(await ask('/models/library/tune/shard')).toEqual({ status: 200, body: '\x01\x02\x03' })
})

test.each([
  '/models/library/tune/.source',
  '/models/library/tune/link.txt',
  '/models/library/tune/../pins.json',
  '/models/library/../../secret.txt',
  '/models/library/tune/%2e%2e/%2e%2e/secret.txt',
  '/models/library/linked/config.json',
  '/models/library/empty/readme.txt',
  '/models/library/.unfinished/config.json',
  '/models/library/',
])('%s is nothing that the list has', async (path) => {
  await ask('/models/library.json')
  expect((await ask(path)).status).toBe(404)
})

test('strangers see neither list nor files, and nobody writes', async () => {
  const stranger = { Origin: 'http://elsewhere.example' }
  expect((await ask('/models/library.json', stranger)).status).toBe(403)
  expect((await ask('/models/library/tune/shard', { Host: 'elsewhere.example' })).status).toBe(403)
  expect((await ask('/models/library.json', {}, 'POST')).status).toBe(405)
})

test('bridge and command line mean the same folder', () => {
  for (const environment of [{}, { XDG_DATA_HOME: '/data' }, { XDG_DATA_HOME: 'relative' }]) {
    expect(defaultModels(environment)).toBe(defaultLibrary(environment))
  }
})

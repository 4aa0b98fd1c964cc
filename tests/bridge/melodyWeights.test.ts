import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createServer } from 'vite'
import { melodyWeights } from '../../bridge/melodyWeights.ts'
import { folderOf } from './fixture.ts'
import { startServer } from './startProcess.ts'

test('the dev server gives the weights under the addresses that a build has, and no neighbours', async () => {
  const folder = await folderOf({
    'page/index.html': '',
    'weights/config.json': '{}',
    'weights/group1-shard1of1': 'shard',
    'weights/notes.txt': 'a neighbour',
  })
  const server = await createServer({
    configFile: false,
    logLevel: 'error',
    root: join(folder, 'page'),
    appType: 'custom',
    cacheDir: join(folder, 'cache'),
    server: { host: '127.0.0.1', port: 0 },
    plugins: [melodyWeights(join(folder, 'weights'))],
  })
  await server.listen()
  const origin = (server.resolvedUrls?.local[0] ?? '').replace(/\/$/, '')
  const ask = (name: string): Promise<Response> => fetch(`${origin}/models/melody/weights/${name}`)

  const config = await ask('config.json?t=1')
  expect(config.status).toBe(200)
  expect(config.headers.get('content-type')).toBe('application/json')
  expect(config.headers.get('cross-origin-resource-policy')).toBe('same-origin')
  expect(await (await ask('group1-shard1of1')).text()).toBe('shard')
  expect((await ask('weights_manifest.json')).status).toBe(404)
  expect((await ask('notes.txt')).status).toBe(404)

  await server.close()
  await rm(folder, { recursive: true })
})

test('npm run dev serves the sources, isolated as a build is', async () => {
  const server = await startServer('--dev')
  const units = await fetch(`${server.origin}/core/units.ts`)
  expect(units.status).toBe(200)
  expect(await units.text()).toContain('TICKS_PER_QUARTER = 480')
  expect(units.headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(units.headers.get('cross-origin-embedder-policy')).toBe('require-corp')
  await server.stop()
}, 20_000)

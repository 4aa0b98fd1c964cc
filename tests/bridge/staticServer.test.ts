import { rm, symlink } from 'node:fs/promises'
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { folderOf } from './fixture.ts'
import { startServer, type ServerProcess } from './startProcess.ts'

const PAGE = '<!doctype html><title>fixture</title>'
const SCRIPT = `export const text = '${'petal '.repeat(1000)}'`
const SECRET = 'not for the page'

let folder: string
let server: ServerProcess

beforeAll(async () => {
  folder = await folderOf({
    'secret.txt': SECRET,
    'dist/index.html': PAGE,
    'dist/.sources': SECRET,
    'dist/.hidden/file.txt': SECRET,
    'dist/assets/main-BcDe1_-4.js': SCRIPT,
    'dist/assets/engine-AbCd1234.wasm': Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]),
    'dist/models/melody/weights/config.json': '{"type":"MelodyRNN"}',
    'dist/models/melody/weights/group1-shard1of1': Buffer.alloc(4096, 7),
  })
  await symlink(join(folder, 'secret.txt'), join(folder, 'dist/link.txt'))
  server = await startServer('--folder', join(folder, 'dist'))
}, 30_000)

afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Sends the path as it is, where fetch and browsers would tidy it first. */
const ask = (path: string, method = 'GET', headers: OutgoingHttpHeaders = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.origin)
    request({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      )
    })
      .on('error', reject)
      .end()
  })

describe('the static server', () => {
  test('isolates the page and locks it to its own files, on every answer', async () => {
    for (const path of ['/', '/assets/main-BcDe1_-4.js', '/nowhere']) {
      const { headers } = await ask(path)
      expect(headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringContaining("default-src 'self'") as string,
      })
    }
  })

  test('serves the page at / and asks that it be checked again each time', async () => {
    const { status, headers, body } = await ask('/?show=1')
    expect(status).toBe(200)
    expect(body.toString()).toBe(PAGE)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['cache-control']).toBe('no-cache')
  })

  test.each([
    ['/assets/main-BcDe1_-4.js', 'text/javascript; charset=utf-8'],
    ['/assets/engine-AbCd1234.wasm', 'application/wasm'],
    ['/models/melody/weights/config.json', 'application/json'],
    ['/models/melody/weights/group1-shard1of1', 'application/octet-stream'],
  ])('serves %s as %s', async (path, contentType) => {
    const { status, headers } = await ask(path)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe(contentType)
  })

  test('lets hashed assets be kept for ever, and nothing else', async () => {
    const asset = await ask('/assets/main-BcDe1_-4.js')
    expect(asset.headers['cache-control']).toContain('immutable')
    const weights = await ask('/models/melody/weights/group1-shard1of1')
    expect(weights.headers['cache-control']).toBe('no-cache')
  })

  test('answers 304 to one who has the file already', async () => {
    const { etag = '' } = (await ask('/')).headers
    const again = await ask('/', 'GET', { 'If-None-Match': `"other", W/${etag}` })
    expect(again.status).toBe(304)
    expect(again.body).toHaveLength(0)
  })

  test.each([
    ['br', 'gzip, deflate, br', brotliDecompressSync],
    ['gzip', 'gzip, br;q=0', gunzipSync],
  ])('compresses a script as %s to one who accepts %s', async (encoding, accepted, unpack) => {
    const { headers, body } = await ask('/assets/main-BcDe1_-4.js', 'GET', {
      'Accept-Encoding': accepted,
    })
    expect(headers['content-encoding']).toBe(encoding)
    expect(headers.vary).toBe('Accept-Encoding')
    expect(body.length).toBeLessThan(SCRIPT.length / 10)
    expect(unpack(body).toString()).toBe(SCRIPT)
  })

  test('sends weights, and what nobody asked to compress, as they are', async () => {
    const weights = await ask('/models/melody/weights/group1-shard1of1', 'GET', {
      'Accept-Encoding': 'br',
    })
    expect(weights.headers['content-encoding']).toBeUndefined()
    expect(weights.body).toEqual(Buffer.alloc(4096, 7))
    const script = await ask('/assets/main-BcDe1_-4.js')
    expect(script.headers['content-encoding']).toBeUndefined()
    expect(script.body.toString()).toBe(SCRIPT)
  })

  test('answers HEAD as GET, without the body', async () => {
    const head = await ask('/', 'HEAD')
    expect(head.status).toBe(200)
    expect(head.headers['content-length']).toBe(String(PAGE.length))
    expect(head.body).toHaveLength(0)
  })

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s with 405', async (method) => {
    const { status, headers } = await ask('/', method)
    expect(status).toBe(405)
    expect(headers.allow).toBe('GET, HEAD')
  })

  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/%252e%252e%252fsecret.txt',
    '//secret.txt',
    '/.sources',
    '/%2esources',
    '/.hidden/file.txt',
    '/link.txt',
    '/index.html%00.txt',
    '/assets',
    '/nowhere.html',
  ])('has nothing at %s', async (path) => {
    const { status, body } = await ask(path)
    expect(status).toBe(404)
    expect(body.toString()).not.toContain(SECRET)
  })

  test('refuses an address whose escapes are not text', async () => {
    expect((await ask('/%ff%fe')).status).toBe(400)
  })
})

import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { build } from 'vite'
import { melodyWeights } from '../../bridge/melodyWeights.ts'
import { launchChromium, openPage, STARTUP_MILLISECONDS } from '../chromium.ts'
import { folderOf } from './fixture.ts'
import { startServer, type ServerProcess } from './startProcess.ts'

/** Does what the real page does that a security policy could forbid, and notes what came of it. */
const MAIN = `
  import './look.css'
  const found = { refused: [] }
  const lastRefused = new Promise((resolve) => addEventListener('securitypolicyviolation', (event) => {
    found.refused.push(event.violatedDirective)
    if (event.violatedDirective === 'connect-src') resolve()
  }))
  const answer = (worker) => new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = () => reject(new Error('the worker failed'))
  })
  const blob = (text, type) => URL.createObjectURL(new Blob([text], { type }))
  const look = async () => {
    const { lazy } = await import('./lazy.js')
    found.lazy = lazy
    found.module = await answer(new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }))
    found.blob = await answer(new Worker(blob('postMessage("blob")', 'text/javascript')))
    found.wasm = WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))
      && (await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))) instanceof WebAssembly.Module
    found.weights = await (await fetch('models/melody/weights/config.json')).json()
    found.shard = (await (await fetch('models/melody/weights/group1-shard1of1')).arrayBuffer()).byteLength
    found.isolated = crossOriginIsolated
    found.colour = getComputedStyle(document.body).color
    await new Promise((resolve) => { new WebSocket(location.origin.replace('http', 'ws')).onopen = resolve })
    try { new Function('return 1')(); found.evaluates = true } catch { found.evaluates = false }
    await fetch('http://127.0.0.2:9/').catch(() => undefined)
    await lastRefused
    return found
  }
  globalThis.found = look()
`

let folder: string
let browser: Browser
let server: ServerProcess

beforeAll(async () => {
  folder = await folderOf({
    'page/index.html': '<!doctype html><body><script type="module" src="./main.js"></script>',
    'page/main.js': MAIN,
    'page/lazy.js': 'export const lazy = "lazy"',
    'page/worker.js': 'postMessage("module")',
    'page/look.css': 'body { color: rgb(1, 2, 3) }',
    'weights/config.json': '{"type":"MelodyRNN"}',
    'weights/weights_manifest.json': '[]',
    'weights/group1-shard1of1': Buffer.alloc(16),
  })
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(folder, 'page'),
    plugins: [melodyWeights(join(folder, 'weights'))],
    build: { outDir: '../dist', assetsInlineLimit: 0, target: 'es2023' },
    worker: { format: 'es' },
  })
  server = await startServer('--folder', join(folder, 'dist'))
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(async () => {
  await browser.close()
  await server.stop()
  await rm(folder, { recursive: true })
})

test('a built page may do all it needs under the server’s policy, and nothing more', async () => {
  const page = await openPage(browser, server.origin)
  expect(await page.evaluate('globalThis.found')).toEqual({
    lazy: 'lazy',
    module: 'module',
    blob: 'blob',
    wasm: true,
    weights: { type: 'MelodyRNN' },
    shard: 16,
    isolated: true,
    colour: 'rgb(1, 2, 3)',
    evaluates: false,
    refused: ['script-src', 'connect-src'],
  })
})

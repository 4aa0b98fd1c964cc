import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  chromium,
  type Browser,
  type BrowserContext,
  type JSHandle,
  type Page,
} from 'playwright-core'
import { createServer, mergeConfig, type InlineConfig, type Plugin } from 'vite'
import { ISOLATION } from '../bridge/headers.ts'
import { findChromium } from './findChromium.mjs'

/**
 * The one way in which tests come to a browser: a headless Chromium with true WebGPU, WebGL and
 * audio, on machines that have no GPU and no sound card, and a dev server whose pages are
 * cross-origin isolated.
 *
 *     let browser: Browser
 *     const server = devServer()
 *     beforeAll(async () => {
 *       browser = await launchChromium()
 *     }, STARTUP_MILLISECONDS)
 *     afterAll(() => browser.close())
 *
 *     test('a tick is whole', async () => {
 *       const page = await openBlank(browser, server)
 *       const units = await importInPage<typeof import('../engine/core/units.ts')>(
 *         page,
 *         'engine/core/units.ts',
 *       )
 *       expect(await units.evaluate(({ ticks }) => ticks(3.5))).toBe(3)
 *     })
 *
 * Functions given to `evaluate` run in the page: they see their arguments only, and may not contain
 * `import()`, which vitest rewrites; {@link importInPage} stands for it. Several modules go in as
 * one argument: `page.evaluate(([a, b]) => …, [handleA, handleB] as const)`.
 */

/** `--enable-unsafe-webgpu` alone loses the device at the first canvas; the three Vulkan and ANGLE
 * flags put WebGPU and WebGL on SwiftShader, which does not. */
const SOFTWARE_GPU = [
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
]

/**
 * The machine's own GPU, and its timestamps not rounded to 0.1 ms. Without a screen an NVIDIA driver
 * takes the GPU process down as soon as the page itself is put together on the GPU.
 */
const OWN_GPU = [
  '--enable-unsafe-webgpu',
  '--enable-webgpu-developer-features',
  '--ignore-gpu-blocklist',
  ...(process.platform === 'linux'
    ? [
        '--enable-features=Vulkan',
        '--use-angle=vulkan',
        '--disable-vulkan-surface',
        '--disable-gpu-compositing',
      ]
    : []),
]

const FLAGS = [
  '--autoplay-policy=no-user-gesture-required',
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
]

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url))

/** Enough for a cold start of browser and server on two busy cores; for `beforeAll`. */
export const STARTUP_MILLISECONDS = 120_000

/**
 * Starts a browser of its own.
 * @param gpu the processor in a GPU's place, which every machine has, or the machine's own
 * @throws Error when there is no Chromium
 */
export async function launchChromium(gpu: 'software' | 'own' = 'software'): Promise<Browser> {
  const executablePath = await findChromium()
  if (executablePath === null) {
    throw new Error('There is no Chromium here; `npm test` gets one, or set CHROMIUM_PATH.')
  }
  const graphics = gpu === 'own' ? OWN_GPU : SOFTWARE_GPU
  return chromium.launch({ executablePath, args: [...graphics, ...FLAGS] })
}

export interface Served {
  /** Origin, such as http://127.0.0.1:40123, without a slash at its end. */
  readonly url: string
}

export interface DevServer extends Served {
  close(): Promise<void>
}

/** An empty page at /blank, with the server's isolation headers and nothing of Vite's in it. */
const blankPage: Plugin = {
  name: 'blank-page',
  configureServer(server) {
    server.middlewares.use('/blank', (_request, response) => {
      for (const [name, value] of Object.entries(ISOLATION)) response.setHeader(name, value)
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      response.end('<!doctype html><title>blank</title><link rel="icon" href="data:,">')
    })
  },
}

/**
 * Serves the repository on a free port as `npm run dev` does (root `engine`, the weights under
 * /models), but without hot reload, so that a file saved during a run does not reload a page.
 * Test files share one, see devServer.ts; this is for benches, and for tests of the server itself.
 * @param overrides merged over that; `{ server: { hmr: true } }` for a test of hot reload
 */
export async function startDevServer(overrides: InlineConfig = {}): Promise<DevServer> {
  // A cache of its own: servers of several test files would write over each other's.
  const cacheDir = await mkdtemp(join(tmpdir(), 'anthesis-vite-'))
  const base: InlineConfig = {
    configFile: join(REPOSITORY, 'vite.config.ts'),
    root: join(REPOSITORY, 'engine'),
    cacheDir,
    logLevel: 'error',
    server: { port: 0, hmr: false, watch: null },
    plugins: [blankPage],
  }
  const server = await createServer(mergeConfig(base, overrides))
  await server.listen()
  const address = server.httpServer?.address()
  if (typeof address !== 'object' || address === null) throw new Error('Vite is on no port.')
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    async close() {
      await server.close()
      await rm(cacheDir, { recursive: true, force: true })
    },
  }
}

/**
 * Opens a page that fails the test on an error nobody caught in it: the page closes, which refuses
 * whatever the test asks of it, and the run fails with that error even if the test asks nothing.
 * @param opener a browser, for a page with a storage of its own, or a context whose pages share theirs
 */
export async function openPage(opener: Browser | BrowserContext, url: string): Promise<Page> {
  const page = await opener.newPage()
  page.on('pageerror', (error) => {
    void page.close()
    void Promise.reject(new Error(`Uncaught in the page: ${error.stack ?? error.message}`))
  })
  await drawSlowly(page)
  await page.goto(url, { timeout: STARTUP_MILLISECONDS })
  return page
}

/** One picture a second. */
const SLOW_MILLISECONDS = 1000

/**
 * Has the page's picture drawn once a second, for tests that do not look at it: the processor
 * draws here in a GPU's place, and would do nothing else. Before the page is opened.
 */
export async function drawSlowly(page: Page): Promise<void> {
  await page.route(/drawWorker/, async (route) => {
    const response = await route.fetch()
    const line = `{ const each = requestAnimationFrame
      self.requestAnimationFrame = (draw) => setTimeout(() => each(draw), ${SLOW_MILLISECONDS}) }`
    await route.fulfill({ response, body: `${line}\n${await response.text()}` })
  })
}

/** Opens the empty, cross-origin isolated page, as {@link openPage} does. */
export const openBlank = (browser: Browser, server: Served): Promise<Page> =>
  openPage(browser, `${server.url}/blank`)

/**
 * The path on the dev server of a file of the repository. It is the one Vite itself gives to
 * imports of that file; another would load it a second time, with a state of its own.
 * @param path from the top of the repository, such as 'engine/core/units.ts'
 */
export const moduleUrl = (path: string): string =>
  path.startsWith('engine/') ? path.slice('engine'.length) : `/@fs${REPOSITORY}${path}`

/**
 * Imports a module of the repository in a page of the dev server.
 * @typeParam Module its type, `typeof import('../engine/core/units.ts')`
 * @param path from the top of the repository
 * @returns a handle whose `evaluate` gets the module as its argument
 */
export async function importInPage<Module>(page: Page, path: string): Promise<JSHandle<Module>> {
  // A text, because vitest would rewrite an import() in a function to one that only Node has.
  const handle: JSHandle = await page.evaluateHandle(`import(${JSON.stringify(moduleUrl(path))})`)
  return handle as JSHandle<Module>
}

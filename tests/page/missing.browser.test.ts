import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importInPage, launchChromium, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'

/** Enough for software graphics on a busy machine; nothing waits for it in vain. */
const PATIENCE = { timeout: 40_000 }
const WEIGHTS = /models\/melody\/weights\/[^?]*(json|shard)/

let browser: Browser
const server = devServer()

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

const openSmall = () => browser.newPage({ viewport: { width: 640, height: 400 } })

const said = (page: Page, words: string | RegExp) =>
  expect.poll(() => page.getByText(words).count(), PATIENCE).toBeGreaterThan(0)

/** Puts a line before everything else that the draw worker runs. */
const beforeDrawing = (page: Page, line: string) =>
  page.route(/drawWorker/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: `${line}\n${await response.text()}` })
  })

test(
  'without WebGPU the page says that WebGL2 draws, and how many petals the processor grows in time',
  async () => {
    const page = await openSmall()
    await beforeDrawing(page, 'delete WorkerNavigator.prototype.gpu')
    await page.goto(server.url)
    await said(
      page,
      /^There is no WebGPU here: the picture is drawn with WebGL2\. Of its petals the newest [1-9]\d* are grown, as many as 4 ms allow\.$/,
    )
    await page.close()
  },
  STARTUP_MILLISECONDS,
)

test(
  'without any graphics the page says so in whole sentences, and a key still plays',
  async () => {
    const page = await openSmall()
    const nothing = 'OffscreenCanvas.prototype.getContext = () => null'
    await beforeDrawing(page, `delete WorkerNavigator.prototype.gpu; ${nothing}`)
    await page.addInitScript(`
    delete Navigator.prototype.gpu
    HTMLCanvasElement.prototype.getContext = () => null`)
    await page.goto(server.url)
    await said(page, /neither WebGPU nor WebGL2\. The sound goes on\./)
    await page.keyboard.press('KeyA')
    const main = await importInPage<typeof import('../../engine/main.ts')>(page, 'engine/main.ts')
    await page.waitForFunction(
      ({ conductor }) => conductor.state.lastNoteSeconds !== null,
      main,
      PATIENCE,
    )
    await page.close()
  },
  STARTUP_MILLISECONDS,
)

test(
  'without its weights a Markov chain answers and is named, until the network is back',
  async () => {
    const page = await openSmall()
    await page.route(WEIGHTS, (route) => route.fulfill({ status: 404, body: 'none' }))
    await page.goto(server.url)
    const main = await importInPage<typeof import('../../engine/main.ts')>(page, 'engine/main.ts')
    const until = (fact: (loaded: typeof import('../../engine/main.ts')) => boolean) =>
      page.waitForFunction(fact, main, PATIENCE)
    await until(({ conductor }) => conductor.state.continuation.model.status === 'failed')
    for (const key of ['KeyA', 'KeyD', 'KeyG']) await page.keyboard.press(key, { delay: 120 })
    await until(({ conductor }) => conductor.state.continuation.player.kind === 'markov')
    await said(page, /was not found \(404\).*A Markov chain of your own notes plays\./)
    await page.unroute(WEIGHTS)
    await until(({ conductor }) => conductor.state.continuation.model.status === 'ready')
    await page.keyboard.press('KeyC')
    await said(page, 'The network plays again.')
    await page.close()
  },
  STARTUP_MILLISECONDS,
)

test(
  'F9 leaves the picture alone, from edge to edge, on the Desk as well',
  async () => {
    const page = await openSmall()
    await page.goto(server.url)
    await said(page, 'play')
    await page.keyboard.press('F2')
    await page.getByRole('button', { name: 'Save log' }).waitFor(PATIENCE)
    await page.keyboard.press('F9')
    await page.getByRole('button', { name: 'Save log' }).waitFor({ ...PATIENCE, state: 'hidden' })
    const box = await page.locator('#picture').boundingBox()
    expect(box).toEqual({ x: 0, y: 0, width: 640, height: 400 })
    await page.close()
  },
  STARTUP_MILLISECONDS,
)

test(
  'without an audio device the page says so, and the garden still grows',
  async () => {
    const page = await openSmall()
    await page.addInitScript(`globalThis.AudioContext = class {
      constructor() { throw new Error('no device') }
    }`)
    await page.goto(server.url)
    await said(page, /There is no audio device/)
    await page.keyboard.press('KeyA')
    const main = await importInPage<typeof import('../../engine/main.ts')>(page, 'engine/main.ts')
    await page.waitForFunction(
      ({ conductor }) => conductor.state.lastNoteSeconds !== null,
      main,
      PATIENCE,
    )
    await page.close()
  },
  STARTUP_MILLISECONDS,
)

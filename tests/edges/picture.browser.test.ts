import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Picture } from '../../engine/edges/picture.ts'
import { launchChromium, moduleUrl, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import {
  ask,
  inStage,
  openStage,
  PATIENT,
  type StageWindow,
  waitForColour,
  waitForScene,
  waitForTrouble,
} from './pictureStage.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

describe('the picture', { timeout: PATIENT }, () => {
  const server = devServer()
  let page: Page
  const registry = moduleUrl('tests/edges/pictureScenes.ts')

  beforeAll(async () => {
    page = await openBlank(browser, server)
    await openStage(page, registry, 'garden')
  }, STARTUP_MILLISECONDS)

  afterAll(() => page.close())

  test('is drawn by a worker on WebGPU, and says so', async () => {
    const status = await inStage(page, (stage) => stage.status)
    expect(status).toMatchObject({ where: 'worker', backend: 'webgpu', trouble: null })
    await waitForColour(page, '010')
  })

  test('reports its worst recent frame', async () => {
    await page.waitForFunction(
      () => (globalThis as StageWindow).stage.status.worstFrameMilliseconds > 0,
    )
  })

  test.each([
    ['unreadable', 'loading', 'Unexpected token'],
    ['throwsAtFirst', 'proving', 'petals is not iterable'],
    ['wrongShader', 'compiling', ''],
    ['nowhere', 'loading', 'no scene nowhere'],
  ])('the scene %s fails while %s and the one before stays on', async (name, stage, why) => {
    await ask(page, name)
    await waitForTrouble(page, name)
    const status = await inStage(page, (stage) => stage.status)
    expect(status.scene).toBe('garden')
    expect(status.supervised.state).toBe('running')
    expect(status.trouble?.why).toContain(`The scene ${name} failed while ${stage}`)
    expect(status.trouble?.why).toContain(why)
    expect(status.trouble?.remedy).not.toBe('')
    await waitForColour(page, '010')
  })

  test('a scene that fails in mid-show gives way to the one before', async () => {
    await inStage(page, (stage) => {
      stage.show(0)
    })
    await ask(page, 'throwsLater')
    await waitForScene(page, 'throwsLater')
    await waitForColour(page, '100')
    await inStage(page, (stage) => {
      stage.show(200)
    })
    await waitForTrouble(page, 'throwsLater')
    await waitForScene(page, 'garden')
    await waitForColour(page, '010')
  })

  test('a scene that spins for half a second holds nothing up on main', async () => {
    await inStage(page, (stage) => {
      stage.statuses.length = 0
    })
    await ask(page, 'spins')
    await waitForScene(page, 'spins')
    // The longest wait for a timer of main while the worker stood still for a whole spin.
    const longest = await page.evaluate(async () => {
      const { stage } = globalThis as StageWindow
      const from = performance.now()
      let worst = 0
      let last = from
      while (performance.now() - from < 1500 || stage.status.worstWorkMilliseconds < 490) {
        await new Promise((wake) => setTimeout(wake, 5))
        worst = Math.max(worst, performance.now() - last)
        last = performance.now()
      }
      return worst
    })
    expect(longest).toBeLessThan(250)
    await ask(page, 'garden')
    await waitForScene(page, 'garden')
  })

  test('a device lost in the middle of a compute pass is replaced of itself, and the scene comes back on a new canvas', async () => {
    await inStage(page, (stage) => {
      stage.show(0)
    })
    await ask(page, 'losesDevice')
    await waitForScene(page, 'losesDevice')
    await inStage(page, (stage) => {
      stage.statuses.length = 0
      stage.show(200)
    })
    await page.waitForFunction(() =>
      (globalThis as StageWindow).stage.statuses.some(
        ({ supervised }) => supervised.state === 'retrying',
      ),
    )
    const lines = await inStage(page, (stage) =>
      stage.statuses.flatMap(({ supervised }) =>
        supervised.state === 'retrying' ? [supervised.why] : [],
      ),
    )
    expect(lines[0]).toMatch(/^.+$/)
    await inStage(page, (stage) => {
      stage.show(0)
    })
    await waitForScene(page, 'losesDevice')
    await waitForColour(page, '001')
    const replaced = await inStage(
      page,
      (stage) =>
        stage.picture.canvas.isConnected && document.querySelectorAll('canvas').length === 1,
    )
    expect(replaced).toBe(true)
  })

  test('a worker that died is replaced, and gets the petals still alive', async () => {
    await inStage(page, (stage) => {
      stage.show(0)
    })
    await ask(page, 'closesWorker')
    await waitForScene(page, 'closesWorker')
    await inStage(page, (stage) => {
      const petal = { type: 'petal', voice: 'model', pitch: 60, velocity: 1 } as const
      const more = { temperature: 1, surpriseBits: 0, contexts: [0, 0], atSeconds: 0 }
      const note = { ...petal, ...more } as unknown as Parameters<Picture['petal']>[0]
      for (let id = 1; id <= 3; id++) stage.picture.petal({ ...note, id })
      stage.statuses.length = 0
      stage.show(200)
    })
    await page.waitForFunction(() =>
      (globalThis as StageWindow).stage.statuses.some(
        ({ supervised }) => supervised.state === 'retrying',
      ),
    )
    await inStage(page, (stage) => {
      stage.show(0)
    })
    // The second death within a minute: the scene may be the cause, so the garden comes instead.
    await waitForScene(page, 'garden')
    await ask(page, 'countsPetals')
    await waitForColour(page, '111')
  })
})

describe('where there is less', { timeout: PATIENT }, () => {
  const server = devServer()

  const registry = moduleUrl('tests/edges/pictureScenes.ts')

  test('without WebGPU the same scenes run on WebGL2', async () => {
    const page = await openBlank(browser, server)
    await openStage(page, registry, 'blue', 'worker', 'webgl2')
    expect(await inStage(page, (stage) => stage.status.backend)).toBe('webgl2')
    await waitForColour(page, '001')
    await page.close()
  })

  test('where workers cannot draw, the page does', async () => {
    const page = await openBlank(browser, server)
    await page.evaluate(() => {
      Reflect.deleteProperty(HTMLCanvasElement.prototype, 'transferControlToOffscreen')
    })
    await openStage(page, registry, 'blue')
    expect(await inStage(page, (stage) => stage.status.where)).toBe('page')
    await page.close()
  })

  test('with no graphics at all one line says what to do', async () => {
    const page = await openBlank(browser, server)
    await page.evaluate(() => {
      Reflect.deleteProperty(HTMLCanvasElement.prototype, 'transferControlToOffscreen')
      Reflect.deleteProperty(Navigator.prototype, 'gpu')
      HTMLCanvasElement.prototype.getContext = () => null
    })
    const opening = openStage(page, registry, 'blue')
    opening.catch(() => undefined)
    const told = await page.waitForFunction(() => {
      const { stage } = globalThis as Partial<StageWindow>
      return stage?.status.supervised.state === 'failed' ? stage.status : null
    })
    expect(await told.jsonValue()).toMatchObject({
      backend: 'none',
      where: 'nowhere',
      supervised: { why: expect.stringContaining('neither WebGPU nor WebGL2') as string },
    })
    await page.close()
    await opening.catch(() => undefined)
  })
})

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sceneReload } from '../../bridge/sceneReload.ts'
import type { Milliseconds } from '../../engine/core/units.ts'
import type { Picture, PictureStatus } from '../../engine/edges/picture.ts'
import {
  importInPage,
  launchChromium,
  moduleUrl,
  openBlank,
  startDevServer,
  STARTUP_MILLISECONDS,
  type DevServer,
} from '../chromium.ts'

/** What the page of these tests keeps on its window. */
interface Stage {
  picture: Picture
  status: PictureStatus
  statuses: PictureStatus[]
  /** Changes of scenes the page was told of. */
  changes: number
  audio: AudioContext
  show: (showSeconds: number) => void
  colour: () => string
}

/** A test that waits for a fact on busy cores, milliseconds. */
const PATIENT = 30_000

type StageWindow = typeof globalThis & { stage: Stage }

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

async function openStage(
  page: Page,
  registry: string,
  scene: string,
  where: 'worker' | 'page' = 'worker',
  backend: 'best' | 'webgl2' = 'best',
): Promise<void> {
  const module = await importInPage<typeof import('../../engine/edges/picture.ts')>(
    page,
    'engine/edges/picture.ts',
  )
  await module.evaluate(
    ({ createPicture }, [registry, scene, where, backend]) => {
      const canvas = document.createElement('canvas')
      canvas.width = 64
      canvas.height = 36
      document.body.replaceChildren(canvas)
      const stage: Partial<Stage> = { statuses: [], changes: 0, audio: new AudioContext() }
      const onStatus = (status: PictureStatus) => {
        stage.status = status
        stage.statuses?.push(status)
      }
      const picture = createPicture(canvas, onStatus, {
        registry,
        scene,
        where,
        backend,
        patience: 3000 as Milliseconds,
      })
      const frame = {
        tempo: 120,
        bar: 0,
        beatPhase: 0,
        temperature: 1,
        playing: 'nobody',
        rest: 0,
        silenceSeconds: 0,
        controls: {},
      }
      stage.picture = picture
      const changed = picture.changed.bind(picture)
      picture.changed = (change) => {
        stage.changes = (stage.changes ?? 0) + 1
        changed(change)
      }
      stage.show = (showSeconds) => {
        picture.frame({ ...frame, showSeconds } as unknown as Parameters<Picture['frame']>[0])
      }
      const reader = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
      stage.colour = () => {
        reader?.drawImage(picture.canvas, 0, 0, 1, 1)
        const [red = 0, green = 0, blue = 0] = reader?.getImageData(0, 0, 1, 1).data ?? []
        return [red, green, blue].map((part) => (part > 127 ? 1 : 0)).join('')
      }
      Object.assign(globalThis, { stage })
    },
    [registry, scene, where, backend] as const,
  )
  await waitForScene(page, scene)
}

const inStage = <Result>(page: Page, read: (stage: Stage) => Result): Promise<Result> =>
  page.evaluate<Result>(`(${read.toString()})(globalThis.stage)`)

const waitForScene = (page: Page, name: string) =>
  page.waitForFunction((name) => {
    const { status } = (globalThis as StageWindow).stage
    return status.scene === name && status.supervised.word === 'running'
  }, name)

const waitForTrouble = (page: Page, name: string) =>
  page.waitForFunction(
    (name) => (globalThis as StageWindow).stage.status.trouble?.scene === name,
    name,
  )

/** 'rgb' as three digits, 010 for green. */
const waitForColour = (page: Page, colour: string) =>
  page.waitForFunction((colour) => (globalThis as StageWindow).stage.colour() === colour, colour)

const ask = (page: Page, name: string): Promise<void> =>
  page.evaluate((name) => {
    ;(globalThis as StageWindow).stage.picture.scene(name)
  }, name)

describe('the picture', { timeout: PATIENT }, () => {
  let server: DevServer
  let page: Page
  const registry = moduleUrl('tests/edges/pictureScenes.ts')

  beforeAll(async () => {
    server = await startDevServer()
    page = await openBlank(browser, server)
    await openStage(page, registry, 'garden')
  }, STARTUP_MILLISECONDS)

  afterAll(async () => {
    await page.close()
    await server.close()
  })

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
    expect(status.supervised.word).toBe('running')
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

  test('a lost device is replaced of itself, and the scene comes back on a new canvas', async () => {
    await inStage(page, (stage) => {
      stage.show(0)
    })
    await ask(page, 'losesDevice')
    await waitForScene(page, 'losesDevice')
    await inStage(page, (stage) => {
      Object.assign(globalThis, { before: stage.picture.canvas })
      stage.statuses.length = 0
      stage.show(200)
    })
    await page.waitForFunction(() =>
      (globalThis as StageWindow).stage.statuses.some(
        ({ supervised }) => supervised.word === 'retrying',
      ),
    )
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
      const more = { temperature: 1, surpriseBits: 0, atSeconds: 0 }
      const note = { ...petal, ...more } as unknown as Parameters<Picture['petal']>[0]
      for (let id = 1; id <= 3; id++) stage.picture.petal({ ...note, id })
      stage.statuses.length = 0
      stage.show(200)
    })
    await page.waitForFunction(() =>
      (globalThis as StageWindow).stage.statuses.some(
        ({ supervised }) => supervised.word === 'retrying',
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
  let server: DevServer

  beforeAll(async () => {
    server = await startDevServer()
  }, STARTUP_MILLISECONDS)

  afterAll(() => server.close())

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
      return stage?.status.supervised.word === 'failed' ? stage.status : null
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

describe('saving a scene during the show', { timeout: PATIENT }, () => {
  let server: DevServer
  let page: Page
  let folder: string

  const text = (colour: string, update = '') => `
    import * as THREE from 'three/webgpu'
    import { defineScene } from '../../../engine/visuals/scene.ts'
    import { paint } from './steady/paint.ts'
    export default defineScene({
      name: 'steady',
      controls: {},
      create() {
        const scene = new THREE.Scene()
        scene.background = new THREE.Color(paint('${colour}'))
        const camera = new THREE.PerspectiveCamera()
        const update = (frame) => { ${update} }
        return { scene, camera, update, resize() {}, dispose() {} }
      },
    })`
  const write = (file: string, source: string) => writeFile(join(folder, file), source)

  /** Saves until the page has been told: the watcher overlooks a save 50 ms after another. */
  const save = async (file: string, source: string): Promise<void> => {
    const before = await inStage(page, (stage) => stage.changes)
    const told = async () => (await inStage(page, (stage) => stage.changes)) > before
    do await write(file, source)
    while (!(await vi.waitUntil(told, 500).catch(() => false)))
  }

  beforeAll(async () => {
    folder = await mkdtemp(fileURLToPath(new URL('./.scenes-', import.meta.url)))
    await mkdir(join(folder, 'steady'))
    await write('index.ts', "export const scenes = { steady: () => import('./steady.ts') }")
    await write('steady/paint.ts', 'export const paint = (colour: string): string => colour')
    await write('steady.ts', text('#ff0000'))
    server = await startDevServer({ server: { hmr: true }, plugins: [sceneReload(folder)] })
    page = await openBlank(browser, server)
    await openStage(page, `/@fs${folder}/index.ts`, 'steady')
    await waitForColour(page, '100')
    await page.evaluate(() => {
      Object.assign(globalThis, { marker: 'not reloaded' })
    })
  }, STARTUP_MILLISECONDS)

  afterAll(async () => {
    await page.close()
    await server.close()
    await rm(folder, { recursive: true })
  })

  test('changes the picture while the page and its sound go on', async () => {
    const before = await inStage(page, (stage) => stage.audio.currentTime)
    await save('steady.ts', text('#00ff00'))
    await waitForColour(page, '010')
    expect(await page.evaluate('globalThis.marker')).toBe('not reloaded')
    const audio = await inStage(page, ({ audio }) => [audio.state, audio.currentTime] as const)
    expect(audio[0]).toBe('running')
    expect(audio[1]).toBeGreaterThan(before)
  })

  test('a file that cannot be read leaves the picture and names the scene', async () => {
    await save('steady.ts', 'export default defineScene({ name: }')
    await waitForTrouble(page, 'steady')
    const why = await inStage(page, (stage) => stage.status.trouble?.why)
    expect(why).toContain('The scene steady failed while loading')
    expect(why).toContain('steady.ts:1:')
    await waitForColour(page, '010')
  })

  test('a version that throws leaves the one before on', async () => {
    await save('steady.ts', text('#ff0000', 'frame.nothing.here'))
    await page.waitForFunction(() =>
      (globalThis as StageWindow).stage.status.trouble?.why.includes('while proving'),
    )
    await waitForColour(page, '010')
  })

  test('a helper and the registry are read again as well', async () => {
    await save('steady.ts', text('#ff0000'))
    await waitForColour(page, '100')
    expect(await inStage(page, (stage) => stage.status.trouble)).toBeNull()
    await save('steady/paint.ts', "export const paint = (): string => '#0000ff'")
    await waitForColour(page, '001')
    await write('other.ts', text('#ffff00').replace("paint('#ffff00')", "'#ffff00'"))
    await save(
      'index.ts',
      `export const scenes = {
        steady: () => import('./steady.ts'),
        other: () => import('./other.ts'),
      }`,
    )
    await page.waitForFunction(() => {
      const { stage } = globalThis as StageWindow
      if (stage.status.scene !== 'other') stage.picture.scene('other')
      return stage.colour() === '110'
    })
    expect(await page.evaluate('globalThis.marker')).toBe('not reloaded')
  })
})

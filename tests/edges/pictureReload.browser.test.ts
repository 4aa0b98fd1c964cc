import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sceneReload } from '../../bridge/sceneReload.ts'
import {
  launchChromium,
  openBlank,
  startDevServer,
  STARTUP_MILLISECONDS,
  type DevServer,
} from '../chromium.ts'
import {
  inStage,
  openStage,
  PATIENT,
  type StageWindow,
  waitForColour,
  waitForTrouble,
} from './pictureStage.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

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
    server = await startDevServer({
      server: { hmr: true, watch: {} },
      plugins: [sceneReload(folder)],
    })
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

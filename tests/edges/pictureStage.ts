import type { Page } from 'playwright-core'
import type { Milliseconds } from '../../engine/core/units.ts'
import type { Picture, PictureStatus } from '../../engine/edges/picture.ts'
import { importInPage } from '../chromium.ts'

/** A page with a picture on it, and words for asking it. */

/** What the page of these tests keeps on its window. */
export interface Stage {
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
export const PATIENT = 30_000

export type StageWindow = typeof globalThis & { stage: Stage }

/**
 * Opens a picture of 64 × 36 pixels and waits until its scene is on.
 * @param registry address of the scenes
 */
export async function openStage(
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
        barPhase: 0,
        oldBeforeSeconds: -64,
        temperature: 1,
        contexts: [0, 0],
        curveMove: { shift: 0, scale: 1, normal: 0 },
        playing: 'nobody',
        rest: 0,
        lookAhead: [],
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

export const inStage = <Result>(page: Page, read: (stage: Stage) => Result): Promise<Result> =>
  page.evaluate<Result>(`(${read.toString()})(globalThis.stage)`)

export const waitForScene = (page: Page, name: string) =>
  page.waitForFunction((name) => {
    const { status } = (globalThis as StageWindow).stage
    return status.scene === name && status.supervised.state === 'running'
  }, name)

export const waitForTrouble = (page: Page, name: string) =>
  page.waitForFunction(
    (name) => (globalThis as StageWindow).stage.status.trouble?.scene === name,
    name,
  )

/** 'rgb' as three digits, 010 for green. */
export const waitForColour = (page: Page, colour: string) =>
  page.waitForFunction((colour) => (globalThis as StageWindow).stage.colour() === colour, colour)

export const ask = (page: Page, name: string): Promise<void> =>
  page.evaluate((name) => {
    ;(globalThis as StageWindow).stage.picture.scene(name)
  }, name)

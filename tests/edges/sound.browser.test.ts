import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SoundDevice } from '../../engine/edges/sound.ts'
import type { ShowClock } from '../../engine/edges/showClock.ts'
import type { ClickCommand } from '../../engine/sound/commands.ts'
import { importInPage, launchChromium, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'

interface Room {
  readonly sound: SoundDevice
  readonly clock: ShowClock
  /** Clicks every half second of show time, the last of them now. */
  readonly clicks: (count: number) => void
  /** The loudest sample of the next fifth of a second or so. */
  readonly loudest: () => Promise<number>
}

declare global {
  var room: Room
}

const PATIENCE = { timeout: 30_000 }

let browser: Browser
const server = devServer()
let page: Page

beforeAll(async () => {
  browser = await launchChromium()
  page = await openBlank(browser, server)
  const soundModule = await importInPage<typeof import('../../engine/edges/sound.ts')>(
    page,
    'engine/edges/sound.ts',
  )
  const clockModule = await importInPage<typeof import('../../engine/edges/showClock.ts')>(
    page,
    'engine/edges/showClock.ts',
  )
  await page.evaluate(
    ([{ openSound }, { createShowClock }]) => {
      const clock = createShowClock(() => performance.now())
      const sound = openSound(clock, () => undefined)
      const click = (atSeconds: number) =>
        ({ type: 'click', accent: false, atSeconds }) as ClickCommand
      const level = { type: 'level', voice: 'click', decibels: 0, atSeconds: 0 }
      sound.perform(level as Parameters<SoundDevice['perform']>[0])
      globalThis.room = {
        sound,
        clock,
        clicks(count) {
          const now = clock.now()
          for (let back = count - 1; back >= 0; back--) sound.perform(click(now - back / 2))
        },
        async loudest() {
          if (!sound.output) throw new Error('There is no instrument.')
          const ear = new AnalyserNode(sound.output.context, { fftSize: 16_384 })
          sound.output.connect(ear)
          await new Promise((resolve) => setTimeout(resolve, 300))
          const samples = new Float32Array(ear.fftSize)
          ear.getFloatTimeDomainData(samples)
          return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
        },
      }
    },
    [soundModule, clockModule] as const,
  )
  await page.waitForFunction(
    () => room.sound.output !== null && room.sound.context?.state === 'running',
    undefined,
    PATIENCE,
  )
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

/** Lets the clock map see the running context. */
const clickAndHear = (count: number) =>
  page.evaluate((clicks) => {
    room.clock.now()
    room.clicks(clicks)
    return room.loudest()
  }, count)

test('after a stall one click sounds, not all that were missed', async () => {
  const one = await clickAndHear(1)
  expect(one).toBeGreaterThan(0.05)
  expect(await clickAndHear(20)).toBeLessThan(one * 2)
})

test('clicks that fell while the browser kept the sound shut are not made up for', async () => {
  await page.evaluate(async () => {
    await room.sound.context?.suspend()
    room.clock.now()
    room.clicks(1)
    for (let beat = 0; beat < 40; beat++) room.clicks(1)
  })
  const peak = await page.evaluate(async () => {
    const heard = room.loudest()
    room.sound.unlock()
    return heard
  })
  expect(peak).toBeLessThan(0.01)
})

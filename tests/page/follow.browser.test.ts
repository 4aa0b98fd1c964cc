import { rm } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer, type ServerProcess } from '../bridge/startProcess.ts'
import { launchChromium, openPage, STARTUP_MILLISECONDS } from '../chromium.ts'
import { buildSite } from './builtSite.ts'

/** Enough for software WebGPU on a busy machine; nothing waits for it in vain. */
const PATIENCE = { timeout: 90_000 }

let site: string
let browser: Browser
let server: ServerProcess
let leader: Page
let follower: Page

beforeAll(async () => {
  site = await buildSite()
  server = await startServer('--folder', site)
  browser = await launchChromium()
  leader = await openPage(browser, server.origin)
  await leader.setViewportSize({ width: 320, height: 180 })
}, 2 * STARTUP_MILLISECONDS)

afterAll(async () => {
  await browser.close()
  await server.stop()
  await rm(site, { recursive: true })
})

/** What the follower's page says. */
const words = async (page: Page): Promise<string> =>
  (await page.locator('anthesis-follow [role=status]').textContent()) ?? ''

test('a follower’s page joins what is played, silent, with the leader’s petals and digest', async () => {
  await leader.keyboard.press('KeyA', { delay: 100 })
  await leader.keyboard.press('KeyD', { delay: 100 })
  follower = await openPage(browser, `${server.origin}/follow.html`)
  await follower.setViewportSize({ width: 320, height: 180 })
  await follower.waitForFunction(
    () =>
      /as the leader/.test(
        document.querySelector('anthesis-follow')?.shadowRoot?.querySelector('[role=status]')
          ?.textContent ?? '',
      ),
    undefined,
    PATIENCE,
  )
  await leader.keyboard.press('KeyG', { delay: 100 })
  // Both fall silent after the answer.
  const digests = async (): Promise<unknown[]> => [
    await leader.evaluate(() => anthesis.conductor.state.digest),
    await follower.evaluate(() => followed.show.follower.performance?.digest),
  ]
  await expect
    .poll(async () => {
      const [led, followed] = await digests()
      return JSON.stringify(led) === JSON.stringify(followed)
    }, PATIENCE)
    .toBe(true)
  expect(await words(follower)).toMatch(
    /^\s*Following · bar -?\d+ · [0-9a-f]{16} as the leader\s*$/,
  )
  expect(await follower.locator('anthesis-follow button').getAttribute('aria-pressed')).toBe(
    'false',
  )
  const petals = await follower.evaluate(() => followed.picture.snapshot().ids.length)
  expect(petals).toBeGreaterThanOrEqual(3)
})

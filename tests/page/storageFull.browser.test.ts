import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, openPage, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import {
  bring,
  isPlaying,
  learn,
  PATIENCE,
  toModels,
  TUNE,
  until,
  writeModel,
} from './modelsTool.ts'

const SHIPPED = 'Melody 2×256'
const FULL = 'This browser’s storage is full; remove a model or free some disk space.'
const GOES_ON = 'The training goes on; what it learns from here is lost if this page is closed.'
/** Of two such cells, 153 KB as a folder: one such model has room, a second has none. */
const UNITS = 48
const ROOM_FOR_ONE_BYTES = 250_000
const LONGEST_TRAINING = 400_000

let browser: Browser
const server = devServer()
let page: Page
let folder: string
/** Bytes that the browser keeps for the page; undefined: as many as it likes. */
let allow: (quotaSize?: number) => Promise<unknown>

const isListed = (name: string) =>
  page.getByRole('button', { name: new RegExp(`^${name}`) }).count()

/** The partner plays on, with the model of that name. */
async function playsOn(name: string): Promise<void> {
  await isPlaying(page, name)
  await page.keyboard.press('KeyC')
  await until(page, ({ conductor }) => conductor.state.continuation.sounding !== null)
  await page.keyboard.press('Escape')
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anthesis-quota-'))
  await writeModel(join(folder, 'tiny'), UNITS)
  browser = await launchChromium()
  page = await openPage(browser, server.url)
  page.on('dialog', (dialog) => void dialog.accept())
  const browserSide = await page.context().newCDPSession(page)
  allow = (quotaSize) =>
    browserSide.send('Storage.overrideQuotaForOrigin', {
      origin: server.url,
      ...(quotaSize !== undefined && { quotaSize }),
    })
  await page.setViewportSize({ width: 1280, height: 800 })
  await toModels(page)
}, 2 * STARTUP_MILLISECONDS)

afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true })
})

test('a model brought into a full storage is refused in one line, and the other plays on', async () => {
  await allow(1)
  await bring(page, join(folder, 'tiny'))
  await page.getByText(`${FULL} ${SHIPPED} plays on.`).waitFor(PATIENCE)
  expect(await isListed('tiny')).toBe(0)
  await playsOn(SHIPPED)
})

test(
  'a training that storage has no room for says so once, and its result waits for room',
  async () => {
    await allow(ROOM_FOR_ONE_BYTES)
    await bring(page, join(folder, 'tiny'))
    await isPlaying(page, 'tiny')
    await learn(page, 'mine.mid', TUNE)
    const keep = page.getByRole('button', { name: 'Keep and play' })
    await keep.waitFor({ timeout: LONGEST_TRAINING })
    const remark = page.locator('anthesis-training p.quiet')
    expect(await remark.textContent()).toBe(`${FULL} ${GOES_ON}`)

    await keep.click()
    await expect.poll(() => remark.textContent(), PATIENCE).toBe(FULL)
    expect(await isListed('mine')).toBe(0)
    await playsOn('tiny')

    await allow()
    await keep.click()
    await isPlaying(page, 'mine')
  },
  LONGEST_TRAINING,
)

test('after a reload there is what was kept, and nothing half-written', async () => {
  await page.reload()
  await isPlaying(page, 'mine')
  await toModels(page)
  expect(await isListed('tiny')).toBe(1)
  expect(await page.getByRole('button', { name: 'Go on' }).count()).toBe(0)
})

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Basket } from '../../engine/continuation/basket/basket.ts'
import { Midi } from '../../engine/cli/tonejsMidi.ts'
import { importInPage, launchChromium, openPage, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { call } from '../cli/commands.ts'

type Main = typeof import('../../engine/main.ts')

const PATIENCE = { timeout: 60_000 }

let browser: Browser
const server = devServer()
let page: Page
let folder: string

async function until(fact: (main: Main) => boolean) {
  const main = await importInPage<Main>(page, 'engine/main.ts')
  await page.waitForFunction(fact, main, PATIENCE)
}

async function saved(button: string, name: string): Promise<string> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: button }).click()
  const path = join(folder, name)
  await (await download).saveAs(path)
  return path
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anthesis-basket-'))
  browser = await launchChromium()
  page = await openPage(browser, server.url)
  await page.setViewportSize({ width: 1280, height: 800 })
  await until(({ conductor }) => conductor.state.continuation.model.status === 'ready')
  await page.keyboard.press('F4')
  await page.getByRole('button', { name: 'Take basket' }).click()
}, STARTUP_MILLISECONDS)

afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true })
})

test('sixteen futures of a phrase are drawn, measured and saved', async () => {
  await page.getByText('Play a phrase, then draw futures').waitFor()
  for (const key of ['KeyA', 'KeyD', 'KeyG']) {
    await page.keyboard.down(key)
    await page.waitForTimeout(100)
    await page.keyboard.up(key)
  }
  await page.getByRole('button', { name: 'Draw futures' }).click()
  await page
    .getByRole('button', { name: /^Take future/ })
    .nth(15)
    .waitFor(PATIENCE)
  expect(await page.getByRole('button', { name: /^Hear future/ }).count()).toBe(16)
  const basket = JSON.parse(await readFile(await saved('Save JSON', 'b.json'), 'utf8')) as Basket
  expect(basket.candidates).toHaveLength(16)
  expect(basket.origin.primer.filter((token) => token > 1).slice(0, 3)).toEqual([14, 18, 21])
  expect(basket.origin.model).toMatch(/^[0-9a-f]{64}$/)
  expect(basket.diversity).toBeGreaterThan(0.3)
  const midi = new Midi(await readFile(await saved('Save MIDI', 'b.mid')))
  expect(midi.tracks.filter(({ name }) => name.startsWith('future'))).toHaveLength(16)
})

test('the weights re-rank them at once', async () => {
  const first = () =>
    page
      .getByRole('button', { name: /^Take future/ })
      .first()
      .getAttribute('aria-label')
  const main = await importInPage<Main>(page, 'engine/main.ts')
  const weigh = (value: number) =>
    main.evaluate(({ conductor }, given) => {
      const at = conductor.state.lastNoteSeconds ?? 0
      for (const { id } of conductor.state.modulation.parameters) {
        if (!id.startsWith('basket.')) continue
        conductor.accept({ type: 'setParameter', parameter: id, value: given }, at)
      }
    }, value)
  await weigh(-1)
  const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve))
  for (let frame = 0; frame < 4; frame++) await page.evaluate(drawn)
  const simplest = await first()
  await weigh(1)
  await expect.poll(first, PATIENCE).not.toBe(simplest)
})

test('one is heard, another taken on the next bar, and the take replays bit for bit', async () => {
  await page
    .getByRole('button', { name: /^Hear future/ })
    .first()
    .click()
  await until(({ conductor }) => conductor.state.continuation.audition?.sounding != null)
  await page
    .getByRole('button', { name: /^Take future/ })
    .nth(1)
    .click()
  await until(({ conductor }) => conductor.state.continuation.taking?.hasBegun === true)
  await until(({ conductor }) => conductor.state.continuation.sounding !== null)
  await page.keyboard.press('F4')
  const path = await saved('Save log', 'take.jsonl')
  const log = await readFile(path, 'utf8')
  expect(log).toContain('"type":"audition"')
  expect(log).toMatch(/"type":"take".*"stream":"basket\//)
  const { code, stderr } = await call('replay', folder, 'take.jsonl')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

test('baskets are there again after the page was loaded anew', async () => {
  page.on('dialog', (dialog) => void dialog.accept())
  await page.reload()
  await until(({ conductor }) => conductor.state.continuation.model.status === 'ready')
  await page.keyboard.press('F4')
  await page.getByRole('button', { name: 'Take basket' }).click()
  await page
    .getByRole('button', { name: /^Take future/ })
    .nth(15)
    .waitFor(PATIENCE)
})

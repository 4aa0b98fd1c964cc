import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importInPage, launchChromium, openPage, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { call } from '../cli/commands.ts'

/** Enough for software WebGPU on a busy machine; nothing waits for it in vain. */
const PATIENCE = { timeout: 60_000 }

let browser: Browser
const server = devServer()
let page: Page
let folder: string

/** Waits for a fact about the performance that runs in the page. */
async function until(fact: (main: typeof import('../../engine/main.ts')) => boolean) {
  const main = await importInPage<typeof import('../../engine/main.ts')>(page, 'engine/main.ts')
  await page.waitForFunction(fact, main, PATIENCE)
}

/** Saves the take as a performer does, and replays it on the command line. */
async function saveAndReplay(name: string) {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save log' }).click()
  await (await download).saveAs(join(folder, name))
  return call('replay', folder, name)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anthesis-take-'))
  browser = await launchChromium()
  page = await openPage(browser, server.url)
  await page.setViewportSize({ width: 1280, height: 800 })
  await until(({ conductor }) => conductor.state.continuation.model.status === 'ready')
  await page.keyboard.press('F2')
}, STARTUP_MILLISECONDS)

afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true })
})

test('a take saved after a phrase and its answer replays to the same digest in Node', async () => {
  for (const key of ['KeyA', 'KeyD', 'KeyG']) {
    await page.keyboard.down(key)
    await page.waitForTimeout(150)
    await page.keyboard.up(key)
  }
  await until(({ conductor }) => conductor.state.continuation.sounding !== null)
  await page.keyboard.press('Escape')
  const { code, stdout, stderr } = await saveAndReplay('phrase.jsonl')
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^identical [0-9a-f]{16} \(\d+ records\)\n/)
  expect(code).toBe(0)
  const log = await readFile(join(folder, 'phrase.jsonl'), 'utf8')
  expect(log).toContain('"probability"')
})

test('a take saved while the partner plays and a knob turns replays as well', async () => {
  await page.keyboard.press('KeyC')
  await until(({ conductor }) => conductor.state.continuation.sounding !== null)
  await page.keyboard.down('ArrowUp')
  for (let nth = 0; nth < 6; nth++) {
    const { code, stderr } = await saveAndReplay(`playing${nth}.jsonl`)
    expect(stderr).toBe('')
    expect(code).toBe(0)
  }
  await page.keyboard.up('ArrowUp')
})

test('a note that falls while the take is read is left out, and what there is replays', async () => {
  const main = await importInPage<typeof import('../../engine/main.ts')>(page, 'engine/main.ts')
  const button = await page.getByRole('button', { name: 'Save log' }).elementHandle()
  const download = page.waitForEvent('download')
  await page.evaluate(
    ([{ conductor }, save]) => {
      if (save instanceof HTMLElement) save.click()
      const at = conductor.state.lastNoteSeconds ?? 0
      conductor.accept({ type: 'panic' }, at + 1)
    },
    [main, button] as const,
  )
  await (await download).saveAs(join(folder, 'late.jsonl'))
  expect(await call('replay', folder, 'late.jsonl')).toMatchObject({ code: 0, stderr: '' })
})

test('after a reload in mid-show the page says that the take is kept, and saves it', async () => {
  await page.keyboard.press('KeyF')
  await page.reload()
  await page
    .getByText('What you played before is kept: F4, Earlier takes saves it.')
    .waitFor(PATIENCE)
  await page.keyboard.press('F2')
  await page.keyboard.press('F4')
  await page.getByRole('button', { name: 'Earlier takes' }).click()
  const download = page.waitForEvent('download')
  await page.locator('anthesis-takes').getByRole('button', { name: 'Save' }).click()
  await (await download).saveAs(join(folder, 'before.jsonl'))
  const { code, stdout, stderr } = await call('replay', folder, 'before.jsonl')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^identical [0-9a-f]{16} \(\d+ records; the take was broken off there\)\n/)
  const log = await readFile(join(folder, 'before.jsonl'), 'utf8')
  expect(
    log
      .trimEnd()
      .split('\n')
      .findLast((line) => line.includes('"noteOn"')),
  ).toContain('"pitch":65')
})

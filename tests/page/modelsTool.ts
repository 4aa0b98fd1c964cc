import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { line, midiOf } from '../cli/tunes.ts'
import { importInPage } from '../chromium.ts'
import { randomCheckpoint } from '../models/melody/randomCheckpoint.ts'

/** The Models tool of a page, as hands use it. */

type Main = typeof import('../../engine/main.ts')

/** Enough for software WebGPU on a busy machine; nothing waits for it in vain. */
export const PATIENCE = { timeout: 60_000 }

/** Sixteen bars that go up and down. */
export const TUNE = midiOf(
  line(
    Array.from({ length: 128 }, (_, index) => 60 + ([0, 4, 7, 12, 11, 7, 5, 2][index % 8] ?? 0)),
    240,
  ),
)

/** A MusicRNN folder of random weights in two cells. */
export async function writeModel(folder: string, units: number): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [path, bytes] of randomCheckpoint({ seed: 5, units: [units, units] })) {
    await writeFile(join(folder, path), bytes)
  }
}

/** Waits for a fact about the performance that runs in the page. */
export async function until(page: Page, fact: (main: Main) => boolean): Promise<void> {
  const main = await importInPage<Main>(page, 'engine/main.ts')
  await page.waitForFunction(fact, main, PATIENCE)
}

/** Waits until a model of that name plays. */
export async function isPlaying(page: Page, name: string): Promise<void> {
  const main = await importInPage<Main>(page, 'engine/main.ts')
  await page.waitForFunction(
    ([{ conductor }, wanted]) => {
      const { model } = conductor.state.continuation
      return model.status === 'ready' && model.name === wanted
    },
    [main, name] as const,
    PATIENCE,
  )
}

/** Opens the tool on a page that has just been loaded. */
export async function toModels(page: Page): Promise<void> {
  await until(page, ({ conductor }) => conductor.state.continuation.model.status === 'ready')
  await page.keyboard.press('F4')
  await page.getByRole('button', { name: 'Models' }).click()
  await page.getByText('comes along').waitFor(PATIENCE)
}

export const bring = (page: Page, folder: string): Promise<void> =>
  page.getByLabel('Bring a MusicRNN folder').setInputFiles(folder)

/** A file dragged from the desktop onto the tool. */
export async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([title, content]) => {
      const carried = new DataTransfer()
      carried.items.add(new File([Uint8Array.from(content)], title))
      return carried
    },
    [name, [...bytes]] as const,
  )
  await page.locator('anthesis-training .drop').dispatchEvent('drop', { dataTransfer })
}

export const learn = (page: Page, name: string, bytes: Uint8Array): Promise<void> =>
  page
    .getByLabel('MIDI files to learn from')
    .setInputFiles([{ name, mimeType: 'audio/midi', buffer: Buffer.from(bytes) }])

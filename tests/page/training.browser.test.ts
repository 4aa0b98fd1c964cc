import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import { nodeFiles } from '../../models/melody/nodeFiles.ts'
import { importInPage, launchChromium, openPage, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { line, midiOf } from '../cli/tunes.ts'
import { randomCheckpoint } from '../models/melody/randomCheckpoint.ts'

type Main = typeof import('../../engine/main.ts')

const PATIENCE = { timeout: 60_000 }
/** Seconds on a free processor; a busy one takes its time. */
const LONGEST_TRAINING = 400_000
/** At 120 quarters a minute. */
const HOUR_TICKS = 3600 * 480 * 2

let browser: Browser
const server = devServer()
let page: Page
let folder: string

async function until(fact: (main: Main) => boolean) {
  const main = await importInPage<Main>(page, 'engine/main.ts')
  await page.waitForFunction(fact, main, PATIENCE)
}

const isPlaying = (name: string) =>
  importInPage<Main>(page, 'engine/main.ts').then((main) =>
    page.waitForFunction(
      ([{ conductor }, wanted]) => {
        const { model } = conductor.state.continuation
        return model.status === 'ready' && model.name === wanted
      },
      [main, name] as const,
      PATIENCE,
    ),
  )

async function toModels(): Promise<void> {
  await until(({ conductor }) => conductor.state.continuation.model.status === 'ready')
  await page.keyboard.press('F4')
  await page.getByRole('button', { name: 'Models' }).click()
  await page.getByText('comes along').waitFor(PATIENCE)
}

const learn = (name: string, bytes: Uint8Array) =>
  page
    .getByLabel('MIDI files to learn from')
    .setInputFiles([{ name, mimeType: 'audio/midi', buffer: Buffer.from(bytes) }])

/** Sixteen bars that go up and down. */
const TUNE = midiOf(
  line(
    Array.from({ length: 128 }, (_, index) => 60 + ([0, 4, 7, 12, 11, 7, 5, 2][index % 8] ?? 0)),
    240,
  ),
)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anthesis-training-'))
  // Large enough that a training still goes on when the page, on a busy machine, is loaded again.
  await mkdir(join(folder, 'tiny'))
  for (const [path, bytes] of randomCheckpoint({ seed: 5, units: [160, 160] })) {
    await writeFile(join(folder, 'tiny', path), bytes)
  }
  browser = await launchChromium()
  page = await openPage(browser, server.url)
  page.on('dialog', (dialog) => void dialog.accept())
  await page.setViewportSize({ width: 1280, height: 800 })
  await toModels()
}, 2 * STARTUP_MILLISECONDS)

afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true })
})

test('a MusicRNN folder is brought along, plays, and plays again after a reload', async () => {
  await page.getByLabel('Bring a MusicRNN folder').setInputFiles(join(folder, 'tiny'))
  await isPlaying('tiny')
  await page.getByRole('button', { name: /^tiny/, pressed: true }).waitFor(PATIENCE)
  await page.reload()
  await isPlaying('tiny')
  await toModels()
  await page.getByRole('button', { name: /^tiny/, pressed: true }).waitFor(PATIENCE)
})

test('a folder that is no model is refused in one line, and the other plays on', async () => {
  await mkdir(join(folder, 'broken'))
  await writeFile(join(folder, 'broken', 'config.json'), '{"type":"MusicVAE"}')
  await writeFile(join(folder, 'broken', 'weights_manifest.json'), '[]')
  await page.getByLabel('Bring a MusicRNN folder').setInputFiles(join(folder, 'broken'))
  await page.getByText(/broken: config\.json is of type "MusicVAE", not "MusicRNN"/).waitFor()
  await isPlaying('tiny')
  await page.getByRole('button', { name: /^broken/ }).waitFor({ ...PATIENCE, state: 'detached' })
})

describe('what cannot be learnt from is refused in one line', () => {
  const drums = midiOf([], (midi) => {
    const track = midi.addTrack()
    track.channel = 9
    track.addNote({ midi: 36, ticks: 0, durationTicks: 480, velocity: 0.8 })
  })
  test.each<[string, Uint8Array, string]>([
    ['a text', Buffer.from('Twinkle'), 'x.mid is no MIDI file; drop Standard MIDI Files (.mid).'],
    ['patterns', TUNE.with(9, 2), 'x.mid is of MIDI format 2: its tracks are patterns'],
    ['a cut-off file', TUNE.subarray(0, -9), 'x.mid is cut off in track '],
    ['drums alone', drums, 'x.mid has drums alone; choose a file with a melody.'],
    ['no melody', midiOf(line([60, 62])), 'x.mid has no melody (fewer than 8 notes)'],
    [
      'three hours',
      midiOf([
        ...line([60, 62, 64, 65, 67, 65, 64, 62]),
        { pitch: 60, at: 3 * HOUR_TICKS, lasts: 9 },
      ]),
      'x.mid lasts 3.0 hours; cut it to one hour or less.',
    ],
    ['one note over and over', midiOf(line(new Array<number>(64).fill(60))), 'one pitch alone'],
  ])('%s', async (_, bytes, says) => {
    await learn('x.mid', bytes)
    await page.getByText(says).waitFor(PATIENCE)
  })

  test('a night without a phrase', async () => {
    await page.getByRole('button', { name: 'Learn from tonight' }).click()
    await page.getByText('You have played no phrase of eight notes tonight').waitFor(PATIENCE)
  })
})

test(
  'a training goes on after its tab was closed, while notes are played, and is kept',
  async () => {
    await learn('mine.mid', TUNE)
    await page.getByText(/to go/).waitFor(PATIENCE)
    await page.waitForFunction(
      async () => {
        const open = indexedDB.open('anthesis')
        const database = await new Promise<IDBDatabase>((resolve) => {
          open.onsuccess = () => resolve(open.result)
        })
        const request = database.transaction('training').objectStore('training').getAllKeys()
        const keys = await new Promise<IDBValidKey[]>((resolve) => {
          request.onsuccess = () => resolve(request.result)
        })
        database.close()
        return keys.includes('snapshot')
      },
      undefined,
      PATIENCE,
    )
    await page.reload()
    await toModels()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText(/to go/).waitFor(PATIENCE)
    const main = await importInPage<Main>(page, 'engine/main.ts')
    await page.keyboard.press('KeyC')
    await page.waitForFunction(({ conductor }) => conductor.state.continuation.plan !== null, main)
    await page.getByRole('button', { name: 'Keep and play' }).click({ timeout: LONGEST_TRAINING })
    await isPlaying('mine')
    await page.reload()
    await isPlaying('mine')
  },
  LONGEST_TRAINING,
)

test('what was made here is saved as a MusicRNN folder that any player reads', async () => {
  await toModels()
  await mkdir(join(folder, 'saved'))
  const saved = new Promise<void>((resolve, reject) => {
    let count = 0
    page.on('download', (download) => {
      download
        .saveAs(join(folder, 'saved', download.suggestedFilename()))
        .then(() => ++count === 3 && resolve())
        .catch(reject)
    })
  })
  await page.getByTitle('The files of mine').click()
  await saved
  const checkpoint = await loadCheckpoint(nodeFiles(join(folder, 'saved')))
  expect(checkpoint.cells.map(({ units }) => units)).toEqual([160, 160])
  const config = JSON.parse(await readFile(join(folder, 'saved', 'config.json'), 'utf8')) as object
  expect(config).toMatchObject({ type: 'MusicRNN' })
})

test('a training that is cancelled leaves nothing behind', async () => {
  await learn('other.mid', TUNE)
  await page.getByRole('button', { name: 'Cancel' }).click(PATIENCE)
  await page.getByText('Drop MIDI files of melodies here').waitFor(PATIENCE)
  await page.reload()
  await toModels()
  expect(await page.getByRole('button', { name: 'Go on' }).count()).toBe(0)
  expect(await page.getByRole('button', { name: /^other/ }).count()).toBe(0)
})

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import { nodeFiles } from '../../models/melody/nodeFiles.ts'
import type { FromTraining, ToTraining } from '../../engine/edges/trainingMessages.ts'
import { FIRST_NOTE_ON } from '../../engine/continuation/melodyModel.ts'
import { importInPage, launchChromium, openPage, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { line, midiOf } from '../cli/tunes.ts'
import { randomCheckpoint } from '../models/melody/randomCheckpoint.ts'
import {
  bring,
  drop,
  isPlaying,
  learn,
  PATIENCE,
  toModels,
  TUNE,
  until,
  writeModel,
} from './modelsTool.ts'

type Main = typeof import('../../engine/main.ts')
/** As the bundler gives a worker. */
interface TrainingScript {
  readonly default: new () => Worker
}
type Database = typeof import('../../engine/edges/database.ts')

declare global {
  /** Which updates the page's training worker has told of. */
  var updates: number[]
  /** What the page plays: pitches as they are scheduled, and what the speaker gets. */
  var audience: { readonly pitches: number[]; readonly peak: () => number }
}

/** Seconds on a free processor; a busy one takes its time. */
const LONGEST_TRAINING = 400_000
/** At 120 quarters a minute. */
const HOUR_TICKS = 3600 * 480 * 2
/** Large enough that a training still goes on when its tab is closed, on a busy machine. */
const UNITS = 112

let browser: Browser
/** Whose storage outlives its tabs. */
let visitor: BrowserContext
const server = devServer()
let page: Page
let folder: string

async function openTab(): Promise<Page> {
  const tab = await openPage(visitor, server.url)
  tab.on('dialog', (dialog) => void dialog.accept())
  await tab.setViewportSize({ width: 1280, height: 800 })
  return tab
}

/** The update that the training has been kept at; 0 before the first time. */
async function keptUpdate(): Promise<number> {
  const database = await importInPage<Database>(page, 'engine/edges/database.ts')
  return database.evaluate(async ({ get }) => {
    const kept = (await get('training', 'snapshot')) as { trainer: { update: number } } | undefined
    return kept?.trainer.update ?? 0
  })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anthesis-training-'))
  await writeModel(join(folder, 'tiny'), UNITS)
  browser = await launchChromium()
  visitor = await browser.newContext()
  page = await openTab()
  await toModels(page)
}, 2 * STARTUP_MILLISECONDS)

afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true })
})

test('a MusicRNN folder is brought along, plays, and plays again after a reload', async () => {
  await bring(page, join(folder, 'tiny'))
  await isPlaying(page, 'tiny')
  await page.getByRole('button', { name: /^tiny/, pressed: true }).waitFor(PATIENCE)
  await page.reload()
  await isPlaying(page, 'tiny')
  await toModels(page)
  await page.getByRole('button', { name: /^tiny/, pressed: true }).waitFor(PATIENCE)
})

test('another model of the same name stands beside it, and is the same when it is brought again', async () => {
  await writeModel(join(folder, 'others', 'tiny'), 8)
  await bring(page, join(folder, 'others', 'tiny'))
  await isPlaying(page, 'tiny 2')
  await bring(page, join(folder, 'tiny'))
  await isPlaying(page, 'tiny')
  expect(await page.getByTitle(/^The files of tiny/).count()).toBe(2)
})

test('a folder that is no model is refused in one line, and the other plays on', async () => {
  await mkdir(join(folder, 'broken'))
  await writeFile(join(folder, 'broken', 'config.json'), '{"type":"MusicVAE"}')
  await writeFile(join(folder, 'broken', 'weights_manifest.json'), '[]')
  await bring(page, join(folder, 'broken'))
  await page.getByText(/broken: config\.json is of type "MusicVAE", not "MusicRNN"/).waitFor()
  await isPlaying(page, 'tiny')
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
    await learn(page, 'x.mid', bytes)
    await page.getByText(says).waitFor(PATIENCE)
  })

  test('a night without a phrase', async () => {
    await page.getByRole('button', { name: 'Learn from tonight' }).click()
    await page.getByText('You have played no phrase of eight notes tonight').waitFor(PATIENCE)
  })

  test('and nothing of it is kept to go on with', async () => {
    const database = await importInPage<Database>(page, 'engine/edges/database.ts')
    expect(await database.evaluate(({ keys }) => keys('training'))).toEqual([])
  })
})

test(
  'a training whose tab was closed goes on at the very update it was kept at, while notes are played',
  async () => {
    await drop(page, 'mine.mid', TUNE)
    await page.getByText(/to go/).waitFor(PATIENCE)
    await expect.poll(keptUpdate, PATIENCE).toBeGreaterThan(0)
    await page.close()
    await visitor.addInitScript(() => {
      const Native = Worker
      globalThis.updates = []
      globalThis.Worker = class extends Native {
        constructor(...given: ConstructorParameters<typeof Worker>) {
          super(...given)
          if (!String(given[0]).includes('trainingWorker')) return
          this.addEventListener('message', ({ data }: MessageEvent<FromTraining>) => {
            if (data.type === 'progress') updates.push(data.state.update)
          })
        }
      }
    })
    page = await openTab()
    await toModels(page)
    const kept = await keptUpdate()
    expect(kept).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText(/to go/).waitFor(PATIENCE)
    expect(await page.evaluate(() => updates[0])).toBe(kept + 1)
    await page.keyboard.press('KeyC')
    await until(page, ({ conductor }) => conductor.state.continuation.plan !== null)
    const keep = page.getByRole('button', { name: 'Keep and play' })
    await keep.waitFor({ timeout: LONGEST_TRAINING })
    await page.keyboard.press('Escape')
  },
  LONGEST_TRAINING,
)

test('before and after are heard, two ways to go on, and what is kept is what was heard after', async () => {
  const main = await importInPage<Main>(page, 'engine/main.ts')
  await main.evaluate(({ sound }) => {
    if (!sound.output) throw new Error('There is no instrument.')
    const ear = new AnalyserNode(sound.output.context)
    sound.output.connect(ear)
    const samples = new Float32Array(ear.fftSize)
    const carryOut = sound.perform.bind(sound)
    sound.perform = (command) => {
      if (command.type === 'noteOn') audience.pitches.push(command.pitch)
      carryOut(command)
    }
    globalThis.audience = {
      pitches: [],
      peak: () => {
        ear.getFloatTimeDomainData(samples)
        return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
      },
    }
  })
  const hear = async (which: 'before' | 'after') => {
    await page.waitForFunction(() => audience.peak() < 1e-4, undefined, PATIENCE)
    // What went before may have had a note on its way when it was ended.
    await page.evaluate(() => audience.pitches.splice(0))
    await page.getByRole('button', { name: `Hear ${which}` }).click()
    await page.waitForFunction(() => audience.pitches.length > 1 && audience.peak() > 0.003)
    const heard = await main.evaluate(({ conductor }) => ({
      ...conductor.state.continuation.audition?.future,
      pitches: audience.pitches.splice(0),
    }))
    await page.keyboard.press('Escape')
    return heard
  }
  const before = await hear('before')
  const after = await hear('after')
  expect(after.pitches).not.toEqual(before.pitches)
  for (const { line: spoken = [], pitches } of [before, after]) {
    const written = spoken.filter((token) => token >= FIRST_NOTE_ON)
    expect(written.slice(0, pitches.length)).toEqual(pitches.map((pitch) => FIRST_NOTE_ON + pitch))
  }
  const named = { seed: 1, stream: 'sketch', temperature: 1 }
  expect([before, after]).toMatchObject([named, named])
  const playing = () =>
    main.evaluate(({ conductor: { state } }) =>
      state.continuation.model.status === 'ready' ? state.continuation.model.hash : '',
    )
  expect(before.model).toBe(await playing())
  await page.getByRole('button', { name: 'Keep and play' }).click()
  await isPlaying(page, 'mine')
  expect(after.model).toBe(await playing())
  await page.reload()
  await isPlaying(page, 'mine')
})

test('what was made here is saved as a MusicRNN folder that any player reads', async () => {
  await toModels(page)
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
  expect(checkpoint.cells.map(({ units }) => units)).toEqual([UNITS, UNITS])
  const config = JSON.parse(await readFile(join(folder, 'saved', 'config.json'), 'utf8')) as object
  expect(config).toMatchObject({ type: 'MusicRNN' })
})

/** Begins a training in a worker of its own, and waits until it says one of these. */
async function begun(words: readonly FromTraining['type'][], isCancelled: boolean) {
  const training = await importInPage<TrainingScript>(page, 'engine/edges/trainingWorker.ts?worker')
  const base = [...randomCheckpoint({ seed: 5, units: [8] })].map(
    ([path, bytes]) => [path, [...bytes]] as const,
  )
  return page.evaluate(
    ([{ default: TrainingWorker }, files, tune, awaited, cancelled]) => {
      const worker = new TrainingWorker()
      const tell = (message: ToTraining) => worker.postMessage(message)
      tell({
        type: 'begin',
        name: 'mine',
        base: new Map(files.map(([path, bytes]) => [path, Uint8Array.from(bytes)])),
        material: { midi: [{ name: 'mine.mid', bytes: Uint8Array.from(tune) }] },
        on: 'processor',
      })
      if (cancelled) tell({ type: 'cancel' })
      return new Promise<string>((resolve) => {
        worker.addEventListener('message', ({ data }: MessageEvent<FromTraining>) => {
          if (!awaited.includes(data.type)) return
          worker.terminate()
          resolve(data.type)
        })
      })
    },
    [training, base, [...TUNE], words, isCancelled] as const,
  )
}

test('a training is cancelled also while it is being set up', async () => {
  expect(await begun(['ended', 'cancelled', 'failed'], true)).toBe('cancelled')
})

test('a training that begins leaves nothing of one that failed', async () => {
  const database = await importInPage<Database>(page, 'engine/edges/database.ts')
  await database.evaluate(({ put }) => put('training', 'snapshot', 'of other tunes'))
  expect(await begun(['begun', 'failed'], false)).toBe('begun')
  expect(await database.evaluate(({ get }) => get('training', 'snapshot'))).not.toBe(
    'of other tunes',
  )
  await database.evaluate(async ({ remove }) => {
    await remove('training', 'task')
    await remove('training', 'snapshot')
  })
})

test('a training that is cancelled leaves nothing behind', async () => {
  await learn(page, 'other.mid', TUNE)
  await page.getByRole('button', { name: 'Cancel' }).click(PATIENCE)
  await page.getByText('Drop MIDI files of melodies here').waitFor(PATIENCE)
  await page.reload()
  await toModels(page)
  expect(await page.getByRole('button', { name: 'Go on' }).count()).toBe(0)
  expect(await page.getByRole('button', { name: /^other/ }).count()).toBe(0)
})

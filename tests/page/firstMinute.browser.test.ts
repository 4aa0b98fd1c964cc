import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SoundCommand } from '../../engine/sound/commands.ts'
import { importInPage, launchChromium, openPage, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'

/** What the tests put beside the page: every sound command, and an ear at the speaker. */
interface Beside {
  readonly commands: SoundCommand[]
  readonly peak: () => number
  readonly state: () => typeof import('../../engine/main.ts').conductor.state
}

declare global {
  var beside: Beside
}

/** Enough for software WebGPU on a busy machine; nothing waits for it in vain. */
const PATIENCE = { timeout: 60_000 }

let browser: Browser
const server = devServer()
let page: Page

async function listen(): Promise<void> {
  const main = await importInPage<typeof import('../../engine/main.ts')>(page, 'engine/main.ts')
  await page.waitForFunction(({ sound }) => sound.output !== null, main, PATIENCE)
  await main.evaluate(({ conductor, sound }) => {
    const commands: SoundCommand[] = []
    const carryOut = sound.perform.bind(sound)
    sound.perform = (command) => {
      commands.push(command)
      carryOut(command)
    }
    if (!sound.output) throw new Error('There is no instrument.')
    const ear = new AnalyserNode(sound.output.context, { fftSize: 2048 })
    sound.output.connect(ear)
    const samples = new Float32Array(ear.fftSize)
    globalThis.beside = {
      commands,
      peak: () => {
        ear.getFloatTimeDomainData(samples)
        return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
      },
      state: () => conductor.state,
    }
  })
}

const until = (fact: () => boolean) => page.waitForFunction(fact, undefined, PATIENCE)

const commandCount = () => page.evaluate(() => beside.commands.length)

const commandsSince = (from: number) => page.evaluate((start) => beside.commands.slice(start), from)

/** Presses keys as a hand does, each for about a fifth of a second. */
async function play(...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.down(key)
    await page.waitForTimeout(150)
    await page.keyboard.up(key)
    await page.waitForTimeout(40)
  }
}

beforeAll(async () => {
  browser = await launchChromium()
  page = await openPage(browser, server.url)
  await page.setViewportSize({ width: 640, height: 400 })
  await listen()
  await until(() => beside.state().continuation.model.status === 'ready')
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

test('the first key sounds', async () => {
  await page.keyboard.down('KeyA')
  await until(() => beside.peak() > 0.01)
  await page.keyboard.up('KeyA')
  const [first] = (await commandsSince(0)).filter(({ type }) => type === 'noteOn')
  expect(first).toMatchObject({ voice: 'performer', pitch: 60 })
})

test('a pause of a beat is answered on a sixteenth of the phrase’s own time, within two of a beat', async () => {
  const from = await commandCount()
  await play('KeyA', 'KeyS', 'KeyD', 'KeyF')
  // The first key's own answer may still have sounded when this phrase began.
  await page.waitForFunction(
    (start) => {
      const notes = beside.commands.slice(start).filter((c) => c.type === 'noteOn')
      return notes.findLastIndex((c) => c.voice === 'performer') < notes.length - 1
    },
    from,
    PATIENCE,
  )
  const notes = (await commandsSince(from)).filter((c) => c.type === 'noteOn')
  const played = notes.filter((c) => c.voice === 'performer')
  const answer = notes[notes.findLastIndex((c) => c.voice === 'performer') + 1]
  const { origin, segment } = await page.evaluate(() => {
    const { grid, map } = beside.state().clock
    return { origin: grid.originTicks, segment: map.at(-1) }
  })
  const { tempo, fromTicks, fromSeconds } = segment ?? { tempo: 0, fromTicks: 0, fromSeconds: 0 }
  const lastSeconds = Math.max(...played.map((c) => c.atSeconds))
  const answerSeconds = answer?.atSeconds ?? 0
  expect(answerSeconds - lastSeconds).toBeGreaterThanOrEqual((60 / tempo) * 0.99)
  const answerTicks = fromTicks + ((answerSeconds - fromSeconds) * tempo * 480) / 60
  const sixteenths = (answerTicks - origin) / 120
  // Behind its sixteenth by as much as the player swings and lags, and soon after a beat.
  const step = Math.floor(sixteenths + 1e-6)
  expect(sixteenths - step).toBeLessThan(0.5)
  expect(((step % 4) + 4) % 4).toBeLessThanOrEqual(2)
})

test('holding ↑ heats the sixteenths that follow', async () => {
  await page.keyboard.press('KeyC')
  const from = await commandCount()
  await page.keyboard.down('ArrowUp')
  await page.waitForFunction(
    (start) => {
      const heats = beside.commands
        .slice(start)
        .flatMap((c) => (c.type === 'noteOn' && c.provenance ? [c.provenance.temperature] : []))
      return Math.max(...heats) > 1.1
    },
    from,
    PATIENCE,
  )
  await page.keyboard.up('ArrowUp')
  const heats = (await commandsSince(from)).flatMap((c) =>
    c.type === 'noteOn' && c.provenance ? [c.provenance.temperature] : [],
  )
  expect([...heats].sort((a, b) => a - b)).toEqual(heats)
})

test('playing over the answer makes it yield, softly', async () => {
  await page.keyboard.press('KeyC')
  await until(() => beside.state().continuation.sounding !== null)
  const from = await commandCount()
  await page.keyboard.down('KeyG')
  await until(() => beside.state().continuation.plan === null)
  await page.keyboard.up('KeyG')
  const commands = await commandsSince(from)
  const key = commands.findIndex((c) => c.type === 'noteOn' && c.voice === 'performer')
  const ended = commands.filter((c) => c.type === 'noteOff' && c.voice === 'model')
  expect(key).toBeGreaterThanOrEqual(0)
  expect(ended.every((c) => c.type === 'noteOff' && c.releaseSeconds <= 0.45)).toBe(true)
  expect(await page.evaluate(() => beside.state().continuation.sounding)).toBeNull()
})

test('Esc is silence', async () => {
  await page.keyboard.down('KeyA')
  await until(() => beside.peak() > 0.01)
  await page.keyboard.press('Escape')
  await until(() => beside.peak() < 1e-4)
  expect(await page.evaluate(() => beside.state().sound.sounding)).toEqual([])
  await page.keyboard.up('KeyA')
})

test('R plays the last minute again, bit for bit', async () => {
  const from = await commandCount()
  await page.keyboard.press('KeyR')
  // What is said when it is over takes the place of this.
  const said = await page.getByText('The last minute again').first().textContent(PATIENCE)
  expect(said).toContain('bit for bit')
  await page.waitForFunction(
    (start) => beside.commands.slice(start).filter((c) => c.type === 'noteOn').length > 4,
    from,
    PATIENCE,
  )
  const again = (await commandsSince(from)).flatMap((c) => (c.type === 'noteOn' ? [c] : []))
  const before = (await commandsSince(0)).slice(0, from)
  const first = before.flatMap((c) => (c.type === 'noteOn' ? [c] : []))
  expect(again.map((c) => [c.voice, c.pitch, c.velocity])).toEqual(
    first.slice(0, again.length).map((c) => [c.voice, c.pitch, c.velocity]),
  )
  await page.keyboard.press('KeyR')
})

test('leaving in mid-show asks first', async () => {
  const asked = page.waitForEvent('dialog')
  // The page stays, so this load never ends.
  page.reload().catch(() => null)
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.dismiss()
  expect(await commandCount()).toBeGreaterThan(0)
})

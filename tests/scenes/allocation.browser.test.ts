import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importInPage, launchChromium, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { gardenNote } from '../bench/gardenNote.ts'
import { ownBytes, type OwnBytes } from './ownBytes.ts'

/** In a round; each brings a note, as fast playing does, at every tenth. */
const PICTURES = 60
const PICTURES_A_NOTE = 10
/** Rounds until V8 has compiled what a picture runs: what is not, puts each sum into a box. */
const MOST_ROUNDS = 40
/** Bytes of the boxes of some numbers that go from function to function. */
const BOXES = { function: 200, picture: 600 }

let browser: Browser
const server = devServer()

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

const notes = Array.from({ length: PICTURES / PICTURES_A_NOTE }, (_, id) => gardenNote(id, id / 6))
const sum = (bytes: OwnBytes): number => [...bytes.values()].reduce((a, b) => a + b, 0)

/** Bytes a picture, those of whole functions and of all together. */
const isSettled = (bytes: OwnBytes): boolean =>
  [...bytes.values()].every((each) => each / PICTURES < BOXES.function) &&
  sum(bytes) / PICTURES < BOXES.picture

const lines = (bytes: OwnBytes): string =>
  [...bytes].map(([name, each]) => `${name}: ${each / PICTURES} bytes`).join('\n')

async function openInPage(page: Page) {
  const module = await importInPage<typeof import('./drivenDraw.ts')>(
    page,
    'tests/scenes/drivenDraw.ts',
  )
  const driven = await module.evaluateHandle(({ openDriven }) => openDriven('best'))
  const wasteful = await module.evaluateHandle(({ waste }) => waste)
  return { driven, wasteful }
}

test('a picture of the garden takes no memory of ours, on the GPU', async () => {
  const page = await openBlank(browser, server)
  const { driven, wasteful } = await openInPage(page)
  const draw = () =>
    driven.evaluate(
      (driven, [notes, each]) => {
        for (const note of notes) {
          driven.hear([note], {})
          driven.draw(each)
        }
      },
      [notes, PICTURES_A_NOTE] as const,
    )
  let bytes = await ownBytes(page, draw)
  for (let round = 1; round < MOST_ROUNDS && !isSettled(bytes); round++) {
    bytes = await ownBytes(page, draw)
  }
  expect(isSettled(bytes), lines(bytes)).toBe(true)
  // The measure sees what there is: three numbers in an array, kept by nobody.
  const seen = await ownBytes(page, async () => {
    await wasteful.evaluate((make, times) => make(times), PICTURES)
  })
  expect(sum(seen) / PICTURES).toBeGreaterThan(30)
  await page.close()
}, 240_000)

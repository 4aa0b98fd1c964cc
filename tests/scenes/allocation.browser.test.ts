import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importInPage, launchChromium, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { gardenNote } from '../bench/gardenNote.ts'
import { ownBytes, type OwnBytes } from './ownBytes.ts'

/** In a round, and from note to note. */
const PICTURES = 480
const PICTURES_A_NOTE = 40
/** Rounds until V8 has compiled what makes things that it then need not make. */
const MOST_ROUNDS = 12
/**
 * Bytes a picture: of each function two thirds of the smallest object with a field, for a note's share,
 * what a second reports, and the measure's error of a seventh; of numbers no avalanche of boxes.
 */
const MOST = { objects: 10, boxes: 8000 }

let browser: Browser
const server = devServer()

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

const notes = Array.from({ length: PICTURES / PICTURES_A_NOTE }, (_, id) => gardenNote(id, id / 6))
const sum = ({ objects }: OwnBytes): number => [...objects.values()].reduce((a, b) => a + b, 0)

const isSettled = (bytes: OwnBytes): boolean =>
  [...bytes.objects.values()].every((each) => each / PICTURES < MOST.objects) &&
  bytes.boxes / PICTURES < MOST.boxes

const lines = ({ objects, boxes }: OwnBytes): string =>
  [...objects, ['boxes of numbers', boxes] as const]
    .map(([name, each]) => `${name}: ${each / PICTURES} bytes`)
    .join('\n')

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
  expect(sum(seen) / PICTURES, lines(seen)).toBeGreaterThan(30)
  await page.close()
}, 240_000)

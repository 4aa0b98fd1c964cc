import type { Browser, JSHandle, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { midiNote, seconds, unit } from '../../engine/core/units.ts'
import type { PetalCommand } from '../../engine/visuals/frame.ts'
import { importInPage, launchChromium, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { VANTAGE_SECONDS, VANTAGES } from '../../engine/visuals/vantage.ts'
import type { Studio, Take } from './still.ts'

/** What can be told from twenty metres: the garden at 160 × 90 pixels. */

const WIDTH = 160
const HEIGHT = 90

type Voice = 'performer' | 'model'

interface Playing {
  readonly voice: Voice
  readonly temperature: number
  readonly context?: number
}

const NOTES = 8
const NOTE_SECONDS = 0.25
const PHRASE_SECONDS = 3

/**
 * Phrases of eight notes, the last of which sounds until the moment that is looked at.
 * @param from show time of the first note
 * @param isHeard whether a phrase sounds; where it does not its flower stands without petals
 */
function take(
  playing: readonly Playing[],
  from = 1,
  isHeard: (phrase: number) => boolean = () => true,
): Take {
  const commands = playing.flatMap(({ voice, temperature, context = 0 }, phrase) => {
    const lasts = isHeard(phrase) ? 0.9 * NOTE_SECONDS : 0
    return Array.from({ length: NOTES }, (_, note): PetalCommand[] => {
      const id = phrase * NOTES + note
      const atSeconds = seconds(from + phrase * PHRASE_SECONDS + note * NOTE_SECONDS)
      const contexts = [context, 0] as const
      const more = { pitch: midiNote(60 + 2 * note), velocity: unit(0.7), surpriseBits: 1 }
      return [
        { type: 'petal', id, voice, temperature, contexts, atSeconds, ...more },
        { type: 'petalEnd', id, atSeconds: seconds(atSeconds + lasts) },
      ]
    }).flat()
  })
  const phrases = Math.max(1, playing.length)
  const contexts = [playing.at(-1)?.context ?? 0, 0] as const
  const showSeconds = seconds(from + (phrases - 1) * PHRASE_SECONDS + NOTES * NOTE_SECONDS)
  const oldBeforeSeconds = seconds(showSeconds - 64)
  const temperature = playing.at(-1)?.temperature ?? 1
  return { commands, moment: { showSeconds, oldBeforeSeconds, temperature, contexts } }
}

/** Mean colours, 0..255, of parts of a picture. */
interface Sight {
  /** Of the pixels that petals have changed: and how many they are. */
  readonly petals: Colour & { readonly pixels: number }
  /** Left of the flower, about the horizon. */
  readonly horizon: Colour
  /** Under the flower, what playing adds to it. */
  readonly ground: Colour
}

interface Colour {
  /** Red less blue. */
  readonly warmth: number
}

let browser: Browser
const server = devServer()

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

describe.each(['best', 'webgl2'] as const)('from twenty metres (%s backend)', (backend) => {
  let page: Page
  let stills: JSHandle<typeof import('./still.ts')>
  let studio: JSHandle<Studio>

  beforeAll(async () => {
    page = await openBlank(browser, server)
    stills = await importInPage<typeof import('./still.ts')>(page, 'tests/scenes/still.ts')
    studio = await stills.evaluateHandle(
      (module, [backend, width, height]) => module.openStudio(backend, width, height),
      [backend, WIDTH, HEIGHT] as const,
    )
  }, STARTUP_MILLISECONDS)

  afterAll(() => page.close())

  /** What is seen of what is played, beside the garden where nobody plays. */
  const look = (playing: readonly Playing[]): Promise<Sight> => {
    const played = take(playing)
    const nobody: Take = { commands: [], moment: { ...played.moment, showSeconds: seconds(-100) } }
    return page.evaluate(
      ([{ mask }, studio, played, nobody, width, height]) => {
        const empty = new Uint8ClampedArray(studio.take(nobody))
        const seen = new Uint8ClampedArray(studio.take(played))
        const petals = mask(empty, seen, 40)
        const mean = (from: Uint8ClampedArray, isIn: (x: number, y: number) => boolean) => {
          let [pixels, warmth] = [0, 0]
          for (let pixel = 0; pixel < width * height; pixel++) {
            if (!isIn(pixel % width, Math.floor(pixel / width))) continue
            const [r = 0, , b = 0] = from.subarray(pixel * 4, pixel * 4 + 3)
            pixels++
            warmth += r - b
          }
          return { pixels, warmth: warmth / pixels }
        }
        const isHorizon = (x: number, y: number) =>
          x < width * 0.3 && y > height * 0.6 && y < height * 0.75
        const isGround = (x: number, y: number) =>
          x > width * 0.45 && x < width * 0.8 && y > height * 0.9
        const ground = mean(seen, isGround).warmth - mean(empty, isGround).warmth
        return {
          petals: mean(seen, (x, y) => petals[y * width + x] === true),
          horizon: mean(seen, isHorizon),
          ground: { warmth: ground },
        }
      },
      [stills, studio, played, nobody, WIDTH, HEIGHT] as const,
    )
  }

  describe.each([0.6, 1, 1.5])('at temperature %f', (temperature) => {
    test('the performer\u2019s flower is warm and the model\u2019s cool, and both are large', async () => {
      const performer = await look([{ voice: 'performer', temperature }])
      const model = await look([{ voice: 'model', temperature }])
      expect(performer.petals.warmth).toBeGreaterThan(60)
      expect(model.petals.warmth).toBeLessThan(-10)
      expect(performer.petals.pixels).toBeGreaterThan((WIDTH * HEIGHT) / 40)
      expect(model.petals.pixels).toBeGreaterThan((WIDTH * HEIGHT) / 40)
    })

    test('without any hue their shapes are two: a cup, and a whorl that lies open', async () => {
      const [cup, whorl] = (['performer', 'model'] as const).map((voice) =>
        take([{ voice, temperature }]),
      )
      if (!cup || !whorl) throw new Error('nobody plays')
      const shared = await page.evaluate(
        ([{ mask, overlap }, studio, nobody, cup, whorl]) => {
          const empty = studio.take(nobody)
          const one = mask(studio.take(cup), empty, 40)
          const other = mask(studio.take(whorl), empty, 40)
          return overlap(one, other)
        },
        [stills, studio, { ...cup, commands: [] }, cup, whorl] as const,
      )
      expect(shared).toBeLessThan(0.5)
    })

    test('where both have played, the light on the ground is of the one who plays now', async () => {
      const [performer, model] = (['performer', 'model'] as const).map((voice) => ({
        voice,
        temperature,
      }))
      if (!performer || !model) throw new Error('nobody plays')
      const answered = await look([performer, model])
      const resumed = await look([performer, model, performer])
      expect(answered.ground.warmth).toBeLessThan(-3)
      expect(resumed.ground.warmth).toBeGreaterThan(3)
    })
  })

  test('hot, cold and neither are told apart by the horizon, whoever plays', async () => {
    for (const voice of ['performer', 'model'] as const) {
      const [cold, mild, hot] = await Promise.all(
        [0.6, 1, 1.5].map((temperature) => look([{ voice, temperature }])),
      )
      expect(cold?.horizon.warmth).toBeLessThan(-25)
      expect(Math.abs(mild?.horizon.warmth ?? NaN)).toBeLessThan(10)
      expect(hot?.horizon.warmth).toBeGreaterThan(25)
    }
  })

  test.each(['performer', 'model'] as const)(
    'beyond the drawn flowers a film lies on the petals of the %s',
    async (voice) => {
      const [drawn, beyond] = [1, 2].map((context) => take([{ voice, temperature: 1, context }]))
      if (!drawn || !beyond) throw new Error('nothing is played')
      // A whorl of the model hardly changes its shape: what changes is the film.
      const [colours, petals] = await page.evaluate(
        ([{ mask, count }, studio, drawn, beyond, nobody]) => {
          const empty = new Uint8ClampedArray(studio.take(nobody))
          const one = new Uint8ClampedArray(studio.take(drawn))
          const other = new Uint8ClampedArray(studio.take(beyond))
          return [count(mask(one, other, 25)), count(mask(empty, other, 40))]
        },
        [stills, studio, drawn, beyond, { ...drawn, commands: [] }] as const,
      )
      expect(colours).toBeGreaterThan(petals * 0.4)
    },
  )

  // Where a flower stands is one formula for both.
  test.each(backend === 'best' ? VANTAGES.map((_, number) => number) : [])(
    'from vantage %i at least a third of each of the five newest flowers is seen, inside the picture',
    async (number) => {
      const flowers = 8
      const playing = Array.from({ length: flowers }, () =>
        (['performer', 'model'] as const).map((voice) => ({ voice, temperature: 1 })),
      ).flat()
      const from = (VANTAGES.length + number) * VANTAGE_SECONDS + 10
      const garden = (isThere: (back: number) => boolean): Take =>
        take(playing, from, (phrase) => isThere(flowers - 1 - Math.floor(phrase / 2)))
      const five = [0, 1, 2, 3, 4]
      const seen = await page.evaluate(
        ([{ mask }, studio, nobody, all, pairs, width]) => {
          const empty = new Uint8ClampedArray(studio.take(nobody))
          const full = new Uint8ClampedArray(studio.take(all))
          return pairs.map(([without, alone]) => {
            const visible = mask(full, studio.take(without), 10).filter(Boolean).length
            const own = mask(empty, studio.take(alone), 10).flatMap((is, pixel) =>
              is ? [pixel] : [],
            )
            const columns = own.map((pixel) => pixel % width)
            return {
              share: visible / own.length,
              left: Math.min(...columns) / width,
              right: Math.max(...columns) / width,
            }
          })
        },
        [
          stills,
          studio,
          garden(() => false),
          garden(() => true),
          five.map((back) => [garden((is) => is !== back), garden((is) => is === back)] as const),
          WIDTH,
        ] as const,
      )
      const least = Math.min(...seen.map(({ share }) => share))
      expect(least, JSON.stringify(seen)).toBeGreaterThan(1 / 3)
      expect(Math.min(...seen.map(({ left }) => left))).toBeGreaterThan(0)
      const rights = seen.map(({ right }) => -right)
      expect(rights).toEqual(rights.toSorted((a, b) => a - b))
    },
  )
})

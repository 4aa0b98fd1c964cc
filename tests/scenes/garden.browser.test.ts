import type { Browser, JSHandle, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { midiNote, seconds, unit } from '../../engine/core/units.ts'
import type { Frame } from '../../engine/visuals/frame.ts'
import { importInPage, launchChromium, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { phrase, plain, type Note } from './gardenPhrase.ts'
import type { Look } from './look.ts'
import type { Studio, Take } from './still.ts'

const WIDTH = 320
const HEIGHT = 180

let browser: Browser
const server = devServer()

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

const at = (showSeconds: number): Partial<Frame> => ({ showSeconds: seconds(showSeconds) })

describe.each(['best', 'webgl2'] as const)('the garden (%s backend)', (backend) => {
  let page: Page
  let stills: JSHandle<typeof import('./still.ts')>
  let lookers: JSHandle<typeof import('./look.ts')>
  let studio: JSHandle<Studio>

  beforeAll(async () => {
    page = await openBlank(browser, server)
    stills = await importInPage<typeof import('./still.ts')>(page, 'tests/scenes/still.ts')
    lookers = await importInPage<typeof import('./look.ts')>(page, 'tests/scenes/look.ts')
    studio = await stills.evaluateHandle(
      (module, [backend, width, height]) => module.openStudio(backend, width, height),
      [backend, WIDTH, HEIGHT] as const,
    )
  }, STARTUP_MILLISECONDS)

  afterAll(() => page.close())

  /** In how many pixels two takes differ, by more than a tenth unless told. */
  const different = (one: Take, other: Take, by = 25): Promise<number> =>
    page.evaluate(
      ([{ mask, count }, studio, one, other, by]) =>
        count(mask(studio.take(one), studio.take(other), by)),
      [stills, studio, one, other, by] as const,
    )

  const take = (note: Partial<Note>, moment: Partial<Frame> = {}): Take => ({
    commands: phrase({ ...plain, ...note }),
    moment: { ...at(4), ...moment },
  })

  test('draws with the backend asked for', async () => {
    const expected = backend === 'best' ? 'webgpu' : 'webgl2'
    expect(await studio.evaluate((each) => each.backend)).toBe(expected)
  })

  test.each([
    { voice: 'model' },
    { temperature: 1.5 },
    { temperature: 0.6 },
    { contexts: [1, 0] },
    { contexts: [0, 0.8] },
  ] satisfies Partial<Note>[])(
    'two stills that differ only in %o are told apart',
    async (other) => {
      expect(await different(take({}), take(other))).toBeGreaterThan(150)
    },
  )

  const looks = (notes: readonly Partial<Note>[]): Promise<Look[]> =>
    page.evaluate(
      ([{ lookOf }, studio, ground, takes, width]) => {
        const empty = new Uint8ClampedArray(studio.take(ground))
        return takes.map((take) => lookOf(empty, studio.take(take), width))
      },
      [
        lookers,
        studio,
        { commands: [], moment: at(4) },
        notes.map((note) => take(note)),
        WIDTH,
      ] as const,
    )

  describe.each(['performer', 'model'] as const)('a petal of the %s', (voice) => {
    /** How much more each number is than the one before. */
    const steps = (numbers: readonly number[]): number[] =>
      numbers.slice(1).map((number, i) => number - (numbers[i] ?? NaN))
    const reaches = async (notes: readonly Partial<Note>[]): Promise<number[]> =>
      (await looks(notes.map((note) => ({ voice, ...note })))).map(({ reach }) => reach)

    test('stands the higher, and its hue has gone the further from deep to pale, the higher its note is', async () => {
      const seen = await looks([48, 62, 80].map((pitch) => ({ voice, pitch })))
      const pale = voice === 'performer' ? 1 : -1
      expect(Math.min(...steps(seen.map(({ height }) => height)))).toBeGreaterThan(0.005)
      expect(Math.min(...steps(seen.map(({ hue }) => pale * hue)))).toBeGreaterThan(2.5)
    })

    test('is the longer the louder its note is', async () => {
      const seen = await reaches([{ velocity: 0.35 }, { velocity: 0.7 }, { velocity: 1 }])
      expect(Math.min(...steps(seen))).toBeGreaterThan(0.03)
    })

    test('has opened the wider the longer its note was held', async () => {
      const seen = await reaches([{ duration: 0.1 }, { duration: 0.3 }, { duration: 0.8 }])
      expect(Math.min(...steps(seen))).toBeGreaterThan(0.03)
    })
  })

  test('who plays is told by shape alone, without any colour', async () => {
    const ground: Take = { commands: [], moment: at(100) }
    const shared = await page.evaluate(
      ([{ mask, overlap }, studio, ground, performer, model]) => {
        const empty = studio.take(ground)
        const one = mask(studio.take(performer), empty, 25)
        const other = mask(studio.take(model), empty, 25)
        return overlap(one, other)
      },
      [stills, studio, ground, take({}), take({ voice: 'model' })] as const,
    )
    expect(shared).toBeLessThan(0.5)
  })

  test('the flower in front follows the performer\u2019s context', async () => {
    expect(await different(take({}), take({}, { contexts: [1, 0] }))).toBeGreaterThan(150)
  })

  test('eight silent seconds close the flower and dim it', async () => {
    const ground: Take = { commands: [], moment: at(100) }
    const silent = (after: number): Take => take({}, { silenceSeconds: seconds(after) })
    const awake = await different(silent(7.9), ground)
    expect(await different(silent(0), silent(7.9), 0)).toBe(0)
    expect(await different(silent(16), ground)).toBeLessThan(awake * 0.6)
  })

  test('after eight silent seconds seeds fly', async () => {
    // Asleep it is from sixteen seconds on; what still moves are the seeds.
    const silent = (after: number): Take => take({}, { silenceSeconds: seconds(after) })
    expect(await different(silent(17), silent(19), 10)).toBeGreaterThan(10)
    expect(await different(silent(60), silent(62), 0)).toBe(0)
  })

  test('the wind has a hot flower, and a cold one hardly moves', async () => {
    const moving = (temperature: number) =>
      different(take({ temperature }, at(9)), take({ temperature }, at(9.7)))
    const [cold, hot] = [await moving(0.7), await moving(1.5)]
    expect(hot).toBeGreaterThan(500)
    expect(cold).toBeLessThan(hot / 4)
  })

  test('a surprise lights the rims of a hot petal, and darkens nothing', async () => {
    const hot = (surpriseBits: number): Take => take({ temperature: 1.5, surpriseBits })
    const [lit, darkened] = await page.evaluate(
      ([{ count }, studio, expected, surprising]) => {
        const before = new Uint8ClampedArray(studio.take(expected))
        const after = studio.take(surprising)
        const rises = Array.from({ length: before.length / 4 }, (_, pixel) => pixel * 4).map(
          (red) => (after[red] ?? 0) - (before[red] ?? 0),
        )
        return [count(rises.map((by) => by > 10)), count(rises.map((by) => by < -2))]
      },
      [stills, studio, hot(0), hot(8)] as const,
    )
    expect(lit).toBeGreaterThan(30)
    expect(darkened).toBe(0)
  })

  test('the ground is all but black, and the horizon is low', async () => {
    const brightness = await page.evaluate(
      ([studio, nobody, width]) => {
        const seen = studio.take(nobody)
        const line = width * 4
        return Array.from({ length: seen.length / line }, (_, row) => {
          const parts = seen.subarray(row * line, (row + 1) * line)
          return parts.reduce((sum, part, i) => sum + (i % 4 < 3 ? part : 0), 0) / (3 * width)
        })
      },
      [studio, { commands: [], moment: at(100) }, WIDTH] as const,
    )
    expect(Math.max(...brightness)).toBeLessThan(35)
    const falls = brightness.slice(1).map((row, i) => (brightness[i] ?? NaN) - row)
    const horizon = falls.indexOf(Math.max(...falls)) / HEIGHT
    expect(horizon).toBeGreaterThan(0.6)
    expect(horizon).toBeLessThan(0.8)
  })

  test('the newest flower stands at the golden section, its heart at 40 % of the height', async () => {
    const middle = await page.evaluate(
      ([{ mask }, studio, ground, played, width]) => {
        const empty = studio.take(ground)
        const petals = mask(studio.take(played), empty, 60)
        const at = petals.flatMap((seen, pixel) => (seen ? [pixel] : []))
        const mean = (of: (pixel: number) => number) =>
          at.reduce((sum, pixel) => sum + of(pixel), 0) / at.length
        return [mean((pixel) => pixel % width), mean((pixel) => Math.floor(pixel / width))]
      },
      [stills, studio, { commands: [], moment: at(4) }, take({ voice: 'model' }), WIDTH] as const,
    )
    // A whorl of the model's lies open about the heart.
    expect(Math.abs((middle[0] ?? NaN) / WIDTH - 0.618)).toBeLessThan(0.06)
    expect(Math.abs(1 - (middle[1] ?? NaN) / HEIGHT - 0.4)).toBeLessThan(0.08)
  })

  test('five to nine flowers stand in the garden, as far back as is wished; five are a twelfth of its height or more, the older the smaller and the further left', async () => {
    const phrases = 14
    /** The phrases, of which some are as if they had never sounded. */
    const sounding = (isHeard: (back: number) => boolean, depth: number): Take => ({
      commands: Array.from({ length: phrases }, (_, n) =>
        phrase({ ...plain, duration: isHeard(phrases - 1 - n) ? 0.2 : 0 }).map((command) => ({
          ...command,
          id: n * 5 + command.id,
          atSeconds: seconds(command.atSeconds + n * 5),
        })),
      ).flat(),
      moment: { ...at(4 + (phrases - 1) * 5), controls: { depth: unit(depth) } },
    })
    for (const [depth, flowers] of [
      [0, 5],
      [0.5, 7],
      [1, 9],
    ] as const) {
      const all = sounding(() => true, depth)
      const front = (count: number): Take => sounding((back) => back < count, depth)
      expect(await different(all, front(flowers), 0)).toBe(0)
      expect(await different(all, front(flowers - 1), 10)).toBeGreaterThan(30)
    }
    const changes = await page.evaluate(
      ([{ changeOf }, studio, all, fewer, width]) => {
        const seen = new Uint8ClampedArray(studio.take(all))
        return fewer.map((take) => changeOf(seen, studio.take(take), width))
      },
      [
        lookers,
        studio,
        sounding(() => true, 1),
        [0, 1, 2, 3, 4].map((back) => sounding((other) => other !== back, 1)),
        WIDTH,
      ] as const,
    )
    const heights = changes.map(({ height }) => height)
    const middles = changes.map(({ middle }) => middle)
    expect(Math.min(...heights)).toBeGreaterThan(1 / 12)
    expect(heights).toEqual(heights.toSorted((a, b) => b - a))
    // Further back they are strewn about the path.
    const [newest = NaN, next = NaN, ...older] = middles
    expect(next).toBeLessThan(newest - 0.15)
    expect(Math.max(...older)).toBeLessThan(next - 0.1)
  })

  test('a bud breathes before the first note', async () => {
    const bud = (now: number): Take => ({ commands: [], moment: at(now) })
    expect(await different(bud(1), bud(3.1))).toBeGreaterThan(20)
  })

  test('the bud still waits after five minutes, and what is meant still stands as ghosts', async () => {
    const late = { ...at(300), oldBeforeSeconds: seconds(236) }
    const waiting = (moment: Partial<Frame>): Take => ({ commands: [], moment })
    const young = { ...late, oldBeforeSeconds: seconds(-64) }
    expect(await different(waiting(late), waiting(young))).toBe(0)
    const ghost = {
      pitch: midiNote(64),
      startSeconds: seconds(301),
      durationSeconds: seconds(0.5),
    }
    const meant = (confidence: number): Take =>
      take({}, { ...late, lookAhead: [{ ...ghost, confidence: unit(confidence) }] })
    const sure = await different(meant(0.9), take({}, late), 100)
    expect(sure).toBeGreaterThan(20)
    // The less it is sure to come, the fainter.
    expect(await different(meant(0.2), take({}, late), 100)).toBeLessThan(sure / 2)
  })

  test.each(['performer', 'model'] as const)(
    'what is meant for certain never outshines what the %s plays',
    async (voice) => {
      const lookAhead = [64, 72, 57].map((pitch, n) => ({
        pitch: midiNote(pitch),
        startSeconds: seconds(4.5 + n / 2),
        durationSeconds: seconds(0.5),
        confidence: unit(1),
      }))
      const brightest = await page.evaluate(
        ([{ brightest }, studio, ground, played, meant]) => {
          const empty = new Uint8ClampedArray(studio.take(ground))
          const sounding = new Uint8ClampedArray(studio.take(played))
          return [brightest(empty, sounding), brightest(sounding, studio.take(meant))]
        },
        [
          lookers,
          studio,
          { commands: [], moment: at(4) },
          take({ voice }),
          take({ voice }, { lookAhead }),
        ] as const,
      )
      const [petal = NaN, ghost = NaN] = brightest
      expect(ghost).toBeGreaterThan(0.1)
      expect(ghost).toBeLessThan(petal)
    },
  )

  test('a garden that is cleared shows its bud alone at once', async () => {
    const before: Take = { commands: [], moment: at(4) }
    const pixels = await page.evaluate(
      ([{ mask, count }, studio, before, played]) => {
        const empty = studio.take(before)
        const full = studio.take(played)
        const cleared = studio.take(before)
        return [count(mask(empty, full, 25)), count(mask(empty, cleared, 0))]
      },
      [stills, studio, before, take({})] as const,
    )
    expect(pixels[0]).toBeGreaterThan(150)
    expect(pixels[1]).toBe(0)
  })

  test('the performer\u2019s rest closes a ring round the flower', async () => {
    const ring = (rest: number): Take => take({}, { rest: unit(rest) })
    const third = await different(ring(0), ring(0.33), 80)
    const whole = await different(ring(0), ring(1), 80)
    expect(third).toBeGreaterThan(50)
    expect(whole).toBeGreaterThan(third * 1.8)
  })

  test('the same moment is the same picture at 30 and at 60 frames a second', async () => {
    const differences = await page.evaluate(
      ([{ mask, count }, studio, commands]) => {
        const last = [30, 60].map((rate) => {
          studio.play([])
          const waiting = [...commands].sort((a, b) => a.atSeconds - b.atSeconds)
          let pixels = new Uint8ClampedArray()
          for (let frame = 0; frame <= rate * 0.6; frame++) {
            const now = (1 + frame / rate) as Frame['showSeconds']
            while (waiting[0] && waiting[0].atSeconds <= now) {
              studio.play(waiting.splice(0, 1), 'keep')
            }
            pixels = new Uint8ClampedArray(studio.still({ showSeconds: now }))
          }
          return pixels
        })
        const [slow, fast] = last
        return slow && fast ? count(mask(slow, fast, 0)) : -1
      },
      [stills, studio, phrase(plain)] as const,
    )
    expect(differences).toBe(0)
  }, 60_000)

  test('a thousand petals take one draw call more than a few: one for those near, one for all others', async () => {
    const many = Array.from({ length: 200 }, (_, n) =>
      phrase(plain).map((command) => ({ ...command, id: n * 5 + command.id })),
    ).flat()
    const [few, full] = await studio.evaluate(
      (studio, takes) =>
        takes.map((take) => {
          studio.take(take)
          return studio.drawCalls()
        }),
      [
        { commands: phrase(plain).slice(0, 2), moment: at(4) },
        { commands: many, moment: at(4) },
      ] satisfies Take[],
    )
    expect(full).toBeLessThanOrEqual((few ?? 0) + 1)
  })
})

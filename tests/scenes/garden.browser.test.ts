import type { Browser, JSHandle, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { midiNote, seconds, unit } from '../../engine/core/units.ts'
import type { Frame, PetalCommand } from '../../engine/visuals/frame.ts'
import { importInPage, launchChromium, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import type { Studio, Take } from './still.ts'

const WIDTH = 320
const HEIGHT = 180

interface Note {
  readonly pitch: number
  readonly velocity: number
  readonly duration: number
  readonly voice: 'performer' | 'model'
  readonly temperature: number
  readonly contexts: readonly [number, number]
  readonly surpriseBits: number
}

const plain: Note = {
  pitch: 62,
  velocity: 0.7,
  duration: 0.6,
  voice: 'performer',
  temperature: 1,
  contexts: [0, 0],
  surpriseBits: 0,
}

/** Five notes of one kind. */
const phrase = (note: Note): PetalCommand[] =>
  Array.from({ length: 5 }, (_, id): PetalCommand[] => {
    const at = seconds(1 + id * 0.25)
    const { voice, temperature, contexts, surpriseBits } = note
    const velocity = unit(note.velocity)
    const pitch = midiNote(note.pitch)
    return [
      {
        type: 'petal',
        id,
        voice,
        pitch,
        velocity,
        temperature,
        surpriseBits,
        contexts,
        atSeconds: at,
      },
      { type: 'petalEnd', id, atSeconds: seconds(at + note.duration) },
    ]
  }).flat()

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
    { pitch: 74 },
    { velocity: 0.35 },
    { duration: 0.1 },
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

  test('a surprise lights the rims of a hot petal', async () => {
    const hot = (surpriseBits: number): Take => take({ temperature: 1.5, surpriseBits })
    expect(await different(hot(0), hot(8), 10)).toBeGreaterThan(30)
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

  test('five to nine flowers stand in the garden, as far back as is wished, and the five in front are each a twelfth of its height or more', async () => {
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
    const heights = await page.evaluate(
      ([{ mask }, studio, all, fewer, width, height]) => {
        const seen = new Uint8ClampedArray(studio.take(all))
        return fewer.map((take) => {
          const gone = mask(seen, studio.take(take), 10)
          const rows = gone.flatMap((isGone, pixel) => (isGone ? [Math.floor(pixel / width)] : []))
          return (Math.max(...rows) - Math.min(...rows)) / height
        })
      },
      [
        stills,
        studio,
        sounding(() => true, 1),
        [0, 1, 2, 3, 4].map((back) => sounding((other) => other !== back, 1)),
        WIDTH,
        HEIGHT,
      ] as const,
    )
    expect(Math.min(...heights)).toBeGreaterThan(1 / 12)
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
      confidence: unit(0.9),
    }
    const meant = (moment: Partial<Frame>): Take => take({}, { ...moment, lookAhead: [ghost] })
    expect(await different(meant(late), take({}, late), 10)).toBeGreaterThan(20)
  })

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

  test('a thousand petals are drawn in as many calls as one', async () => {
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
    // One for those near, and one for all the others.
    expect(full).toBeLessThanOrEqual((few ?? 0) + 1)
  })
})

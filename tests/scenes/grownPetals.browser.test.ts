import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { networkOf } from '../../models/petal/network.ts'
import { importInPage, launchChromium, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { randomModel } from '../models/petal/randomModel.ts'

let browser: Browser
const server = devServer()

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

test('petals grown on the GPU are the CPU\u2019s within 1e-4, and networks of two, four and five flowers need no other shader', async () => {
  const page = await openBlank(browser, server)
  const readBack = await importInPage<typeof import('./readBack.ts')>(
    page,
    'tests/scenes/readBack.ts',
  )
  const shipped = await importInPage<typeof import('../../models/petal/shipped.ts')>(
    page,
    'models/petal/shipped.ts',
  )
  const networks = await importInPage<typeof import('../../models/petal/network.ts')>(
    page,
    'models/petal/network.ts',
  )
  const { worst, worstAfterSwap, pipelines } = await page.evaluate(
    async ([{ compare }, { openShippedPetals }, { networkOf }, random]) => {
      const revived = {
        ...random,
        layers: random.layers.map(({ kernel, bias }) => ({
          kernel: Float32Array.from(kernel),
          bias: Float32Array.from(bias),
        })),
        curves: random.curves.map((curve) => Float32Array.from(curve)),
      }
      const network = networkOf(await openShippedPetals())
      const { curves } = network
      // A flower more between each two that were drawn, further out.
      const further = curves.map((curve, k) =>
        curve.map((value, i) => 0.8 * (value + (curves[(k + 1) % 3]?.[i] ?? 0))),
      )
      const bouquets = [1, 2].map((more) => ({
        ...network,
        curves: [...curves, ...further.slice(0, more)],
      }))
      return compare(network, [revived, ...bouquets], 600)
    },
    [readBack, shipped, networks, plain()] as const,
  )
  expect(worst).toBeGreaterThan(0)
  expect(worst).toBeLessThan(1e-4)
  expect(worstAfterSwap).toBeLessThan(1e-4)
  expect(pipelines).toBe(0)
  await page.close()
}, 120_000)

test('a network swapped in mid-show is seen in the very next picture, and swapped back leaves no trace', async () => {
  const page = await openBlank(browser, server)
  const stills = await importInPage<typeof import('./still.ts')>(page, 'tests/scenes/still.ts')
  const shipped = await importInPage<typeof import('../../models/petal/shipped.ts')>(
    page,
    'models/petal/shipped.ts',
  )
  const networks = await importInPage<typeof import('../../models/petal/network.ts')>(
    page,
    'models/petal/network.ts',
  )
  const { lit, changed, changedBack } = await page.evaluate(
    async ([{ openStudio, mask, count }, { openShippedPetals }, { networkOf }]) => {
      const model = await openShippedPetals()
      const network = networkOf(model)
      // The same flowers the other way round: what was the first is the last.
      const other = networkOf({ ...model, curves: model.curves.toReversed() })
      const studio = await openStudio('best', 160, 90)
      const note = { type: 'petal', voice: 'performer', velocity: 0.8, temperature: 1 } as const
      const notes = Array.from({ length: 8 }, (_, id) => {
        const more = { id, pitch: 60 + id, surpriseBits: 1, contexts: [0, 0], atSeconds: id / 8 }
        return { ...note, ...more } as unknown as Parameters<typeof studio.play>[0][0]
      })
      studio.play(notes)
      const moment = { showSeconds: 5 } as Parameters<typeof studio.still>[0]
      const empty = studio.still({ showSeconds: -5 } as typeof moment)
      const before = studio.still(moment)
      studio.swap(other)
      const after = studio.still(moment)
      studio.swap(network)
      const back = studio.still(moment)
      studio.close()
      return {
        lit: count(mask(empty, before, 12)),
        changed: count(mask(before, after, 12)),
        changedBack: count(mask(before, back, 2)),
      }
    },
    [stills, shipped, networks] as const,
  )
  expect(lit).toBeGreaterThan(150)
  expect(changed).toBeGreaterThan(lit / 10)
  expect(changedBack).toBe(0)
  await page.close()
}, 120_000)

test('light spreads round petals that give some, and a garden that gives none stays as dark as it was', async () => {
  const page = await openBlank(browser, server)
  const stills = await importInPage<typeof import('./still.ts')>(page, 'tests/scenes/still.ts')
  const { halo, dark } = await stills.evaluate(async ({ openStudio, mask, count }) => {
    const studio = await openStudio('best', 160, 90, 100, true)
    const still = (showSeconds: number, light: number) =>
      studio.still({ showSeconds, controls: { light } } as unknown as Parameters<
        typeof studio.still
      >[0])
    const dark = count(mask(still(50, 0), still(50, 1), 2))
    const note = { type: 'petal', voice: 'performer', velocity: 1, temperature: 1.6 } as const
    const notes = Array.from({ length: 8 }, (_, id) => {
      const more = { id, pitch: 60 + id, surpriseBits: 4, contexts: [0, 0], atSeconds: 1 + id / 2 }
      return { ...note, ...more } as unknown as Parameters<typeof studio.play>[0][0]
    })
    studio.play(notes)
    const halo = count(mask(still(4.62, 0), still(4.62, 1), 8))
    studio.close()
    return { halo, dark }
  })
  expect(halo).toBeGreaterThan(150)
  expect(dark).toBe(0)
  await page.close()
}, 120_000)

/** Another network of another number of contexts, in lists that go through to the page. */
function plain() {
  const { contexts, layers, curves, limits } = networkOf(randomModel(3))
  return {
    contexts,
    limits,
    layers: layers.map(({ kernel, bias }) => ({ kernel: [...kernel], bias: [...bias] })),
    curves: curves.map((curve) => [...curve]),
  }
}

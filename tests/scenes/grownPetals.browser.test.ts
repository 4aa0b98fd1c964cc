import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { networkOf } from '../../models/petal/network.ts'
import {
  importInPage,
  launchChromium,
  openBlank,
  startDevServer,
  STARTUP_MILLISECONDS,
  type DevServer,
} from '../chromium.ts'
import { randomModel } from '../models/petal/randomModel.ts'

let browser: Browser
let server: DevServer

beforeAll(async () => {
  browser = await launchChromium()
  server = await startDevServer()
}, STARTUP_MILLISECONDS)

afterAll(async () => {
  await browser.close()
  await server.close()
})

test('petals grown on the GPU are the CPU\u2019s within 1e-4, and another network needs no other shader', async () => {
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
      return compare(networkOf(await openShippedPetals()), revived, 600)
    },
    [readBack, shipped, networks, plain()] as const,
  )
  expect(worst).toBeGreaterThan(0)
  expect(worst).toBeLessThan(1e-4)
  expect(worstAfterSwap).toBeLessThan(1e-4)
  expect(pipelines).toBe(0)
  await page.close()
}, 30_000)

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

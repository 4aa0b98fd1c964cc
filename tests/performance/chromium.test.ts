import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as maths from '../../engine/core/maths.ts'
import { draw } from '../../engine/core/random.ts'
import { digestText, EMPTY_DIGEST, extend } from '../../engine/core/digest.ts'
import { ticks } from '../../engine/core/units.ts'
import { importInPage, launchChromium, openBlank, startDevServer, STARTUP_MILLISECONDS, type DevServer } from '../chromium.ts'
import { anything, ScriptedNetwork } from './scriptedNetwork.ts'
import { BEAT, Stage } from './stage.ts'

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

/** Runs in both worlds: everything it needs comes in. */
function evaluated(own: typeof maths, chance: typeof draw, take: typeof extend, seed: typeof EMPTY_DIGEST) {
  let digest = seed
  for (let i = 0; i < 20_000; i++) {
    const x = (chance(1, 'x', i) - 0.5) * 80
    const positive = chance(1, 'y', i) * 1e6
    digest = take(digest, [
      own.exp(x),
      own.log(positive),
      own.sin(x * 1000),
      own.pow(positive, chance(1, 'z', i)),
    ])
  }
  return digest
}

test('exp, log, sin and pow have the same bits in Chromium and in Node', async () => {
  const page = await openBlank(browser, server)
  const [own, random, digests] = await Promise.all([
    importInPage<typeof maths>(page, 'engine/core/maths.ts'),
    importInPage<typeof import('../../engine/core/random.ts')>(page, 'engine/core/random.ts'),
    importInPage<typeof import('../../engine/core/digest.ts')>(page, 'engine/core/digest.ts'),
  ])
  const inPage = await page.evaluate(
    ([there, { draw: chance }, { EMPTY_DIGEST: seed, extend: take }, source]) => {
      const run = new Function(`return ${source}`) as () => typeof evaluated
      return run()(there, chance, take, seed)
    },
    [own, random, digests, evaluated.toString()] as const,
  )
  expect(digestText(inPage)).toBe(digestText(evaluated(maths, draw, extend, EMPTY_DIGEST)))
})

test('a performance recorded here folds to the same digest in Chromium', async () => {
  const stage = new Stage({ network: new ScriptedNetwork(anything) })
  stage.tell({ type: 'sweep', parameter: 'temperature', from: 0.6, to: 1.6, durationTicks: ticks(9600) })
  stage.tell({ type: 'sweep', parameter: 'tempo', from: 100, to: 130, durationTicks: ticks(9600) })
  for (let i = 0; i < 8; i++) stage.play(60 + ((i * 5) % 12), 1 + i * BEAT, 1.2 + i * BEAT)
  stage.until(12)
  stage.tell({ type: 'model', status: 'failed', reason: 'The Markov partner shall play, too.' })
  for (let i = 0; i < 4; i++) stage.play(60 + i, 14 + i * BEAT, 14.2 + i * BEAT)
  stage.until(22)
  stage.conductor.end()
  const models = new Set(stage.partnerNotes.map(({ provenance }) => provenance?.model))
  expect(models).toEqual(new Set(['scripted', 'markov']))

  const page = await openBlank(browser, server)
  const replays = await importInPage<typeof import('../../engine/performance/replay.ts')>(
    page,
    'engine/performance/replay.ts',
  )
  const outcome = await page.evaluate(
    ([{ replay }, lines]) => {
      const { identical, ...rest } = replay(lines)
      return { identical, digest: 'digest' in rest ? rest.digest : null }
    },
    [replays, stage.log()] as const,
  )
  expect(outcome).toEqual({
    identical: true,
    digest: digestText(stage.conductor.state.digest),
  })
})

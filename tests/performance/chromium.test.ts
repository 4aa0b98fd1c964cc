import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { digestText } from '../../engine/core/digest.ts'
import { ticks } from '../../engine/core/units.ts'
import { importInPage, launchChromium, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { mathsDigest } from './mathsDigest.ts'
import { anything, ScriptedNetwork } from './scriptedNetwork.ts'
import { BEAT, Stage } from './stage.ts'

let browser: Browser
const server = devServer()

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

test('exp, log, sin and pow have the same bits in Chromium and in Node', async () => {
  const page = await openBlank(browser, server)
  const there = await importInPage<typeof import('./mathsDigest.ts')>(
    page,
    'tests/performance/mathsDigest.ts',
  )
  expect(await there.evaluate((module) => module.mathsDigest())).toBe(mathsDigest())
})

test('a performance recorded here folds to the same digest in Chromium', async () => {
  const stage = new Stage({ network: new ScriptedNetwork(anything) })
  stage.tell({
    type: 'sweep',
    parameter: 'temperature',
    from: 0.6,
    to: 1.6,
    durationTicks: ticks(9600),
  })
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

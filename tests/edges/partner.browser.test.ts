import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isEvent } from '../../engine/core/checkEvent.ts'
import type { Status } from '../../engine/core/status.ts'
import type { Event } from '../../engine/core/events.ts'
import type { Partner } from '../../engine/edges/partner.ts'
import { importInPage, launchChromium, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'

/** What the edge has said, and the workers that it has started. */
interface Watched {
  readonly partner: Partner
  readonly events: Event[]
  readonly statuses: Status[]
  readonly workers: Worker[]
}

declare global {
  var watched: Watched
}

const PATIENCE = { timeout: 30_000 }
const ASK = { ask: 0, context: 0, keep: 0, tokens: [14], counters: [0], reply: true }

let browser: Browser
const server = devServer()
let page: Page

beforeAll(async () => {
  browser = await launchChromium()
  page = await openBlank(browser, server)
  await page.evaluate(() => {
    const workers: Worker[] = []
    globalThis.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options)
        workers.push(this)
      }
    }
    Object.assign(globalThis, { watched: { events: [], statuses: [], workers } })
  })
  const module = await importInPage<typeof import('../../engine/edges/partner.ts')>(
    page,
    'engine/edges/partner.ts',
  )
  await module.evaluate(({ openPartner }) => {
    const { events, statuses } = watched
    const url = new URL('models/melody/weights/', document.baseURI).href
    const partner = openPartner(
      { kind: 'address', url, name: 'Melody' },
      (event) => events.push(event),
      (status) => statuses.push(status),
    )
    Object.assign(watched, { partner })
  })
  await readyTimes(1)
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

const readyTimes = (times: number) =>
  page.waitForFunction(
    (wanted) =>
      watched.events.filter((event) => event.type === 'model' && event.status === 'ready')
        .length === wanted,
    times,
    PATIENCE,
  )

const failures = () =>
  page.evaluate(() =>
    watched.events.filter((event) => event.type === 'model' && event.status !== 'ready'),
  )

test('a question is answered', async () => {
  await page.evaluate((ask) => {
    watched.partner.ask({ type: 'ask', ask })
  }, ASK)
  await page.waitForFunction(
    () => watched.events.some(({ type }) => type === 'modelReply'),
    undefined,
    PATIENCE,
  )
})

test('a worker that crashes is said to have failed, in words that a log takes, and comes back', async () => {
  await page.evaluate(() => {
    const message = 'a very long story '.repeat(40)
    watched.workers.at(-1)?.dispatchEvent(new ErrorEvent('error', { message, cancelable: true }))
  })
  await readyTimes(2)
  const [failure] = await failures()
  expect(failure).toMatchObject({ status: 'failed' })
  expect(isEvent(failure)).toBe(true)
})

test(
  'a worker that was killed without a word is noticed by its silence, and comes back',
  async () => {
    await page.evaluate((ask) => {
      watched.workers.at(-1)?.terminate()
      watched.partner.ask({ type: 'ask', ask })
    }, ASK)
    await readyTimes(3)
    expect((await failures()).at(-1)).toMatchObject({ reason: 'The network does not answer.' })
    expect(await page.evaluate(() => watched.statuses.at(-1)?.state)).toBe('running')
  },
  STARTUP_MILLISECONDS,
)

test('another model is chosen, a broken one is refused while the other plays on', async () => {
  const outcome = await page.evaluate(async () => {
    const base = new URL('models/melody/weights/', document.baseURI)
    const names = ['config.json', 'weights_manifest.json', 'group1-shard1of1']
    const contents = await Promise.all(
      names.map(async (name) => (await fetch(new URL(name, base))).bytes()),
    )
    const files = new Map(names.map((name, index) => [name, contents[index] ?? new Uint8Array()]))
    await watched.partner.choose({ kind: 'files', name: 'Mine', files })
    files.delete('config.json')
    const refused = await watched.partner
      .choose({ kind: 'files', name: 'Broken', files })
      .catch((error: unknown) => String(error))
    const reply = await watched.partner.grow({
      context: 0,
      keep: 0,
      tokens: [14],
      counters: [0],
      counter: 1,
      count: 3,
      steps: 8,
      dice: {
        rhythmTemperature: 1,
        pitchTemperature: 1,
        topP: 1,
        pitchClasses: 0xfff,
        lowest: 0,
        highest: 127,
        density: 0,
        repetitionPenalty: 0,
        isFloored: true,
        harmony: null,
      },
      seed: 1,
      stream: 'basket',
      firstDraw: 0,
    })
    return { refused, reply }
  })
  expect(outcome.refused).toMatch(/^Error: Broken: config\.json is missing; choose the folder/)
  expect(outcome.reply).toMatchObject({ outcome: 'futures', futures: [{}, {}, {}] })
  const models = await page.evaluate(() =>
    watched.events.flatMap((event) =>
      event.type === 'model' && event.status === 'ready' ? [event.name] : [],
    ),
  )
  expect(models.at(-1)).toBe('Mine')
})

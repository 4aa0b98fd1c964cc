import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { Browser, Page } from 'playwright-core'
import type { NoteOnCommand } from '../../engine/sound/commands.ts'
import { importInPage, openPage, startDevServer } from '../chromium.ts'
import { launchOnOwnGpu } from './ownBrowser.ts'
import type { BenchRow } from './row.ts'

/** Presses a run. */
const PRESSES = 200
/** Between two presses, so that they fall everywhere in a sixteenth. */
const PAUSE_MILLISECONDS = 37

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN

type NoteOn = (command: NoteOnCommand, atSeconds: number) => void

/** Measures in the page from the time stamp of each key to the moment its sound has been scheduled. */
async function instrument(page: Page): Promise<void> {
  const section = await importInPage<typeof import('../../engine/edges/tone/section.ts')>(
    page,
    'engine/edges/tone/section.ts',
  )
  await section.evaluate(({ Section }) => {
    const delays: number[] = []
    let pressed = 0
    window.addEventListener('keydown', (event) => (pressed = event.timeStamp), { capture: true })
    Section.prototype.noteOn = new Proxy(
      Reflect.get<object, string>(Section.prototype, 'noteOn') as NoteOn,
      {
        apply(noteOn, section, given: Parameters<NoteOn>) {
          Reflect.apply(noteOn, section, given)
          if (given[0].voice === 'performer') delays.push(performance.now() - pressed)
        },
      },
    )
    Object.assign(globalThis, { delays })
  })
}

async function press(page: Page, count: number): Promise<number[]> {
  await page.evaluate(() => ((globalThis as unknown as { delays: number[] }).delays.length = 0))
  const keys = ['KeyA', 'KeyS', 'KeyD', 'KeyF', 'KeyG']
  for (let i = 0; i < count; i++) {
    const key = keys[i % keys.length] ?? 'KeyA'
    await page.keyboard.down(key)
    await page.keyboard.up(key)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS))
  }
  await page.waitForFunction(
    (count) => (globalThis as unknown as { delays: number[] }).delays.length >= count,
    count,
  )
  const delays = await page.evaluate(() => (globalThis as unknown as { delays: number[] }).delays)
  return [...delays].sort((a, b) => a - b)
}

/** Keeps the thread that draws busy for half a second, again and again, as a bad scene would. */
async function spinScene(page: Page, until: () => boolean): Promise<void> {
  const draw = page.workers().find((worker) => worker.url().includes('drawWorker'))
  if (!draw) throw new Error('The picture is not drawn in a worker here.')
  while (!until()) {
    await draw.evaluate(() => {
      const end = performance.now() + 500
      while (performance.now() < end);
    })
  }
}

/** The threads that a key passes on its way to the page, as Linux cuts their names. */
const KEY_THREADS = /^(chromium|chrome|CrBrowserMain|CrRendererMain|Chrome_\w*IOT\w*|Compositor)$/

const isDone = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, args).status === 0

function isFirst(process: number): boolean {
  const tasks = `/proc/${process}/task`
  const threads = existsSync(tasks) ? readdirSync(tasks) : []
  const passed = threads.filter((thread) =>
    KEY_THREADS.test(readFileSync(`${tasks}/${thread}/comm`, 'utf8').trim()),
  )
  return passed.length > 0 && isDone('renice', ['-n', '-19', '-p', ...passed])
}

/**
 * Where there is no GPU its work is done by threads that take every core, and on two cores the
 * page's own workers, the server and this bench stand in the key's way as well. The graphics are
 * kept to the last core, and the threads that a key passes go before all others, which leaves them
 * about what a stage machine with a GPU and some cores to spare would.
 * @returns what the rows say of it
 */
async function makeWay(browser: Browser): Promise<string> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const last = String(availableParallelism() - 1)
  const idsOf = (...types: readonly string[]) =>
    processInfo.filter(({ type }) => types.includes(type)).map(({ id }) => id)
  const isAside = idsOf('GPU').every((id) =>
    isDone('taskset', ['-a', '-c', '-p', last, String(id)]),
  )
  const areFirst = idsOf('browser', 'renderer').every(isFirst)
  const graphics = isAside ? 'the software GPU on one core' : 'the software GPU everywhere'
  return `${graphics}${areFirst ? ', the key before other threads' : ''}`
}

const rows = (name: string, delays: readonly number[], against: string): BenchRow[] => [
  { name: `${name}, p50`, value: quantile(delays, 0.5), unit: 'ms', against },
  { name: `${name}, p99`, value: quantile(delays, 0.99), unit: 'ms', against },
]

/** From a key's time stamp to its sound scheduled, in the page, while the model generates. */
export async function benchLatency(): Promise<BenchRow[]> {
  const server = await startDevServer()
  const { browser, isSoftware } = await launchOnOwnGpu(server)
  try {
    const page = await openPage(browser, server.url)
    await page.setViewportSize({ width: 640, height: 360 })
    await instrument(page)
    await page.locator('#picture').waitFor()
    const graphics = isSoftware ? await makeWay(browser) : 'a GPU of its own'
    await press(page, 20)
    await page.keyboard.press('KeyM')
    const playing = await press(page, PRESSES)
    let isDone = false
    const spinning = spinScene(page, () => isDone)
    const beside = await press(page, PRESSES)
    isDone = true
    await spinning
    return [
      ...rows(
        'Key to sound scheduled, the model playing along',
        playing,
        `3 ms asked at p99; ${graphics}`,
      ),
      ...rows(
        'Key to sound scheduled, and a scene spinning for 500 ms',
        beside,
        `3 ms asked at p99; ${graphics}`,
      ),
    ]
  } finally {
    await browser.close()
    await server.close()
  }
}

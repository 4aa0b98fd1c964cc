import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importInPage, launchChromium, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'

let browser: Browser
const server = devServer()

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

const openTakeModule = async () => {
  const page = await openBlank(browser, server)
  const take = await importInPage<typeof import('../../engine/edges/take.ts')>(
    page,
    'engine/edges/take.ts',
  )
  return { page, take }
}

test('a take holds all that was written, in order, whenever it is read', async () => {
  const { take } = await openTakeModule()
  const read = await take.evaluate(async ({ openTake }) => {
    const kept = openTake('2026-01-01.jsonl', () => undefined)
    const decode = (content: ArrayBuffer) => new TextDecoder().decode(content)
    for (let i = 0; i < 500; i++) kept.write(`line ${i}\n`)
    const first = decode(await kept.read())
    kept.write('ein späterer Ton\n')
    return { first, second: decode(await kept.read()) }
  })
  const lines = Array.from({ length: 500 }, (_, i) => `line ${i}\n`).join('')
  expect(read.first).toBe(lines)
  expect(read.second).toBe(`${lines}ein späterer Ton\n`)
})

test('what was played in the moment before the page is left is in its take', async () => {
  const { page, take } = await openTakeModule()
  await take.evaluate(async ({ openTake }) => {
    Object.assign(window, { setTimeout: () => 1 })
    const kept = openTake('2026-01-02.jsonl', () => undefined)
    await kept.read()
    window.addEventListener('beforeunload', () => {
      kept.write('the last tone\n')
    })
  })
  await page.reload()
  const left = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory()
    const folder = await root.getDirectoryHandle('takes')
    const file = await folder.getFileHandle('2026-01-02.jsonl')
    return (await file.getFile()).text()
  })
  expect(left).toBe('the last tone\n')
  await page.close()
})

test('a take that another tab still writes hides no other', async () => {
  const { page, take } = await openTakeModule()
  const kept = await importInPage<typeof import('../../engine/edges/keptTakes.ts')>(
    page,
    'engine/edges/keptTakes.ts',
  )
  const names = await page.evaluate(
    async ([{ openTake }, { keptTakes }]) => {
      for (const name of ['2026-04-01.jsonl', '2026-04-02.jsonl']) {
        const written = openTake(name, () => undefined)
        written.write('a tone\n')
        await written.read()
      }
      return (await keptTakes('2026-04-03.jsonl')).map(({ name }) => name)
    },
    [take, kept] as const,
  )
  expect(names.slice(0, 2)).toEqual(['2026-04-02.jsonl', '2026-04-01.jsonl'])
  await page.close()
})

test('only the newest takes are kept', async () => {
  const { page, take } = await openTakeModule()
  const names = await take.evaluate(async ({ openTake }) => {
    const root = await navigator.storage.getDirectory()
    const folder = await root.getDirectoryHandle('takes', { create: true })
    for (let day = 10; day < 30; day++) {
      await folder.getFileHandle(`2026-02-${day}.jsonl`, { create: true })
    }
    await new Promise<void>((resolve) => {
      openTake('2026-03-01.jsonl', ({ state }) => {
        if (state === 'running') resolve()
      })
    })
    const found: string[] = []
    for await (const name of folder.keys()) found.push(name)
    return found.sort()
  })
  expect(names).toHaveLength(13)
  expect(names[0]).toBe('2026-02-18.jsonl')
  expect(names.at(-1)).toBe('2026-03-01.jsonl')
  await page.close()
})

test('pages on which nothing was played push no played take out', async () => {
  const { page, take } = await openTakeModule()
  const names = await take.evaluate(async ({ openTake }) => {
    const root = await navigator.storage.getDirectory()
    const folder = await root.getDirectoryHandle('takes', { create: true })
    const leave = async (name: string, lines: string) => {
      const handle = await folder.getFileHandle(name, { create: true })
      const file = await handle.createWritable()
      await file.write(lines)
      await file.close()
    }
    await leave('2026-05-01.jsonl', '{"sequence":0,"event":{"type":"noteOn"}}\n')
    for (let day = 10; day < 30; day++) await leave(`2026-05-${day}.jsonl`, '{"sequence":0}\n')
    const now = openTake('2026-06-01.jsonl', () => undefined)
    await now.read()
    const found: string[] = []
    for await (const name of folder.keys()) found.push(name)
    return found.sort()
  })
  expect(names).toHaveLength(13)
  expect(names[0]).toBe('2026-05-01.jsonl')
  await page.close()
})

test('a disk that fills up is told of once, and the take is known to be broken off', async () => {
  const { page, take } = await openTakeModule()
  const fullAfter = (bytes: number) => `{
    const { write } = FileSystemSyncAccessHandle.prototype
    FileSystemSyncAccessHandle.prototype.write = function (given, options) {
      return write.call(this, given.subarray(0, ${bytes} - options.at), options)
    }
  }`
  await page.route(/takeWorker/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: `${fullAfter(10)}\n${await response.text()}` })
  })
  const left = await take.evaluate(async ({ openTake }) => {
    const said: string[] = []
    const kept = openTake('2026-08-01.jsonl', (status) => {
      if (status.state === 'failed') said.push(status.why)
    })
    const before: boolean[] = []
    for (const line of ['first\n', 'second\n', 'third\n', 'x\n']) {
      before.push(kept.isBrokenOff)
      kept.write(line)
      await kept.read()
    }
    const text = new TextDecoder().decode(await kept.read())
    return { said, text, before, after: kept.isBrokenOff }
  })
  expect(left.text).toBe('first\n')
  expect(left.said).toEqual([expect.stringMatching(/^The take ends here, .*: the disk is full\.$/)])
  expect(left).toMatchObject({ before: [false, false, true, true], after: true })
  await page.close()
})

test('a take whose worker has crashed says so to whoever saves it', async () => {
  const { page, take } = await openTakeModule()
  const why = await take.evaluate(async ({ openTake }) => {
    const workers: Worker[] = []
    const True = Worker
    Object.assign(window, {
      Worker: class extends True {
        constructor(url: string, options: WorkerOptions) {
          super(url, options)
          workers.push(this)
        }
      },
    })
    const kept = openTake('2026-07-01.jsonl', () => undefined)
    await kept.read()
    for (const worker of workers) {
      worker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }))
      worker.terminate()
    }
    return kept.read().then(
      () => 'it was read',
      (error: unknown) => String(error),
    )
  })
  expect(why).toContain('out of memory')
  await page.close()
})

test('a browser that keeps no files says so, and what to do', async () => {
  const { take } = await openTakeModule()
  const said = await take.evaluate(
    ({ openTake }) =>
      new Promise((resolve) => {
        openTake('a/name/that/is/none', (status) => {
          if (status.state === 'failed') resolve(status)
        })
      }),
  )
  expect(JSON.stringify(said)).toContain('The take is not being written')
})

test('a take that was never kept cannot be saved, and says why', async () => {
  const { take } = await openTakeModule()
  const why = await take.evaluate(async ({ openTake }) => {
    const kept = openTake('a/name/that/is/none', () => undefined)
    kept.write('line\n')
    return kept.read().then(
      () => 'it was read',
      (error: unknown) => String(error),
    )
  })
  expect(why).toContain('was not kept')
})

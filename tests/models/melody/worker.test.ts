import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Ask } from '../../../engine/continuation/ask.ts'
import { plainDice } from '../../../engine/continuation/dice.ts'
import { fetchFiles } from '../../../models/melody/fetchFiles.ts'
import type { FromMelodyWorker, ToMelodyWorker } from '../../../models/melody/workerMessages.ts'
import { createWorkerService } from '../../../models/melody/workerService.ts'
import { memoryFiles, randomCheckpoint, VOCABULARY } from './randomCheckpoint.ts'

const folder = randomCheckpoint({ seed: 51, units: [5] })
const ask: Ask = { ask: 7, context: 1, keep: 0, tokens: [5, 0], counters: [0, 1], reply: true }

const load = (url: string, name = url): ToMelodyWorker => ({
  type: 'load',
  source: { kind: 'address', url, name },
})

let server: Server
let base: string

/** Serves the checkpoint under /models/tune, a page of 200 under /pages, and 404 elsewhere. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const url = request.url ?? ''
    const file = folder.get(url.replace('/models/tune/', ''))
    if (url.startsWith('/pages/')) {
      response.setHeader('content-type', 'text/html; charset=utf-8').end('<!doctype html>')
    } else if (url.startsWith('/broken/')) response.writeHead(503).end()
    else if (file === undefined) response.writeHead(404).end()
    else response.end(file)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => new Promise((closed) => server.close(closed)))

describe('files behind an address', () => {
  test.each(['/models/tune', '/models/tune/'])('%s is read as a folder', async (path) => {
    const files = fetchFiles(new URL(path, base))
    expect(files.name).toBe('tune')
    expect(await files.read('shard')).toEqual(folder.get('shard'))
  })

  test('that are not there say so, with the address', async () => {
    await expect(fetchFiles(new URL('/nowhere', base)).read('config.json')).rejects.toThrow(
      `${base}/nowhere/config.json was not found (404); check the address`,
    )
  })

  test('answered with a page say so, though the status is 200', async () => {
    await expect(fetchFiles(new URL('/pages', base)).read('shard')).rejects.toThrow(
      `${base}/pages/shard answers with a web page, not a file; check the address`,
    )
  })

  test('of a server in trouble say so', async () => {
    await expect(fetchFiles(new URL('/broken', base)).read('shard')).rejects.toThrow(/status 503/)
  })

  test('of no server say so', async () => {
    await expect(fetchFiles(new URL('http://127.0.0.1:1/x')).read('config.json')).rejects.toThrow(
      /cannot be reached \(.*\); check the address/,
    )
  })

  test('that break off say so', async () => {
    const cut = () =>
      Promise.resolve(
        new Response(new ReadableStream({ pull: (stream) => stream.error(new Error('cut')) })),
      )
    await expect(fetchFiles(new URL(base), 'cut', cut).read('shard')).rejects.toThrow(
      /broke off \(cut\)/,
    )
  })
})

describe('the worker', () => {
  function service(open = () => memoryFiles(folder)) {
    const sent: FromMelodyWorker[] = []
    const ports = { now: () => 0, pause: () => Promise.resolve() }
    return { sent, receive: createWorkerService(open, (message) => sent.push(message), ports) }
  }

  test('loads a model, says what it is, and answers asks', async () => {
    const { sent, receive } = service()
    await receive(load('x'))
    await receive({ type: 'ask', ask })
    await receive({ type: 'ask', ask: { ...ask, keep: 2, tokens: [], counters: [], reply: false } })
    await receive({ type: 'ask', ask: { ...ask, keep: 9, reply: false } })
    expect(sent).toHaveLength(3)
    expect(sent[0]).toMatchObject({ type: 'ready', facts: { name: 'random', minPitch: 48 } })
    expect(sent[1]).toMatchObject({ type: 'reply', reply: { ask: 7, outcome: 'logits' } })
    expect(sent[2]).toEqual({ type: 'reply', reply: { ask: 7, outcome: 'lost' } })
    expect(structuredClone(sent)).toEqual(sent)
  })

  test('asked before a model is loaded says so', async () => {
    const { sent, receive } = service()
    await receive({ type: 'ask', ask })
    expect(sent).toEqual([{ type: 'failed', reason: 'no melody model is loaded; load one first' }])
  })

  test('says why an ask cannot be answered, and goes on', async () => {
    const { sent, receive } = service()
    await receive(load('x'))
    await receive({ type: 'ask', ask: { ...ask, tokens: [5, VOCABULARY] } })
    await receive({ type: 'ask', ask })
    expect(sent.slice(1)).toMatchObject([
      { type: 'failed', reason: 'token 38 is not in the model’s vocabulary' },
      { type: 'reply' },
    ])
  })

  test('plays on with the earlier model when another cannot be loaded', async () => {
    let files = memoryFiles(folder)
    const { sent, receive } = service(() => files)
    await receive(load('x'))
    files = memoryFiles(new Map())
    await receive(load('y'))
    await receive({ type: 'ask', ask })
    expect(sent.slice(1)).toMatchObject([
      { type: 'refused', reason: 'random: config.json is missing; choose another folder' },
      { type: 'reply' },
    ])
  })

  test('grows futures of what it has heard, and refuses to without a model', async () => {
    const { sent, receive } = service()
    const wish = { ask: 9, context: 1, keep: 2, tokens: [], counters: [], counter: 2, count: 3 }
    const how = { steps: 4, dice: plainDice(1), seed: 1, stream: 'melody', firstDraw: 0 }
    await receive({ type: 'askFutures', ask: { ...wish, ...how } })
    await receive(load('x'))
    await receive({ type: 'ask', ask })
    await receive({ type: 'askFutures', ask: { ...wish, ...how } })
    expect(sent).toMatchObject([
      {
        type: 'futures',
        reply: { ask: 9, outcome: 'refused', reason: 'no melody model is loaded; load one first' },
      },
      { type: 'ready' },
      { type: 'reply' },
      { type: 'futures', reply: { ask: 9, outcome: 'futures' } },
    ])
  })

  test('computes one slice before an ask has its turn, whatever else is asked for', async () => {
    // Each look at the clock finds a slice over.
    let clock = 0
    let waiting = 0
    let together = 0
    const pause = async (): Promise<void> => {
      together = Math.max(together, ++waiting)
      await new Promise((resolve) => setImmediate(resolve))
      waiting--
    }
    const sent: FromMelodyWorker[] = []
    const receive = createWorkerService(
      () => memoryFiles(folder),
      (message) => sent.push(message),
      { now: () => clock++, pause },
    )
    await receive(load('x'))
    const wish = { ask: 9, context: 1, keep: 0, tokens: [5], counters: [0], counter: 1, count: 3 }
    const futures = { ...wish, steps: 4, dice: plainDice(1), seed: 1, stream: 'm', firstDraw: 0 }
    const playing = { playing: [62, 0, 64], counters: [0, 1, 2], middle: 60 }
    await Promise.all([
      receive({ type: 'askFutures', ask: futures }),
      receive({ type: 'askAhead', ask: futures }),
      receive({ type: 'askKey', ask: { ask: 8, stream: 1, keep: 0, ...playing } }),
    ])
    expect(together).toBe(1)
    expect(sent.map(({ type }) => type).toSorted()).toEqual(['ahead', 'futures', 'key', 'ready'])
  })

  test('refuses a drum model, which would answer a melody with drums', async () => {
    const drums = { converter: 'DrumsOneHotConverter', classes: [[36], [38]] }
    const kit = memoryFiles(randomCheckpoint({ seed: 52, units: [5], drums }))
    const { sent, receive } = service(() => kit)
    await receive(load('x'))
    expect(sent).toEqual([
      {
        type: 'failed',
        reason:
          'random plays drums, not melodies; choose a melody checkpoint, such as basic_rnn or melody_rnn',
      },
    ])
  })

  test('refuses a model that is not what was pinned, and plays on', async () => {
    const { sent, receive } = service()
    await receive(load('x'))
    await receive({
      type: 'load',
      source: { kind: 'address', url: 'x', name: 'x', hash: 'another' },
    })
    await receive({ type: 'ask', ask })
    expect(sent.slice(1)).toMatchObject([
      { type: 'refused', reason: expect.stringMatching(/its hash differs; remove/) as string },
      { type: 'reply' },
    ])
  })

  test('is ready with the model that was asked for last, however slow the others are', async () => {
    let release: () => void = () => undefined
    const slow = new Promise<void>((resolve) => (release = resolve))
    const loads = ['slow', 'gone', 'quick'].map((name) => {
      const files = memoryFiles(name === 'gone' ? new Map<never, never>() : folder)
      const wait = name === 'quick' ? Promise.resolve() : slow
      return { name, read: (path: string) => wait.then(() => files.read(path)) }
    })
    const { sent, receive } = service(() => loads.shift() ?? memoryFiles(folder))
    const done = [1, 2, 3].map(() => receive(load('x')))
    await done[2]
    release()
    await Promise.all(done)
    expect(sent).toMatchObject([{ type: 'ready', facts: { name: 'quick' } }])
  })

  test('as a script of its own finds models beside its address', async () => {
    const sent: FromMelodyWorker[] = []
    let hear: (event: { data: ToMelodyWorker }) => void = () => undefined
    vi.stubGlobal('self', {
      location: { href: `${base}/assets/worker.js` },
      postMessage: (message: FromMelodyWorker) => sent.push(message),
      addEventListener: (_: string, listener: typeof hear) => (hear = listener),
    })
    await import('../../../models/melody/worker.ts')
    hear({ data: load('http://:') })
    await vi.waitFor(() => expect(sent).toHaveLength(1))
    hear({ data: load('../models/tune', 'tune') })
    await vi.waitFor(() => expect(sent).toHaveLength(2))
    hear({ data: load('../models/tune', 'Evening') })
    await vi.waitFor(() => expect(sent).toHaveLength(3))
    vi.unstubAllGlobals()
    expect(sent).toMatchObject([
      {
        type: 'failed',
        reason: '"http://:" is no address; write the address of a checkpoint folder',
      },
      { type: 'ready', facts: { name: 'tune' } },
      { type: 'ready', facts: { name: 'Evening' } },
    ])
  })
})

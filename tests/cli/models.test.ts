import { createServer, type Server, type ServerResponse } from 'node:http'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { run } from '../../engine/cli/command.ts'
import { defaultLibrary, modelsCommand } from '../../engine/cli/modelsCommand.ts'
import { progressBar } from '../../engine/cli/modelsProgress.ts'
import { Library } from '../../models/melody/library/library.ts'
import { nearestName, PUBLISHED } from '../../models/melody/library/published.ts'
import { json, randomCheckpoint, type Folder } from '../models/melody/randomCheckpoint.ts'

const tune = randomCheckpoint({ seed: 71, units: [9] })
const shardBytes = tune.get('shard')?.length ?? 0

let server: Server
let base: string
let folder: string
/** What the server has, by path. */
let files: Map<string, Uint8Array>
/** So many bytes of a shard are sent before the server falls silent; Infinity for all. */
let silentAfter: number
/** Breaks the line of the shard that is on its way. */
let breakLine: () => void
/** What is done instead of answering; null for nothing. */
let trouble: ((response: ServerResponse) => void) | null
/** First bytes that were asked for of each shard. */
let asked: string[]

beforeAll(async () => {
  server = createServer((request, response) => {
    if (trouble) {
      trouble(response)
      return
    }
    const path = (request.url ?? '').slice(1)
    const file = files.get(path)
    if (file === undefined) {
      response.writeHead(404).end()
      return
    }
    const range = request.headers.range ?? ''
    const etag = `"${file.length}"`
    const from =
      request.headers['if-range'] === etag ? Number(/bytes=(\d+)-/.exec(range)?.[1] ?? 0) : 0
    response.writeHead(from > 0 ? 206 : 200, {
      etag,
      'content-length': file.length - from,
      ...(from > 0 && { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` }),
    })
    if (path.endsWith('shard')) {
      asked.push(range)
      if (silentAfter < file.length - from) {
        breakLine = () => response.destroy()
        response.write(file.subarray(from, from + silentAfter))
        return
      }
    }
    response.end(file.subarray(from))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => new Promise((closed) => server.close(closed)))

const serve = (under: string, checkpoint: Folder): void => {
  for (const [path, bytes] of checkpoint) files.set(`${under}/${path}`, bytes)
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'models-'))
  silentAfter = Infinity
  breakLine = () => undefined
  trouble = null
  asked = []
  files = new Map()
  serve('tune', tune)
  const entries = [
    { id: 'tune', model: 'MusicRNN', url: 'tune', description: 'a\ntune', licence: 'CC0' },
    { id: 'basic_tune', model: 'MusicRNN', url: `${base}/nowhere` },
    { id: 'latent', model: 'MusicVAE', url: 'x' },
  ]
  files.set('checkpoints.json', json(entries))
})

afterEach(() => rm(folder, { recursive: true }))

async function models(...words: readonly string[]) {
  let stdout = ''
  let stderr = ''
  const code = await run('models', modelsCommand, [...words, '--folder', 'library'], {
    folder,
    say: (line) => (stdout += `${line}\n`),
    warn: (line) => (stderr += `${line}\n`),
  })
  return { code, stdout, stderr }
}

const index = () => ['--index', `${base}/checkpoints.json`]
const fetchTune = () => models('fetch', 'tune', ...index())
const shelved = () => readdir(join(folder, 'library')).catch(() => [])

/** Everything but what is hidden, where downloads wait to be gone on with. */
const visible = async () => (await shelved()).filter((name) => !name.startsWith('.'))

describe('the library', () => {
  test('fetches a model by name, keeps it whole, and works without the server afterwards', async () => {
    expect(await fetchTune()).toMatchObject({ code: 0, stderr: '' })
    expect(await visible()).toEqual(['pins.json', 'tune'])
    expect((await readdir(join(folder, 'library', 'tune'))).toSorted()).toEqual([
      'config.json',
      'shard',
      'weights_manifest.json',
    ])
    files.clear()
    expect(await models('check')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^tune {2}sound; melodies of 48 to 83/) as string,
    })
  })

  test('lists what is there and what can be fetched, each with its licence', async () => {
    await fetchTune()
    const { stdout } = await models('list', ...index())
    expect(stdout).toMatch(/^tune {2}here; .*; licence: CC0\n/)
    expect(stdout).toMatch(/basic_tune {2}not here, fetch it; .*licence: not stated by the index\n/)
    expect(stdout).not.toContain('latent')
  })

  test('knows Magenta’s four without asking anybody', async () => {
    const { stdout, code } = await models('list')
    expect(code).toBe(0)
    for (const { name } of PUBLISHED) expect(stdout).toContain(`${name}  not here`)
    expect(stdout).toContain('Apache-2.0')
  })

  /** Fetches the tune, of which the server sends so much; then the line breaks. */
  async function fetchPart(bytes: number): Promise<void> {
    silentAfter = bytes
    const library = new Library(join(folder, 'library'))
    const onProgress = (file: string, there: number) => {
      if (file === 'shard' && there === bytes) breakLine()
    }
    const fetched = library.fetch('tune', new URL('/tune', base), 'CC0', onProgress)
    await expect(fetched).rejects.toThrow(/broke off \(.*\); run the command again to go on from/)
    silentAfter = Infinity
    expect(await visible()).toEqual([])
  }

  test('goes on with a download that broke off', async () => {
    await fetchPart(2000)
    expect(await fetchTune()).toMatchObject({ code: 0 })
    expect(asked).toEqual(['', 'bytes=2000-'])
    expect(await models('check')).toMatchObject({ code: 0 })
    expect((await shelved()).toSorted()).toEqual(['pins.json', 'tune'])
  })

  test.each<[string, (response: ServerResponse) => void, RegExp]>([
    ['is in trouble', (response) => response.writeHead(503).end(), /status 503/],
    ['has too much to do', (response) => response.writeHead(429).end(), /status 429/],
    ['cannot be reached', (response) => response.destroy(), /cannot be reached/],
  ])('keeps what has come while the server %s', async (_, befalls, says) => {
    await fetchPart(2000)
    trouble = befalls
    const library = new Library(join(folder, 'library'))
    const fetched = library.fetch('tune', new URL('/tune', base), 'CC0', () => undefined)
    await expect(fetched).rejects.toThrow(says)
    trouble = null
    expect(await fetchTune()).toMatchObject({ code: 0 })
    expect(asked).toEqual(['', 'bytes=2000-'])
  })

  test('begins a file again that has become another one meanwhile', async () => {
    await fetchPart(2000)
    const longer = new Uint8Array(shardBytes + 4)
    files.set('tune/shard', longer)
    const { code, stderr } = await fetchTune()
    expect(code).toBe(2)
    expect(stderr).toContain(`holds ${longer.length} bytes where the manifest lists ${shardBytes}`)
    expect(await shelved()).toEqual([])
  })

  test('refuses another model under a name it has pinned', async () => {
    await fetchTune()
    serve('tune', randomCheckpoint({ seed: 73, units: [9] }))
    const { code, stderr } = await fetchTune()
    expect(code).toBe(2)
    expect(stderr).toMatch(/^models: tune is not the model that came under this name at first/)
    expect(await models('check')).toMatchObject({ code: 0 })
  })

  test('takes in a folder, and a checkpoint behind an address', async () => {
    await mkdir(join(folder, 'mine'))
    for (const [path, bytes] of tune) await writeFile(join(folder, 'mine', path), bytes)
    expect(await models('add', 'mine')).toMatchObject({ code: 0 })
    expect(await models('add', `${base}/tune`, '--name', 'theirs')).toMatchObject({ code: 0 })
    expect(await visible()).toEqual(['mine', 'pins.json', 'theirs'])
    expect((await models('add', 'mine')).stderr).toContain("there is a model 'mine' already")
  })

  test('says which model has been damaged on the disk', async () => {
    await fetchTune()
    const shard = join(folder, 'library', 'tune', 'shard')
    const bytes = await readFile(shard)
    bytes.writeFloatLE(0.5, 40)
    await writeFile(shard, bytes)
    expect(await models('check')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/tune is not the model .*hash differs/) as string,
    })
    await writeFile(shard, bytes.subarray(9))
    expect((await models('check')).stderr).toMatch(/^models: tune: shard holds/)
  })
})

describe('bad input is refused in one line and leaves nothing behind', () => {
  const page = new TextEncoder().encode('<!doctype html><title>Sorry</title>')
  const cut = (tune.get('shard') ?? new Uint8Array()).slice(0, -8)
  test.each<[string, () => string[], () => void, RegExp]>([
    [
      'an unknown name',
      () => ['fetch', 'tunes', ...index()],
      () => undefined,
      /did you mean tune\?/,
    ],
    [
      'a name like nothing',
      () => ['fetch', 'qqq', ...index()],
      () => undefined,
      /choose from tune, basic_tune/,
    ],
    [
      'a folder that is not there (404)',
      () => ['fetch', 'basic_tune', ...index()],
      () => undefined,
      /nowhere\/config\.json was not found \(404\)/,
    ],
    [
      'a page for config.json',
      () => ['fetch', 'tune', ...index()],
      () => files.set('tune/config.json', page),
      /config\.json is a web page/,
    ],
    [
      'a page for a shard',
      () => ['fetch', 'tune', ...index()],
      () => files.set('tune/shard', page),
      /shard is a web page, not weights/,
    ],
    [
      'a shard that is too short',
      () => ['fetch', 'tune', ...index()],
      () => files.set('tune/shard', cut),
      /where the manifest lists/,
    ],
    [
      'another kind of model',
      () => ['add', `${base}/tune`],
      () => files.set('tune/config.json', json({ type: 'MusicVAE' })),
      /"MusicVAE", not "MusicRNN"/,
    ],
    [
      'an index that is a page',
      () => ['list', ...index()],
      () => files.set('checkpoints.json', page),
      /the index is a web page/,
    ],
    [
      'an index that is no list',
      () => ['list', ...index()],
      () => files.set('checkpoints.json', json({})),
      /the index is no list/,
    ],
    [
      'an index with a strange entry',
      () => ['list', ...index()],
      () => files.set('checkpoints.json', json([{ model: 'MusicRNN', id: '../x', url: 'y' }])),
      /without a usable id/,
    ],
    [
      'an index that is no address',
      () => ['list', '--index', 'nowhere'],
      () => undefined,
      /'nowhere' is no address/,
    ],
    [
      'a server that is not there',
      () => ['add', 'http://127.0.0.1:1/x'],
      () => undefined,
      /cannot be reached/,
    ],
    ['a folder that is empty', () => ['add', '.'], () => undefined, /config\.json is missing/],
    [
      'a name that is a path',
      () => ['add', '.', '--name', '../x'],
      () => undefined,
      /cannot be a model's name/,
    ],
    ['no action', () => [], () => undefined, /'' is none of list, fetch, add, check/],
    ['nothing to fetch', () => ['fetch'], () => undefined, /no checkpoint is named/],
  ])('%s', async (_, words, happen, says) => {
    happen()
    const { code, stdout, stderr } = await models(...words())
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^models: [^\n]+[.?]\n$/)
    expect(stderr).toMatch(says)
    expect(await shelved()).toEqual([])
  })

  test('a library that is a file', async () => {
    await writeFile(join(folder, 'library'), 'x')
    const { code, stderr } = await fetchTune()
    expect(code).toBe(2)
    expect(stderr).toMatch(/^models: the library cannot be used .*choose another --folder\.\n$/)
  })
})

/** Every write to this file of Linux finds the disk full. */
const FULL_DISK = '/dev/full'

const fillsUp = test.runIf(existsSync(FULL_DISK))

async function isToldOfAFullDisk(): Promise<void> {
  const { code, stdout, stderr } = await fetchTune()
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toBe(
    'models: the disk is full; make room, or choose another place with --folder.\n',
  )
  expect(await shelved()).toEqual([])
  expect(await fetchTune()).toMatchObject({ code: 0, stderr: '' })
}

fillsUp(
  'a disk that fills up in the middle of a download is told in one line, and leaves nothing',
  async () => {
    const unfinished = join(folder, 'library', '.tune.unfinished')
    await mkdir(unfinished, { recursive: true })
    await writeFile(join(unfinished, '.source'), `${base}/tune/`)
    await symlink(FULL_DISK, join(unfinished, 'shard.part'))
    await isToldOfAFullDisk()
  },
)

fillsUp('a disk on which a model fits, but not its pin, gets neither', async () => {
  await mkdir(join(folder, 'library'))
  await symlink(FULL_DISK, join(folder, 'library', 'pins.json.unfinished'))
  await isToldOfAFullDisk()
})

test('the library lies in the user’s data folder', () => {
  expect(defaultLibrary({ XDG_DATA_HOME: '/data' })).toBe('/data/anthesis/models')
  expect(defaultLibrary({ XDG_DATA_HOME: 'relative' })).toMatch(/\.local\/share\/anthesis\/models$/)
})

test('the progress bar says how much of a file is there', () => {
  expect(progressBar('shard', 6.5e6, 13e6)).toBe('shard [############............] 50 % of 13.0 MB')
  expect(progressBar('shard', 6.5e6, undefined)).toBe('shard 6.5 MB')
})

test('a misspelt name finds the nearest', () => {
  const names = PUBLISHED.map(({ name }) => name)
  expect(nearestName('drumkit', names)).toBe('drum_kit_rnn')
  expect(nearestName('melody', names)).toBe('melody_rnn')
  expect(nearestName('xyz', names)).toBeNull()
})

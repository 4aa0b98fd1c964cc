import { access, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildIfStale } from '../../bridge/build.ts'
import { folderOf } from './fixture.ts'

let repository: string

beforeEach(async () => {
  repository = await folderOf({
    'engine/index.html': '<!doctype html><script type="module" src="./main.js"></script>',
    'engine/main.js': 'document.title = "one"',
    'models/a.json': '{}',
    'scenes/a.js': '',
    'bridge/a.js': '',
    'vite.config.ts': `export default {
      root: import.meta.dirname + '/engine',
      build: { outDir: '../dist', emptyOutDir: true },
    }`,
    'tsconfig.json': '{}',
    'package.json': '{"type":"module"}',
    'package-lock.json': '{}',
  })
})

afterEach(() => rm(repository, { recursive: true }))

/** A file that the next build sweeps away. */
const witness = (): string => join(repository, 'dist/witness')
const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

test('a build stays while its sources are what they were, whenever they were written', async () => {
  expect(await buildIfStale(repository)).toBe(join(repository, 'dist'))
  await writeFile(witness(), '')
  await utimes(join(repository, 'engine/main.js'), new Date(), new Date())
  await buildIfStale(repository)
  expect(await isThere(witness())).toBe(true)
})

test.each(['engine/main.js', 'models/a.json', 'scenes/new.js', 'package-lock.json'])(
  'a change of %s makes the build stale',
  async (path) => {
    await buildIfStale(repository)
    await writeFile(witness(), '')
    await writeFile(join(repository, path), '2')
    await buildIfStale(repository)
    expect(await isThere(witness())).toBe(false)
  },
)

test('sources that do not build are a fault, and the next start tries again', async () => {
  await writeFile(join(repository, 'engine/main.js'), 'import "./missing.js"')
  await expect(buildIfStale(repository)).rejects.toThrow('could not be built')
  await writeFile(join(repository, 'engine/main.js'), 'document.title = "mended"')
  await buildIfStale(repository)
  expect(await isThere(join(repository, 'dist/index.html'))).toBe(true)
})

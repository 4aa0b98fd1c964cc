import { createHash } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'

/** Everything a build is made of, from the top of the repository. */
const SOURCES = [
  'engine',
  'models',
  'scenes',
  'bridge',
  'vite.config.ts',
  'tsconfig.json',
  'package-lock.json',
]

/** Lies in dist, so that it goes when the build goes; dot-files are not served. */
const STAMP = '.sources'

/**
 * Builds the page into dist unless the build there is of these very sources. Says what it does on
 * stderr.
 * @param repository its top folder
 * @returns the folder of the build
 * @throws Error when its sources do not build
 */
export async function buildIfStale(repository: string): Promise<string> {
  const dist = join(repository, 'dist')
  const stamp = await digestOf(repository)
  if ((await readStamp(dist)) === stamp) return dist
  process.stderr.write('Building the page, since its sources have changed.\n')
  try {
    await build({ configFile: join(repository, 'vite.config.ts'), logLevel: 'warn' })
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    throw new Error('The page could not be built; the lines above say why.', { cause: error })
  }
  await writeFile(join(dist, STAMP), stamp)
  return dist
}

async function readStamp(dist: string): Promise<string | null> {
  try {
    return await readFile(join(dist, STAMP), 'utf8')
  } catch {
    return null
  }
}

/**
 * SHA-256 over names and contents. Contents, since a checkout of an older state sets newer times.
 * @param repository its top folder
 */
export async function digestOf(repository: string): Promise<string> {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    for (const path of await filesUnder(join(repository, source))) {
      const content = await readFile(path)
      hash.update(`${path.slice(repository.length)}\0${content.length}\0`).update(content)
    }
  }
  return hash.digest('hex')
}

async function filesUnder(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

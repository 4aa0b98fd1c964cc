import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import type { BenchRow } from './row.ts'

const PAGE = 'index.html'
/** Fetched at the first gesture. */
const SOUND = 'edges/instrument.ts'
/** What a worker that is opened on demand brings with it. */
const ON_DEMAND = /^(trainingWorker|tensorflowOnWebGpu|tfjs-backend-wasm)/

/** A chunk of Vite's manifest. */
interface Chunk {
  readonly file: string
  readonly css?: readonly string[]
  readonly assets?: readonly string[]
  /** Loaded with it; what it imports later is not among them. */
  readonly imports?: readonly string[]
}

type Manifest = Readonly<Record<string, Chunk>>

/** The files that come with the page, by way of static imports. */
function withPage(manifest: Manifest): Set<string> {
  const files = new Set<string>()
  const visit = (key: string): void => {
    const chunk = manifest[key]
    if (!chunk || files.has(chunk.file)) return
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file)
    chunk.imports?.forEach(visit)
  }
  visit(PAGE)
  visit(SOUND)
  return files
}

/** Workers are built by themselves, and no manifest lists what is theirs. */
function ofWorkers(manifest: Manifest, names: readonly string[]): string[] {
  const listed = new Set(
    Object.values(manifest).flatMap(({ file, css = [], assets = [] }) => [file, ...css, ...assets]),
  )
  return names
    .filter((name) => !ON_DEMAND.test(name))
    .map((name) => `assets/${name}`)
    .filter((file) => !listed.has(file))
}

/** What a first visit loads, weights apart, as gzip sends it; what tools bring later is not in it. */
export async function benchPage(): Promise<BenchRow[]> {
  const outDir = await mkdtemp(join(tmpdir(), 'anthesis-page-'))
  try {
    const configFile = fileURLToPath(new URL('../../vite.config.ts', import.meta.url))
    await build({ configFile, logLevel: 'error', build: { outDir, manifest: true } })
    const manifestText = await readFile(join(outDir, '.vite', 'manifest.json'), 'utf8')
    const manifest = JSON.parse(manifestText) as Manifest
    const names = await readdir(join(outDir, 'assets'))
    const paths = [PAGE, ...withPage(manifest), ...ofWorkers(manifest, names)]
    const sizes = await Promise.all(
      paths.map(async (path) => {
        const content = await readFile(join(outDir, path))
        return /\.woff2$/.test(path) ? content.length : gzipSync(content).length
      }),
    )
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    return [
      {
        name: 'page: first load without weights, gzipped',
        value: bytes / 1000,
        unit: 'KB',
        against: 'target 600 KB',
      },
    ]
  } finally {
    await rm(outDir, { recursive: true, force: true })
  }
}

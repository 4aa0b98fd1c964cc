import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import type { BenchRow } from './row.ts'

/** Drawing on the page itself is fetched only where workers cannot draw. */
const FALLBACK = /^draw-/

/** What a first visit loads, weights apart, as gzip sends it. */
export async function benchPage(): Promise<BenchRow[]> {
  const outDir = await mkdtemp(join(tmpdir(), 'anthesis-page-'))
  try {
    const configFile = fileURLToPath(new URL('../../vite.config.ts', import.meta.url))
    await build({ configFile, logLevel: 'error', build: { outDir } })
    const names = (await readdir(join(outDir, 'assets'))).filter((name) => !FALLBACK.test(name))
    const paths = ['index.html', ...names.map((name) => join('assets', name))]
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

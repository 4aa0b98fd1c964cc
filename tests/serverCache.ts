import { cp, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The folder in which a dev server keeps the packages that it has bundled. */
export interface ServerCache {
  readonly folder: string
  /** Keeps what was bundled for the servers to come, and removes the folder. */
  close(): Promise<void>
}

/** Vite writes here which packages, in which versions, it has bundled. */
const METADATA = join('deps', '_metadata.json')

const metadataOf = (folder: string): Promise<string | null> =>
  readFile(join(folder, METADATA), 'utf8').catch(() => null)

/**
 * A cache of a server's own, since servers of several test files would write over each other's; it
 * begins as a copy of the kept one, for bundling takes seconds. Vite looks itself whether what it
 * finds is still true.
 * @param kept the folder that servers' caches begin from
 */
export async function openServerCache(kept: string): Promise<ServerCache> {
  const folder = await mkdtemp(join(tmpdir(), 'anthesis-vite-'))
  await cp(kept, folder, { recursive: true }).catch(() => undefined)
  const found = await metadataOf(folder)
  return {
    folder,
    async close() {
      const made = await metadataOf(folder)
      if (made !== null && made !== found) await keep(folder, kept)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** In one move, so that no server copies half a folder; of two at once one wins. */
async function keep(folder: string, kept: string): Promise<void> {
  const beside = `${kept}-${process.pid}`
  await cp(folder, beside, { recursive: true })
  await rm(kept, { recursive: true, force: true })
  await rename(beside, kept).catch(() => rm(beside, { recursive: true, force: true }))
}

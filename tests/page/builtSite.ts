import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'

type Main = typeof import('../../engine/main.ts')
type Follow = typeof import('../../engine/follow.ts')

/** What the page exports, for tests of a built page, whose modules have no names. */
export type Anthesis = Pick<Main, 'conductor' | 'sound'>

declare global {
  var anthesis: Anthesis
  var followed: Pick<Follow, 'show' | 'picture'>
}

const CONFIG = fileURLToPath(new URL('../../vite.config.ts', import.meta.url))

const opened: Plugin = {
  name: 'opened',
  transform: (code, id) =>
    id.endsWith('/engine/main.ts')
      ? `${code}\nglobalThis.anthesis = { conductor, sound }`
      : id.endsWith('/engine/follow.ts')
        ? `${code}\nglobalThis.followed = { show, picture }`
        : null,
}

/**
 * Builds the page as `npm start` does, but that it hands out what it exports as `anthesis`.
 * @returns the folder, which the caller removes
 */
export async function buildSite(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'anthesis-site-'))
  await build({
    configFile: CONFIG,
    logLevel: 'error',
    plugins: [opened],
    build: { outDir, emptyOutDir: true, minify: false },
  })
  return outDir
}

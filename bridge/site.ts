import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { BadInput } from './options.mjs'

export interface SiteFile {
  readonly content: Buffer
  readonly contentType: string
  /** Hexadecimal digest of the content. */
  readonly hash: string
  /** Its name carries a hash, so what lies under that name never changes. */
  readonly immutable: boolean
}

/** Files by their path in a URL, decoded, beginning with a slash. */
export type Site = ReadonlyMap<string, SiteFile>

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mid': 'audio/midi',
  '.mjs': 'text/javascript; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** Vite's assets: a name, a dash and eight characters of base64url before the ending. */
const HASHED = /^\/assets\/.+-[\w-]{8}\.\w+$/

/**
 * Reads a build into memory, once. What is not in it cannot be served, whatever a URL says: there is
 * no path to escape by. Dot-files and links are left out.
 * @param folder
 * @throws BadInput when there is no page in it
 */
export async function readSite(folder: string): Promise<Site> {
  const site = new Map<string, SiteFile>()
  for (const path of await plainFiles(folder)) {
    const url = `/${relative(folder, path).split(sep).join('/')}`
    if (url.includes('/.')) continue
    const content = await readFile(path)
    site.set(url, {
      content,
      contentType: CONTENT_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
      hash: createHash('sha256').update(content).digest('hex').slice(0, 32),
      immutable: HASHED.test(url),
    })
  }
  if (!site.has('/index.html')) {
    throw new BadInput(
      `There is no build in ${folder}: it has no index.html; npm run build makes one.`,
    )
  }
  return site
}

async function plainFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new BadInput(`${folder} cannot be read (${why}); name the folder of a build.`)
  }
}

import { readdir, readFile, stat } from 'node:fs/promises'
import type { RequestListener, ServerResponse } from 'node:http'
import { homedir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { SITE_HEADERS } from './headers.ts'

/** What is there, as JSON. */
const LIST = '/models/library.json'
const FILES = '/models/library/'

/** What can name a model's folder, and a file in it. */
const MODEL_NAME = /^[A-Za-z0-9_][\w.-]{0,99}$/
const FILE_NAME = /^[A-Za-z0-9_][\w./-]{0,199}$/
const CONFIG = 'config.json'
const PINS = 'pins.json'
const MOST_MODELS = 256
const MOST_FILES = 64
/** The largest published checkpoint has 25 MB. */
const LARGEST_BYTES = 128 * 1024 * 1024

interface Listed {
  readonly name: string
  /** Pinned when the model first came. */
  readonly hash: string | null
  readonly licence: string | null
}

interface Shelf {
  readonly models: readonly Listed[]
  /** Paths on the disk by the addresses they are served under. */
  readonly files: ReadonlyMap<string, string>
}

/** The user's data folder (XDG Base Directory Specification), as `npm run models` has it. */
export function defaultModels(environment: NodeJS.ProcessEnv): string {
  const data = environment['XDG_DATA_HOME']
  const base = data?.startsWith('/') ? data : join(homedir(), '.local', 'share')
  return join(base, 'anthesis', 'models')
}

/**
 * Serves the checkpoints that `npm run models` keeps in a folder: a list, read anew each time it is
 * asked for, and the files that it found. A request's path is looked up among those and never opened:
 * there is nothing to escape by. Links and dot-files are left out.
 * @param inner answers everything else
 */
export function modelLibrary(folder: string, inner: RequestListener): RequestListener {
  let files: Shelf['files'] = new Map()
  return (request, response) => {
    const path = (request.url ?? '/').replace(/[?#].*$/s, '')
    const isList = path === LIST
    if (!isList && !path.startsWith(FILES)) {
      inner(request, response)
      return
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answer(response, 405, 'text/plain; charset=utf-8', 'Only GET and HEAD are answered here.\n')
      return
    }
    const work = isList
      ? readShelf(folder).then((shelf) => {
          files = shelf.files
          answer(response, 200, 'application/json', JSON.stringify(shelf.models))
        })
      : sendFile(response, files.get(path))
    work.catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      answer(response, 500, 'text/plain; charset=utf-8', `This model cannot be read: ${why}\n`)
    })
  }
}

async function sendFile(response: ServerResponse, path: string | undefined): Promise<void> {
  if (path === undefined) {
    answer(response, 404, 'text/plain; charset=utf-8', 'There is nothing here.\n')
    return
  }
  answer(response, 200, 'application/octet-stream', await readFile(path))
}

function answer(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Buffer,
): void {
  response.writeHead(status, {
    ...SITE_HEADERS,
    'Cache-Control': 'no-store',
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(body),
  })
  response.end(body)
}

async function readShelf(folder: string): Promise<Shelf> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = entries
    .filter((entry) => entry.isDirectory() && MODEL_NAME.test(entry.name))
    .map(({ name }) => name)
    .sort()
    .slice(0, MOST_MODELS)
  const pins = await readPins(folder)
  const files = new Map<string, string>()
  const models: Listed[] = []
  for (const name of names) {
    const found = await filesOf(join(folder, name))
    if (!found.has(CONFIG)) continue
    for (const [file, path] of found) files.set(`${FILES}${name}/${file}`, path)
    models.push({ name, ...pinOf(pins, name) })
  }
  return { models, files }
}

async function filesOf(model: string): Promise<Map<string, string>> {
  const entries = await readdir(model, { withFileTypes: true, recursive: true }).catch(() => [])
  const found = new Map<string, string>()
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    const file = relative(model, path).split(sep).join('/')
    const isHidden = file.split('/').some((part) => part.startsWith('.'))
    if (!entry.isFile() || isHidden || !FILE_NAME.test(file) || found.size === MOST_FILES) continue
    if ((await stat(path)).size <= LARGEST_BYTES) found.set(file, path)
  }
  return found
}

async function readPins(folder: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, PINS), 'utf8'))
  } catch {
    return null
  }
}

function pinOf(pins: unknown, name: string): Pick<Listed, 'hash' | 'licence'> {
  const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null
  const pin = isRecord(pins) && Object.hasOwn(pins, name) ? pins[name] : null
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
  return isRecord(pin)
    ? { hash: text(pin['hash']), licence: text(pin['licence']) }
    : { hash: null, licence: null }
}

import { fetchFiles } from '../../models/melody/fetchFiles.ts'
import { parseJson } from '../../models/melody/json.ts'
import { parseManifest } from '../../models/melody/manifest.ts'
import type { ModelSource } from '../../models/melody/workerMessages.ts'
import { get, keys, put, remove } from './database.ts'
import { saveFile } from './saveFile.ts'

/** A checkpoint folder in memory, by path. */
export type ModelFiles = ReadonlyMap<string, Uint8Array<ArrayBuffer>>

/** A melody model that can be chosen. */
export interface ModelEntry {
  /** `shipped`, `library:NAME` or `own:NAME`. */
  readonly id: string
  readonly name: string
  readonly about: string
}

export interface ModelPorts {
  readonly shipped: ModelSource
  /** Plays with it from now on; rejects with one line where it cannot be used. */
  readonly choose: (source: ModelSource) => Promise<void>
}

export type ModelStatus =
  | { readonly state: 'idle' }
  | { readonly state: 'loading'; readonly name: string }
  | { readonly state: 'failed'; readonly why: string }

const SHIPPED = 'shipped'
const LIBRARY = 'library:'
const OWN = 'own:'
/** Where the choice is kept. */
const CHOICE = 'anthesis.model.1'
const CONFIG = 'config.json'
const MANIFEST = 'weights_manifest.json'

interface Listed {
  readonly name: string
  readonly hash: string | null
  readonly licence: string | null
}

const isListed = (value: unknown): value is Listed =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'

/** What the local library holds, as the bridge lists it; nothing where no bridge serves the page. */
async function readLibrary(): Promise<Listed[]> {
  const response = await fetch(new URL('models/library.json', document.baseURI))
  if (!response.ok || !(response.headers.get('content-type') ?? '').includes('json')) return []
  const list: unknown = await response.json()
  return Array.isArray(list) ? list.filter(isListed) : []
}

const saying = (error: unknown): string =>
  error instanceof Error ? error.message : 'no reason given'

/** A browser that keeps nothing begins with the shipped model; the settings' notice says so. */
function recall(): string | null {
  try {
    return localStorage.getItem(CHOICE)
  } catch {
    return null
  }
}

function remember(id: string): void {
  try {
    localStorage.setItem(CHOICE, id)
  } catch {
    // As above.
  }
}

/** The files of a folder as they were stored; null for anything else. */
const filesOf = (value: unknown): ModelFiles | null =>
  value instanceof Map && [...value.values()].every((bytes) => bytes instanceof Uint8Array)
    ? (value as ModelFiles)
    : null

const areSame = (one: ModelFiles, other: ModelFiles): boolean =>
  one.size === other.size &&
  [...one].every(([path, bytes]) => {
    const others = other.get(path)
    return others?.length === bytes.length && bytes.every((byte, at) => byte === others[at])
  })

/** The melody models there are: the shipped one, the local library's, and those made or brought here. */
export class ModelDesk {
  readonly #ports: ModelPorts
  #library: readonly Listed[] = []
  #own: readonly string[] = []
  #chosen = SHIPPED
  #status: ModelStatus = { state: 'idle' }

  constructor(ports: ModelPorts) {
    this.#ports = ports
  }

  get entries(): readonly ModelEntry[] {
    return [
      { id: SHIPPED, name: this.#ports.shipped.name, about: 'comes along' },
      ...this.#own.map((name) => ({ id: OWN + name, name, about: 'made or brought here' })),
      ...this.#library.map(({ name, licence }) => ({
        id: LIBRARY + name,
        name,
        about: `local library; licence: ${licence ?? 'not stated'}`,
      })),
    ]
  }

  get chosen(): string {
    return this.#chosen
  }

  get status(): ModelStatus {
    return this.#status
  }

  /** Looks again at what is there. */
  async refresh(): Promise<void> {
    try {
      this.#own = await keys('models')
      this.#library = await readLibrary()
    } catch (error) {
      this.#fail(saying(error))
    }
  }

  /**
   * Plays with the model that was chosen last.
   * @returns why it cannot, in one line; null when all is well
   */
  async restore(): Promise<string | null> {
    const id = recall()
    if (id === null || id === SHIPPED) return null
    await this.refresh()
    await this.choose(id)
    return this.#status.state === 'failed' ? this.#status.why : null
  }

  /**
   * Plays with a model from now on. What goes wrong becomes the status, and nothing changes then.
   * @returns whether it plays
   */
  async choose(id: string): Promise<boolean> {
    const name = this.entries.find((entry) => entry.id === id)?.name ?? id
    this.#status = { state: 'loading', name }
    try {
      await this.#ports.choose(await this.#sourceOf(id))
      this.#chosen = id
      this.#status = { state: 'idle' }
      remember(id)
      return true
    } catch (error) {
      this.#fail(`${saying(error)} ${this.#playing()} plays on.`)
      return false
    }
  }

  #playing(): string {
    return this.entries.find(({ id }) => id === this.#chosen)?.name ?? 'The model from before'
  }

  async #sourceOf(id: string): Promise<ModelSource> {
    if (id === SHIPPED) return this.#ports.shipped
    if (id.startsWith(OWN)) {
      const name = id.slice(OWN.length)
      return { kind: 'files', name, files: await this.files(name) }
    }
    const listed = this.#library.find(({ name }) => LIBRARY + name === id)
    if (!listed) throw new Error(`${id.slice(LIBRARY.length)} is no longer in the local library.`)
    const { name, hash } = listed
    const url = new URL(`models/library/${name}/`, document.baseURI).href
    return { kind: 'address', url, name, ...(hash !== null && { hash }) }
  }

  /** The folder of any model that is listed. @throws Error in one line */
  async filesOf(id: string): Promise<ModelFiles> {
    const source = await this.#sourceOf(id)
    if (source.kind === 'files') return source.files
    const folder = fetchFiles(new URL(source.url), source.name)
    const files = new Map<string, Uint8Array<ArrayBuffer>>()
    const take = async (path: string): Promise<Uint8Array> => {
      const bytes = new Uint8Array(await folder.read(path))
      files.set(path, bytes)
      return bytes
    }
    await take(CONFIG)
    for (const { paths } of parseManifest(parseJson(MANIFEST, await take(MANIFEST)))) {
      for (const path of paths) await take(path)
    }
    return files
  }

  /** The folder of a model of one's own. @throws Error in one line */
  async files(name: string): Promise<ModelFiles> {
    const files = filesOf(await get('models', name))
    if (!files) throw new Error(`${name} is no longer in this browser.`)
    return files
  }

  /**
   * Keeps a model under a name, or where another has it under the next: `mine 2`, `mine 3`.
   * @returns the name
   * @throws Error in one line
   */
  async keep(wanted: string, files: ModelFiles): Promise<string> {
    const name = await this.#nameFor(wanted, files)
    await put('models', name, files)
    await this.refresh()
    return name
  }

  async #nameFor(wanted: string, files: ModelFiles): Promise<string> {
    for (let number = 1; ; number++) {
      const name = number === 1 ? wanted : `${wanted} ${number}`
      const kept: unknown = await get('models', name)
      if (kept === undefined) return name
      const other = filesOf(kept)
      if (other && areSame(other, files)) return name
    }
  }

  /** Takes in a MusicRNN folder and plays with it: its files, whatever folder they were in. */
  async bring(picked: readonly File[]): Promise<void> {
    try {
      const config = picked.find(({ name }) => name === CONFIG)
      if (!config) {
        throw new Error(
          'There is no config.json among these files; choose a whole MusicRNN folder.',
        )
      }
      const folder = config.webkitRelativePath.split('/').at(-2) ?? ''
      const name = folder === '' ? `brought ${new Date().toISOString().slice(0, 16)}` : folder
      this.#status = { state: 'loading', name }
      const files = new Map<string, Uint8Array<ArrayBuffer>>()
      for (const file of picked) files.set(file.name, new Uint8Array(await file.arrayBuffer()))
      // Kept first, so that what plays is there again after a reload at any moment.
      const known = new Set(await keys('models'))
      const kept = await this.keep(name, files)
      if (await this.choose(OWN + kept)) return
      if (!known.has(kept)) await this.#drop(kept)
    } catch (error) {
      this.#fail(`${saying(error)} ${this.#playing()} plays on.`)
    }
  }

  /** Saves a model of one's own, the files of a MusicRNN folder. */
  async save(name: string): Promise<void> {
    try {
      for (const [path, bytes] of await this.files(name)) {
        saveFile(path, 'application/octet-stream', bytes)
      }
    } catch (error) {
      this.#fail(saying(error))
    }
  }

  /** Forgets a model of one's own; the one that plays goes on until another is chosen. */
  async forget(name: string): Promise<void> {
    try {
      await this.#drop(name)
    } catch (error) {
      this.#fail(saying(error))
    }
  }

  async #drop(name: string): Promise<void> {
    await remove('models', name)
    await this.refresh()
  }

  #fail(why: string): void {
    this.#status = { state: 'failed', why }
  }
}

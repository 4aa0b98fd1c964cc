import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { loadCheckpoint, type MelodyCheckpoint } from '../checkpoint.ts'
import { CheckpointError, saying } from '../checkpointError.ts'
import type { CheckpointFiles } from '../checkpointFiles.ts'
import { isRecord, parseJson } from '../json.ts'
import { parseManifest } from '../manifest.ts'
import { nodeFiles } from '../nodeFiles.ts'
import { BrokenOff, download, type OnProgress } from './download.ts'
import { isModelName } from './published.ts'

const CONFIG = 'config.json'
const MANIFEST = 'weights_manifest.json'
const PINS = 'pins.json'
/** In an unfinished download, where it comes from. */
const SOURCE = '.source'

/** What a model was when it first came. */
export interface Pin {
  /** SHA-256 over config, manifest and shards. */
  readonly hash: string
  readonly source: string
  readonly licence: string
}

/** What stands under a name in the library. */
export interface Shelved {
  readonly name: string
  readonly pin: Pin | undefined
  /** The checkpoint, or in one line why it cannot be used. */
  readonly found: MelodyCheckpoint | CheckpointError
}

/**
 * Checkpoints in a folder of this machine, each in a folder of its own that appears once it is whole
 * and checked. Hashes are pinned when a model first comes, and stay pinned when it is removed.
 */
export class Library {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** All that is there, read in full and checked, by name. */
  async shelf(): Promise<Shelved[]> {
    const pins = await this.#pins()
    const names = (await readdir(this.folder, { withFileTypes: true }).catch(() => []))
      .filter((entry) => entry.isDirectory() && isModelName(entry.name))
      .map((entry) => entry.name)
      .toSorted()
    const shelved: Shelved[] = []
    for (const name of names) {
      const pin = pins.get(name)
      const found = await loadCheckpoint(nodeFiles(join(this.folder, name))).catch(asRefusal)
      const isAnother =
        !(found instanceof CheckpointError) && pin !== undefined && pin.hash !== found.facts.hash
      shelved.push({ name, pin, found: isAnother ? changed(name) : found })
    }
    return shelved
  }

  /** Whether there is a folder of that name. */
  async has(name: string): Promise<boolean> {
    return readFile(join(this.folder, name, CONFIG)).then(
      () => true,
      () => false,
    )
  }

  /**
   * Fetches a checkpoint from behind an address. What broke off goes on at the next try.
   * @throws CheckpointError in one line; the library is as it was then
   */
  async fetch(name: string, url: URL, licence: string, onProgress: OnProgress) {
    const base = new URL(url)
    if (!base.pathname.endsWith('/')) base.pathname += '/'
    return this.#put(name, base.href, licence, async (path, to) => {
      await download(new URL(path, base), to, path, onProgress)
    })
  }

  /** Copies a checkpoint in. @throws CheckpointError as {@link fetch} */
  async copy(name: string, files: CheckpointFiles, source: string) {
    return this.#put(name, source, 'not stated', async (path, to) => {
      const bytes = await files.read(path)
      await mkdir(dirname(to), { recursive: true })
      await writeFile(to, bytes)
    })
  }

  /** @param bring puts one of the source's files in its place */
  async #put(
    name: string,
    source: string,
    licence: string,
    bring: (path: string, to: string) => Promise<void>,
  ): Promise<MelodyCheckpoint> {
    const unfinished = join(this.folder, `.${name}.unfinished`)
    const take = async (path: string): Promise<Uint8Array> => {
      await bring(path, join(unfinished, path))
      return readFile(join(unfinished, path))
    }
    try {
      await mkdir(unfinished, { recursive: true })
      // What goes on is a download of the same source only.
      const note = join(unfinished, SOURCE)
      const before = await readFile(note, 'utf8').catch(() => source)
      if (before !== source) await rm(unfinished, { recursive: true })
      await mkdir(unfinished, { recursive: true })
      await writeFile(note, source)
      parseJson(CONFIG, await take(CONFIG))
      for (const { paths } of parseManifest(parseJson(MANIFEST, await take(MANIFEST)))) {
        for (const path of paths) await take(path)
      }
      const checkpoint = await loadCheckpoint(nodeFiles(unfinished, name))
      const pins = await this.#pins()
      const pin = pins.get(name)
      if (pin !== undefined && pin.hash !== checkpoint.facts.hash) throw changed(name)
      // Pinned first: a full disk leaves no model that came without a pin.
      await this.#pin(pins, name, { hash: checkpoint.facts.hash, source, licence })
      await rm(note)
      await rm(join(this.folder, name), { recursive: true, force: true })
      await rename(unfinished, join(this.folder, name))
      return checkpoint
    } catch (error) {
      // A part of a download is kept to go on with; what is whole and wrong, or elsewhere, is not.
      if (!(error instanceof BrokenOff) || !(await holdsParts(unfinished))) {
        await rm(unfinished, { recursive: true, force: true }).catch(() => undefined)
      }
      throw asRefusal(error)
    }
  }

  async #pins(): Promise<Map<string, Pin>> {
    const bytes = await readFile(join(this.folder, PINS)).catch(() => null)
    if (bytes === null) return new Map()
    const value = parseJson(PINS, bytes)
    if (!isRecord(value)) {
      throw new CheckpointError(`${PINS} holds no object`, `remove it from ${this.folder}`)
    }
    return new Map(
      Object.entries(value).flatMap(([name, pin]) => {
        if (!isRecord(pin) || typeof pin['hash'] !== 'string') return []
        const { hash, source, licence } = pin
        return [[name, { hash, source: String(source), licence: String(licence) }]]
      }),
    )
  }

  async #pin(pins: ReadonlyMap<string, Pin>, name: string, pin: Pin): Promise<void> {
    const path = join(this.folder, PINS)
    const unfinished = `${path}.unfinished`
    const all = Object.fromEntries([...pins, [name, pin]])
    try {
      await writeFile(unfinished, `${JSON.stringify(all, null, 2)}\n`)
      await rename(unfinished, path)
    } catch (error) {
      await rm(unfinished, { force: true })
      throw error
    }
  }
}

/** Whether anything of a download has come. */
const holdsParts = (unfinished: string): Promise<boolean> =>
  readdir(unfinished).then(
    (files) => files.some((file) => file !== SOURCE),
    () => false,
  )

function changed(name: string): CheckpointError {
  return new CheckpointError(
    `${name} is not the model that came under this name at first (its hash differs)`,
    'fetch it again, or add it under another name with --name',
  )
}

/** No space left, or none left of the user's own. */
const FULL = ['ENOSPC', 'EDQUOT']

function asRefusal(error: unknown): CheckpointError {
  if (error instanceof CheckpointError) return error
  const isFull = error instanceof Error && 'code' in error && FULL.includes(String(error.code))
  return new CheckpointError(
    isFull ? 'the disk is full' : `the library cannot be used (${saying(error)})`,
    isFull ? 'make room, or choose another place with --folder' : 'choose another --folder',
  )
}

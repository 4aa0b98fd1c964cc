import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { CheckpointError } from '../../models/melody/checkpointError.ts'
import { lastPart } from '../../models/melody/checkpointFiles.ts'
import { fetchFiles } from '../../models/melody/fetchFiles.ts'
import type { MelodyCheckpoint } from '../../models/melody/checkpoint.ts'
import { Library } from '../../models/melody/library/library.ts'
import {
  isModelName,
  nearestName,
  parseIndex,
  PUBLISHED,
  type Published,
} from '../../models/melody/library/published.ts'
import { nodeFiles } from '../../models/melody/nodeFiles.ts'
import { BadInput, DONE, FAULT, type Command, type Terminal } from './command.ts'
import { drawProgress } from './modelsProgress.ts'
import { onlyWord, readWords } from './options.ts'

const MODELS_HELP = `Usage: npm run models -- list | fetch NAME | add FOLDER-OR-URL | check

Keeps MusicRNN checkpoints on this machine, where they work without a network.

  list           what is there, and what can be fetched by name
  fetch NAME     fetch a published checkpoint; what broke off goes on
  add FOLDER-OR-URL  take in a checkpoint of your own
  check          read everything there again and compare it with its pinned hash

  --index URL    a checkpoints.json to fetch from, instead of Magenta's four
  --name NAME    what to call what is added
  --folder PATH  where the checkpoints are kept
  --help         this text

Exit code: 0 all well, 1 check found a model that cannot be used (or a fault of
Anthesis), 2 bad input (one line on stderr says why).
`

const ACTIONS = ['list', 'fetch', 'add', 'check'] as const
const INDEX_HELP = 'give the address of a checkpoints.json after --index'

/** The user's data folder (XDG Base Directory Specification). */
export function defaultLibrary(environment: NodeJS.ProcessEnv): string {
  const data = environment['XDG_DATA_HOME']
  const base = data?.startsWith('/') ? data : join(homedir(), '.local', 'share')
  return join(base, 'anthesis', 'models')
}

async function publishedBy(index: string | undefined): Promise<readonly Published[]> {
  if (index === undefined) return PUBLISHED
  if (!URL.canParse(index)) throw new BadInput(`'${index}' is no address; ${INDEX_HELP}.`)
  const url = new URL(index)
  const folder = new URL('.', url)
  const file = url.pathname.split('/').at(-1) ?? ''
  return parseIndex(await fetchFiles(folder).read(file + url.search), url)
}

function described({
  facts,
  instrument,
  chordEncoder,
  cells,
  attention,
}: MelodyCheckpoint): string {
  const parts = [
    instrument.kind === 'drums' ? 'drums' : `melodies of ${facts.minPitch} to ${facts.maxPitch}`,
    `cells of ${cells.map(({ units }) => units).join(', ')} units`,
    ...(attention ? [`attention over ${attention.length} steps`] : []),
    ...(chordEncoder ? ['chords'] : []),
  ]
  return `${parts.join(', ')}; hash ${facts.hash.slice(0, 12)}`
}

async function list(library: Library, known: readonly Published[], terminal: Terminal) {
  const shelf = await library.shelf()
  for (const { name, pin, found } of shelf) {
    const what =
      found instanceof CheckpointError ? `cannot be used: ${found.message}` : described(found)
    terminal.say(`${name}  here; ${what}; licence: ${pin?.licence ?? 'not stated'}`)
  }
  for (const { name, about, licence } of known) {
    if (shelf.some((there) => there.name === name)) continue
    terminal.say(`${name}  not here, fetch it; ${about}; licence: ${licence}`)
  }
  return DONE
}

async function fetchByName(library: Library, known: readonly Published[], name: string) {
  const found = known.find((published) => published.name === name)
  if (found !== undefined) {
    const progress = drawProgress(process.stderr)
    return library.fetch(found.name, new URL(found.url), found.licence, progress)
  }
  const names = known.map((published) => published.name)
  const nearest = nearestName(name, names)
  throw new BadInput(
    `there is no checkpoint '${name}'; ${nearest === null ? `choose from ${names.join(', ')}.` : `did you mean ${nearest}?`}`,
  )
}

async function add(library: Library, source: string, given: string | undefined, folder: string) {
  const isAddress = /^https?:\/\//.test(source) && URL.canParse(source)
  const path = isAddress ? new URL(source).pathname : resolve(folder, source)
  const name = given ?? lastPart(path).replace(/[^\w.-]/g, '_')
  if (!isModelName(name)) {
    throw new BadInput(`'${name}' cannot be a model's name; use letters and digits after --name.`)
  }
  if (await library.has(name)) {
    throw new BadInput(`there is a model '${name}' already; choose another name with --name.`)
  }
  return isAddress
    ? library.fetch(name, new URL(source), 'not stated', drawProgress(process.stderr))
    : library.copy(name, nodeFiles(path, name), path)
}

async function check(library: Library, terminal: Terminal): Promise<number> {
  const shelf = await library.shelf()
  if (shelf.length === 0) terminal.say(`There are no models in ${library.folder}.`)
  for (const { name, found } of shelf) {
    if (found instanceof CheckpointError) terminal.warn(found.message)
    else terminal.say(`${name}  sound; ${described(found)}`)
  }
  return shelf.some(({ found }) => found instanceof CheckpointError) ? FAULT : DONE
}

/** `npm run models`: the library of checkpoints. */
export const modelsCommand: Command = async (words, terminal) => {
  const { values, rest, help } = readWords(words, ['index', 'folder', 'name'])
  if (help) {
    terminal.say(MODELS_HELP.trimEnd())
    return DONE
  }
  const [word = '', ...others] = rest
  const action = ACTIONS.find((known) => known === word)
  if (action === undefined) {
    throw new BadInput(`'${word}' is none of ${ACTIONS.join(', ')}; --help says what they do.`)
  }
  const folder =
    values.folder === undefined
      ? defaultLibrary(process.env)
      : resolve(terminal.folder, values.folder)
  const library = new Library(folder)
  try {
    if (action === 'list') return await list(library, await publishedBy(values.index), terminal)
    if (action === 'check') return await check(library, terminal)
    const wanted = onlyWord(others, action === 'fetch' ? 'checkpoint' : 'folder or address')
    const checkpoint =
      action === 'fetch'
        ? await fetchByName(library, await publishedBy(values.index), wanted)
        : await add(library, wanted, values.name, terminal.folder)
    terminal.say(`${checkpoint.facts.name} is in ${library.folder}: ${described(checkpoint)}`)
    return DONE
  } catch (error) {
    throw error instanceof CheckpointError ? new BadInput(`${error.message}.`) : error
  }
}

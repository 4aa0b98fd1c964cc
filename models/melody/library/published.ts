import { CheckpointError, quote } from '../checkpointError.ts'
import { isRecord, parseJson } from '../json.ts'

/** A checkpoint that can be fetched by name. */
export interface Published {
  readonly name: string
  readonly url: string
  readonly about: string
  readonly licence: string
}

const ADDRESSES = 'https://storage.googleapis.com/magentadata/js/checkpoints/music_rnn'

/** Magenta's repositories are under it; their checkpoints come with no licence of their own. */
const LICENCE = 'Apache-2.0 by Magenta’s repository; the checkpoint states none of its own'

/**
 * Magenta's published MusicRNN checkpoints, as their index lists them (`music/checkpoints` in
 * magenta/magenta-js). The addresses are untested here: no test reaches them.
 */
export const PUBLISHED: readonly Published[] = [
  ['basic_rnn', 'melodies, C3 to B5, plain LSTM; 13.0 MB'],
  ['melody_rnn', 'melodies over all MIDI notes, with attention; 13.4 MB'],
  ['drum_kit_rnn', 'drums of nine classes; 11.9 MB'],
  ['chord_pitches_improv', 'melodies over chords, C3 to B5; 5.6 MB'],
].map(([name = '', about = '']) => ({
  name,
  about,
  url: `${ADDRESSES}/${name}`,
  licence: LICENCE,
}))

/**
 * Reads an index of checkpoints in the form of Magenta's `checkpoints.json`; other models than
 * MusicRNN are left out.
 * @throws CheckpointError for what is no such list
 */
export function parseIndex(bytes: Uint8Array, base: URL): Published[] {
  const list = parseJson('the index', bytes)
  if (!Array.isArray(list)) {
    throw new CheckpointError('the index is no list', 'give the address of a checkpoints.json')
  }
  return list
    .filter((entry: unknown) => isRecord(entry) && entry['model'] === 'MusicRNN')
    .map((entry) => parseEntry(entry, base))
}

function parseEntry(entry: unknown, base: URL): Published {
  const { id, url, description, licence } = isRecord(entry) ? entry : {}
  if (
    typeof id !== 'string' ||
    !isModelName(id) ||
    typeof url !== 'string' ||
    !URL.canParse(url, base)
  ) {
    throw new CheckpointError(
      `the index has the entry ${quote(entry)} without a usable id and url`,
      'mend the index, or choose another one',
    )
  }
  return {
    name: id,
    url: new URL(url, base).href,
    about: typeof description === 'string' ? description.replace(/\s+/g, ' ') : '',
    licence: typeof licence === 'string' ? licence.replace(/\s+/g, ' ') : 'not stated by the index',
  }
}

/** Whether a text can name a model's folder. */
export function isModelName(name: string): boolean {
  return /^[A-Za-z0-9_][\w.-]{0,99}$/.test(name)
}

const pairsOf = (word: string): string[] =>
  Array.from({ length: word.length - 1 }, (_, i) => word.slice(i, i + 2).toLowerCase())

/** The name most like a word by the pairs of letters they share (Dice 1945); null for none alike. */
export function nearestName(word: string, names: readonly string[]): string | null {
  const pairs = pairsOf(word)
  const likeness = (name: string): number => {
    const others = pairsOf(name)
    const shared = pairs.filter((pair) => others.includes(pair)).length
    return (2 * shared) / (pairs.length + others.length)
  }
  const [nearest] = names.toSorted((a, b) => likeness(b) - likeness(a))
  return nearest !== undefined && likeness(nearest) > 0.3 ? nearest : null
}

import { resolve } from 'node:path'
import { KEY_NAMES, type KeyChoice } from '../expression/key.ts'
import type { ProgressionEvent } from '../core/events.ts'
import { BadInput } from './command.ts'
import { onlyWord, readWords, wholeNumber } from './options.ts'
import { readProgression } from './progression.ts'
import { readTemperature, type TemperatureLine } from './temperature.ts'

const MOST_STEPS = 65536
const STEPS = 64
const SEED = 1

export const PERFORM_HELP = `Usage: npm run perform -- IN.mid --out OUT.mid [options]

Plays a Standard MIDI File to the partner, which continues it from the next beat on.

  --out OUT.mid    where to write what was played: the file on one track, the
                   continuation on another
  --log RUN.jsonl  where to write the log, which npm run replay folds again: for each
                   generated note its step, temperature, probability, seed and the
                   model's hash
  --steps N        sixteenths to continue for, 1 to ${MOST_STEPS}; ${STEPS} unless told
  --temperature T  0 to 2: 0 always takes the likeliest, 1 is the model as it was
                   trained; A..B goes on a straight line from A at the first step to B
                   at the last, such as 0.875..1.15; 1 unless told
  --key KEY        auto hears the tune's key and brings it to the one that the model knows;
                   off leaves it as it is; C, Db, D, Eb … B (or C#, D# …) says it, for a
                   minor key its relative major; auto unless told
  --chords CHORDS  a progression, one chord a bar from the file's beginning, over and over,
                   such as 'C Am F G7', N.C. for none; for a model that knows chords
  --seed N         a whole number: the same seed gives the same files; ${SEED} unless told
  --model FOLDER   a MusicRNN melody checkpoint; one that cannot be used is refused.
                   Without this option the model that comes with Anthesis plays; should
                   that be damaged, a Markov chain of the file's own notes stands in, and
                   stderr says so
  --help           this text

The partner hears one line: of a chord the top voice, in the key and the octave that the
model knows; it answers in the tune's own. Bars are the file's, 4/4, 3/4 or 6/8, from its
beginning, and 4/4 where it has others; tempo changes are followed, within 30 to 300 bpm. Drums,
pedals and other controls are left out; a note that never ends is held to the end of its
track. What of this happens is said on stderr.

Exit code: 0 done, 1 a fault of Anthesis, 2 input that cannot be used (one line on stderr
says why).
`

export interface PerformOptions {
  /** Absolute paths. */
  readonly input: string
  readonly out: string
  readonly log: string | null
  readonly model: string | null
  readonly steps: number
  readonly temperature: TemperatureLine
  readonly key: KeyChoice
  /** Pitch classes of a chord a bar; empty for none. */
  readonly chords: ProgressionEvent['chords']
  readonly seed: number
}

const NAMES = ['out', 'log', 'steps', 'temperature', 'key', 'chords', 'seed', 'model'] as const

function requireApart(paths: Readonly<Record<string, string | null>>): void {
  const given = Object.entries(paths)
  given.forEach(([name, path], i) => {
    const other = given.slice(0, i).find(([, earlier]) => path !== null && earlier === path)
    if (other) {
      throw new BadInput(`${name} and ${other[0]} are the same file; give each its own.`)
    }
  })
}

const SHARPS = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B']

function readKey(text: string): KeyChoice {
  if (text === 'auto' || text === 'off') return text
  const flat = KEY_NAMES.findIndex((name) => name === text)
  const tonic = flat >= 0 ? flat : SHARPS.indexOf(text)
  if (tonic >= 0) return tonic
  throw new BadInput(`--key is '${text}'; it takes auto, off, or a key from C to B, such as Eb.`)
}

/**
 * Reads the command line of perform.
 * @param folder to which relative paths are relative
 * @returns null when help is wanted
 * @throws BadInput
 */
export function readPerformOptions(
  words: readonly string[],
  folder: string,
): PerformOptions | null {
  const { values, rest, help } = readWords(words, NAMES)
  if (help) return null
  const input = resolve(folder, onlyWord(rest, 'MIDI file to play'))
  if (values.out === undefined) {
    throw new BadInput('no --out OUT.mid says where to write; --help shows how.')
  }
  const out = resolve(folder, values.out)
  const log = values.log === undefined ? null : resolve(folder, values.log)
  requireApart({ 'the file to play': input, '--out': out, '--log': log })
  return {
    input,
    out,
    log,
    model: values.model === undefined ? null : resolve(folder, values.model),
    steps: wholeNumber('--steps', values.steps ?? String(STEPS), 1, MOST_STEPS),
    temperature: readTemperature(values.temperature ?? '1'),
    key: readKey(values.key ?? 'auto'),
    chords: readProgression(values.chords),
    seed: wholeNumber('--seed', values.seed ?? String(SEED), 0, Number.MAX_SAFE_INTEGER),
  }
}

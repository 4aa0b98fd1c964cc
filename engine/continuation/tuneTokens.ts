import { FIRST_NOTE_ON, HOLD, NOTE_OFF } from './melodyModel.ts'
import { foldPitch, octaveShift, type Range } from './tokens.ts'

/** A note on the grid of sixteenths, of any voice. */
export interface GridNote {
  readonly pitch: number
  readonly onsetStep: number
  /** After the onset. */
  readonly endStep: number
  /** Semitones that bring it into the model's key, as far as the key was known; 0 unless told. */
  readonly shift?: number
}

/** Rests are no longer than a bar in what a model learns from. */
const LONGEST_REST = 16
/** Fewer notes are no tune. */
const FEWEST_NOTES = 8

/** One note a step, the highest; each ends where the next begins at the latest. */
function topLine(notes: readonly GridNote[]): GridNote[] {
  const line: GridNote[] = []
  for (const note of notes.toSorted((a, b) => a.onsetStep - b.onsetStep || b.pitch - a.pitch)) {
    const last = line.at(-1)
    if (last?.onsetStep === note.onsetStep) continue
    if (last && last.endStep > note.onsetStep) {
      line[line.length - 1] = { ...last, endStep: note.onsetStep }
    }
    line.push(note)
  }
  return line
}

/** Cuts a line where it rests for more than a bar. */
function phrasesOf(line: readonly GridNote[]): GridNote[][] {
  const phrases: GridNote[][] = []
  let end = -Infinity
  for (const note of line) {
    if (note.onsetStep - end > LONGEST_REST) phrases.push([])
    phrases.at(-1)?.push(note)
    end = note.endStep
  }
  return phrases
}

/**
 * Notes as tunes for a melody model: the highest voice, cut where it rests for more than a bar, each
 * brought into the model's key as its last note is and into its range by octaves, as a whole,
 * beginning with the bar its first note is in.
 * Phrases of fewer than eight notes are left out.
 */
export function tunesOf(notes: readonly GridNote[], range: Range): number[][] {
  return phrasesOf(topLine(notes))
    .filter((phrase) => phrase.length >= FEWEST_NOTES)
    .map((phrase) => tokensOf(phrase, range))
}

function tokensOf(phrase: readonly GridNote[], range: Range): number[] {
  // By then most of it was heard.
  const toKey = phrase.at(-1)?.shift ?? 0
  const pitches = phrase.map(({ pitch }) => pitch + toKey)
  const shift = toKey + octaveShift(Math.min(...pitches), Math.max(...pitches), range)
  const first = phrase[0]?.onsetStep ?? 0
  const bar = Math.floor(first / LONGEST_REST) * LONGEST_REST
  const length = (phrase.at(-1)?.endStep ?? bar) - bar + 1
  const tokens = new Array<number>(length).fill(HOLD)
  for (const { pitch, onsetStep, endStep } of phrase) {
    tokens[onsetStep - bar] = FIRST_NOTE_ON + foldPitch(pitch + shift, range) - range.minPitch
    if (tokens[endStep - bar] === HOLD) tokens[endStep - bar] = NOTE_OFF
  }
  return tokens
}

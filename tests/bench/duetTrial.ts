import { clashes } from '../../engine/continuation/consonance.ts'
import { unit } from '../../engine/core/units.ts'
import { ShippedNetwork } from '../performance/shippedNetwork.ts'
import { Stage } from '../performance/stage.ts'
import { firstOnset } from './answeringTrial.ts'
import { drawManner, humanise, type HumanNote, type Tune } from './humanise.ts'
import { happeningsOf, type Happening } from './stretchTrial.ts'

/** How a second voice went with someone's playing. */
export interface Duet {
  readonly notes: number
  /** Semitones and tritones that are held together for longer than 50 ms. */
  readonly clashes: number
  /** The same, the partner's notes counted until their release has faded to silence. */
  readonly ringing: number
  /** Onsets on a unison, or octaves of one, with a note that sounds. */
  readonly unisons: number
}

const STEPS = 64
const SHORT_SECONDS = 0.05
/** Decided ahead and taken back before it is heard. */
const TAKEN_BACK_SECONDS = 0.002

interface Span {
  readonly pitch: number
  readonly from: number
  readonly to: number
  readonly silentAt: number
}

function spansOf({ notes, commands }: Stage, voice: 'performer' | 'model', end: number): Span[] {
  const ends = new Map(
    commands.flatMap((command) =>
      command.type === 'noteOff' ? [[command.id, command] as const] : [],
    ),
  )
  return notes
    .filter((note) => note.voice === voice)
    .map(({ id, pitch, atSeconds }) => {
      const off = ends.get(id)
      const to = off?.atSeconds ?? end
      return { pitch, from: atSeconds, to, silentAt: to + (off?.releaseSeconds ?? 0) }
    })
    .filter(({ from, to }) => to > from + TAKEN_BACK_SECONDS)
}

/** Plays with the partner beside it, and counts what rubs. */
export function beside(happenings: readonly Happening[], seed: number, split = 0): Duet {
  const stage = new Stage({ seed, network: new ShippedNetwork(), key: 'auto' })
  stage.tell({ type: 'mode', mode: 'together' })
  stage.tell({ type: 'setParameter', parameter: 'hands.split', value: split })
  for (const { at, event } of happenings) stage.at(at, event)
  const own = spansOf(stage, 'performer', stage.now)
  const partner = spansOf(stage, 'model', stage.now)
  let [held, ringing, unisons] = [0, 0, 0]
  for (const { pitch, from, to, silentAt } of partner) {
    for (const note of own) {
      if (!clashes(pitch, note.pitch)) continue
      const isUnison = (pitch - note.pitch) % 12 === 0
      if (isUnison) {
        if (note.from <= from && from < note.to) unisons++
        continue
      }
      const since = Math.max(from, note.from)
      if (Math.min(to, note.to) - since > SHORT_SECONDS) held++
      if (Math.min(silentAt, note.to) - since > SHORT_SECONDS) ringing++
    }
  }
  return { notes: partner.length, clashes: held, ringing, unisons }
}

/** Under each bar of a tune, the triad of the key that goes with its first note. */
function chordsUnder(notes: readonly HumanNote[]): HumanNote[] {
  return notes
    .filter(({ step }) => step % 16 === 0)
    .flatMap((note) =>
      [12, 16, 19].map((below) => ({
        ...note,
        pitch: note.pitch - below - 3,
        offSeconds: note.onsetSeconds + 1.2,
      })),
    )
}

/** Two hands apart: chords that lie below a split, and change a little after the melody's note. */
function leftHand(notes: readonly HumanNote[], split: number): HumanNote[] {
  return chordsUnder(notes).map((note) => ({
    ...note,
    pitch: note.pitch - 12 * Math.max(0, Math.ceil((note.pitch + 1 - split) / 12)),
    onsetSeconds: note.onsetSeconds + 0.013,
  }))
}

/** The pedal changed with every bar of a tune. */
function pedalled(notes: readonly HumanNote[]): Happening[] {
  return notes
    .filter(({ step }) => step % 16 === 0)
    .flatMap(({ onsetSeconds }) =>
      [0, 1].map((value) => ({
        at: onsetSeconds + 0.06 * value,
        event: {
          type: 'control',
          device: 'keys',
          channel: 1,
          controller: 64,
          value: unit(value),
        } as const,
      })),
    )
}

export type Manner = 'a line' | 'chords' | 'pedal' | 'a split'

/** Plays four bars of a tune with the partner beside it. */
export function playBeside(tune: Tune, seed: number, manner: Manner = 'a line'): Duet {
  const hand = drawManner(seed, tune)
  const first = firstOnset(tune)
  const line = humanise(tune, hand, first, first + STEPS)
  const split = manner === 'a split' ? Math.min(...line.map(({ pitch }) => pitch)) : 0
  const chords = manner === 'chords' ? chordsUnder(line) : split > 0 ? leftHand(line, split) : []
  const notes = [...line, ...chords]
  const pedals = manner === 'pedal' ? pedalled(line) : []
  const happenings = [...happeningsOf(notes), ...pedals].toSorted((a, b) => a.at - b.at)
  return beside(happenings, seed, split)
}

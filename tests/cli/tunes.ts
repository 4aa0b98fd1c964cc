import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { midiFileBytes } from '../../engine/sound/midiFileBytes.ts'
import { Midi, type MidiFile } from '../../engine/cli/tonejsMidi.ts'

/** Four bars of "Twinkle, twinkle" at 120 bpm; the last note ends on the fifth bar line. */
export const TWINKLE = fileURLToPath(new URL('../recordings/twinkle.mid', import.meta.url))

/** Pitch and sixteenths of its notes. */
export const TWINKLE_NOTES: readonly (readonly [pitch: number, steps: number])[] = [
  ...[60, 60, 67, 67, 69, 69].map((pitch) => [pitch, 4] as const),
  [67, 8],
  ...[65, 65, 64, 64, 62, 62].map((pitch) => [pitch, 4] as const),
  [60, 8],
]

export const TICKS_PER_STEP = 120

/** A note as a test writes it, in ticks of 480 a quarter. */
export interface Written {
  readonly pitch: number
  readonly at: number
  readonly lasts: number
  readonly velocity?: number
}

/** A MIDI file in memory. @param change further things that it says */
export function midiOf(
  notes: readonly Written[],
  change: (midi: MidiFile) => void = () => undefined,
): Uint8Array {
  const midi = new Midi()
  midi.header.tempos = [{ ticks: 0, bpm: 120 }]
  const track = midi.addTrack()
  for (const { pitch, at, lasts, velocity = 80 } of notes) {
    track.addNote({
      midi: pitch,
      ticks: at,
      durationTicks: lasts,
      velocity: (velocity + 0.5) / 127,
    })
  }
  change(midi)
  return midi.toArray()
}

/** Notes one after another. */
export function line(pitches: readonly number[], lasts = 480): Written[] {
  return pitches.map((pitch, i) => ({ pitch, at: i * lasts, lasts }))
}

/** A long tune of quarter notes at 120 bpm, which {@link midiOf} would take minutes to write. */
export function longTune(notes: number): Uint8Array {
  return midiFileBytes(
    [{ fromTicks: 0, microsecondsPerQuarter: 500_000 }],
    [
      {
        name: 'long',
        channel: 0,
        notes: Array.from({ length: notes }, (_, i) => ({
          pitch: 60 + (i % 12),
          velocity: 80,
          onsetTicks: i * 480,
          endTicks: (i + 1) * 480,
        })),
      },
    ],
  )
}

export interface TrackNote {
  readonly pitch: number
  readonly ticks: number
  readonly endTicks: number
  readonly velocity: number
}

/** What a written file has on the track of that name. */
export async function notesOn(path: string, track: 'performer' | 'model'): Promise<TrackNote[]> {
  const midi = new Midi(await readFile(path))
  const found = midi.tracks.find(({ name }) => name === track)
  return (found?.notes ?? []).map((note) => ({
    pitch: note.midi,
    ticks: note.ticks,
    endTicks: note.ticks + note.durationTicks,
    velocity: Math.round(note.velocity * 127),
  }))
}

/** Runs with a folder for temporary files, which then goes. */
export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'anthesis-cli-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

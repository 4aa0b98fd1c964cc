import { METERS, type Meter } from '../clock/meter.ts'
import { MAX_TEMPO, MIN_TEMPO } from '../clock/tempoMap.ts'
import {
  bpm,
  midiNote,
  ticks,
  TICKS_PER_QUARTER,
  unit,
  type Bpm,
  type MidiNote,
  type Ticks,
  type Unit,
} from '../core/units.ts'
import { damageOf } from '../input/midiFile/damage.ts'
import { complaintAboutFrame } from '../input/midiFile/frame.ts'
import { withNotesEnded } from '../input/midiFile/hangingNotes.ts'
import { BadInput } from './command.ts'
import { Timeline } from './timeline.ts'
import { Midi, type MidiFile, type MidiTrack } from './tonejsMidi.ts'

/** A note of the file, in the engine's ticks; not whole where the file's grid is finer. */
export interface FileNote {
  /** From 1. */
  readonly track: number
  readonly channel: number
  readonly pitch: MidiNote
  readonly velocity: Unit
  readonly onsetTicks: number
  /** After the onset. */
  readonly endTicks: number
}

export interface FileTempo {
  readonly fromTicks: Ticks
  readonly tempo: Bpm
}

/** What a Standard MIDI File says that the partner can hear. */
export interface Tune {
  /** By onset; none begins a note that its track and channel still hold. */
  readonly notes: readonly FileNote[]
  /** By time, the first at tick 0, neighbours different. */
  readonly tempos: readonly FileTempo[]
  /** Of its first bar, where the partner can count it. */
  readonly meter: Meter
  /** What of the file is heard otherwise than it is written, a sentence each. */
  readonly remarks: readonly string[]
}

/** Channel 10, from 0. */
const DRUMS = 9
/** Of a file that states none (Standard MIDI Files 1.0). */
const UNSTATED_TEMPO = bpm(120)
const LONGEST_HOURS = 24

function parsed(bytes: Uint8Array, name: string): MidiFile {
  try {
    return new Midi(bytes)
  } catch {
    // What the parser says is about its own code, or nothing that can be acted on.
    throw new BadInput(`${name} ${damageOf(bytes)}.`)
  }
}

function notesOf({ tracks, header }: MidiFile, name: string): FileNote[] {
  // Multiplied first: exact wherever the engine's grid has the tick.
  const engineTicks = (written: number): number => (written * TICKS_PER_QUARTER) / header.ppq
  const notes = tracks.flatMap((track, i) =>
    track.channel === DRUMS
      ? []
      : track.notes.map((note) => ({
          track: i + 1,
          channel: track.channel + 1,
          pitch: midiNote(note.midi),
          velocity: unit(note.velocity),
          onsetTicks: engineTicks(note.ticks),
          endTicks: engineTicks(note.ticks + Math.max(1, note.durationTicks)),
        })),
  )
  const isSound = tracks.every(({ notes: written }) =>
    written.every(
      ({ midi, velocity, ticks: at }) => at >= 0 && midi >= 0 && midi <= 127 && velocity <= 1,
    ),
  )
  if (!isSound) {
    throw new BadInput(`${name} is damaged: it has notes that MIDI does not know; export it again.`)
  }
  return notes.sort((a, b) => a.onsetTicks - b.onsetTicks || a.pitch - b.pitch)
}

/** A key struck again while it is held ends the note before, as it does on an instrument. */
function withoutOverlaps(notes: readonly FileNote[]): FileNote[] {
  const latest = new Map<string, number>()
  const clipped: FileNote[] = []
  for (const note of notes) {
    const key = `${note.track} ${note.channel} ${note.pitch}`
    const index = latest.get(key)
    const before = index === undefined ? undefined : clipped[index]
    if (index !== undefined && before && before.endTicks > note.onsetTicks) {
      if (before.onsetTicks === note.onsetTicks) continue
      clipped[index] = { ...before, endTicks: note.onsetTicks }
    }
    latest.set(key, clipped.length)
    clipped.push(note)
  }
  return clipped
}

const held = (tempo: number): Bpm => bpm(Math.min(MAX_TEMPO, Math.max(MIN_TEMPO, tempo)))

/** Of 0 microseconds a quarter there is none. */
const isTempo = ({ bpm: tempo }: { readonly bpm: number }): boolean => Number.isFinite(tempo)

function temposOf({ header }: MidiFile): FileTempo[] {
  const tempos: FileTempo[] = [{ fromTicks: ticks(0), tempo: UNSTATED_TEMPO }]
  for (const written of header.tempos) {
    if (!isTempo(written)) continue
    const fromTicks = ticks((written.ticks * TICKS_PER_QUARTER) / header.ppq)
    const tempo = held(written.bpm)
    if (tempos.at(-1)?.fromTicks === fromTicks) tempos.pop()
    if (tempos.at(-1)?.tempo !== tempo) tempos.push({ fromTicks, tempo })
  }
  return tempos
}

const signatureOf = ({ timeSignature }: { readonly timeSignature: readonly number[] }): string =>
  timeSignature.join('/')

const meterOf = ({ header: { timeSignatures } }: MidiFile): Meter => {
  const first = timeSignatures.find(({ ticks: at }) => at === 0)
  return METERS.find((meter) => first && meter === signatureOf(first)) ?? '4/4'
}

const isChord = (notes: readonly FileNote[]): boolean =>
  notes.some((note, i) => note.onsetTicks === notes[i - 1]?.onsetTicks)

/** Whether a note goes on under the next one for a sixteenth or more. */
const isLayered = (notes: readonly FileNote[]): boolean => {
  let longest = -Infinity
  return notes.some(({ onsetTicks, endTicks }) => {
    const overlaps = longest - onsetTicks >= TICKS_PER_QUARTER / 4
    longest = Math.max(longest, endTicks)
    return overlaps
  })
}

const hasControls = ({ controlChanges, pitchBends }: MidiTrack): boolean =>
  pitchBends.length > 0 || Object.keys(controlChanges).length > 0

function remarksOn(file: MidiFile, notes: readonly FileNote[], tempos: readonly FileTempo[]) {
  const { timeSignatures, tempos: written } = file.header
  const strange = written.filter(isTempo).find(({ bpm: tempo }) => held(tempo) !== tempo)
  const meter = meterOf(file)
  const other = timeSignatures.find((signature) => signatureOf(signature) !== meter)
  const remarks: (string | false)[] = [
    isChord(notes) && 'It has chords: the partner hears their top voice.',
    !isChord(notes) && isLayered(notes) && 'Its voices overlap: the partner hears the newest note.',
    tempos.length > 1 &&
      `Its tempo changes ${tempos.length === 2 ? 'once' : `${tempos.length - 1} times`}: the partner follows, and keeps the last.`,
    !written.every(isTempo) && 'It sets a tempo of no time at all: that is left out.',
    strange !== undefined &&
      `Its tempo of ${strange.bpm.toFixed(0)} bpm is held within ${MIN_TEMPO} to ${MAX_TEMPO}.`,
    other !== undefined && `It is in ${signatureOf(other)}: the partner counts bars of ${meter}.`,
    file.tracks.some(({ channel, notes: hits }) => channel === DRUMS && hits.length > 0) &&
      'It has drums on channel 10: they are left out.',
    file.tracks.some(hasControls) && 'It has pedals, bends or other controls: they are left out.',
  ]
  return remarks.filter((remark) => remark !== false)
}

const hangingRemark = (notes: number): string =>
  notes === 1
    ? 'One of its notes never ends: it is held to the end of its track.'
    : `${notes} of its notes never end: they are held to the end of their tracks.`

/** A day of music is a damaged file, or a slip. @throws BadInput */
function requirePlayable(
  notes: readonly FileNote[],
  tempos: readonly FileTempo[],
  name: string,
): void {
  const timeline = new Timeline(tempos)
  const endTicks = notes.reduce((latest, note) => Math.max(latest, note.endTicks), 0)
  const hours = timeline.secondsAt(endTicks) / 3600
  if (hours > LONGEST_HOURS) {
    throw new BadInput(
      `${name} lasts ${hours.toFixed(0)} hours; perform plays up to ${LONGEST_HOURS}: cut it shorter.`,
    )
  }
}

/**
 * Reads a Standard MIDI File.
 * @param name for messages
 * @throws BadInput for what is no MIDI file, is damaged, is a set of patterns, or has no notes
 */
export function readTune(bytes: Uint8Array, name: string): Tune {
  const complaint = complaintAboutFrame(bytes)
  if (complaint !== null) throw new BadInput(`${name} ${complaint}.`)
  const { bytes: whole, hanging } = withNotesEnded(bytes)
  const file = parsed(whole, name)
  const notes = withoutOverlaps(notesOf(file, name))
  if (notes.length === 0) {
    const drums = file.tracks.some((track) => track.notes.length > 0) ? ' but drums' : ''
    throw new BadInput(`${name} has no notes${drums}; choose a file with a melody.`)
  }
  const tempos = temposOf(file)
  requirePlayable(notes, tempos, name)
  const remarks = [
    ...remarksOn(file, notes, tempos),
    ...(hanging > 0 ? [hangingRemark(hanging)] : []),
  ]
  return { notes, tempos, meter: meterOf(file), remarks }
}

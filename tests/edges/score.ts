import type { Voice } from '../../engine/core/events.ts'
import { bipolar, midiNote, seconds, unit } from '../../engine/core/units.ts'
import type {
  Destination,
  EchoCommand,
  LevelCommand,
  NoteOffCommand,
  NoteOnCommand,
  PanicCommand,
  BendCommand,
} from '../../engine/sound/commands.ts'

/** Commands as the fold gives them, in few words. */

const INSIDE: Destination = { internal: true, port: '', channel: 1 }

export interface NoteDetail {
  readonly velocity?: number
  readonly surpriseBits?: number
  readonly temperature?: number
  readonly destination?: Destination
}

export const noteOn = (
  id: number,
  voice: Voice,
  pitch: number,
  atSeconds: number,
  detail: NoteDetail = {},
): NoteOnCommand => ({
  type: 'noteOn',
  id,
  voice,
  pitch: midiNote(pitch),
  velocity: unit(detail.velocity ?? 1),
  atSeconds: seconds(atSeconds),
  destination: detail.destination ?? INSIDE,
  temperature: detail.temperature ?? 1,
  surpriseBits: detail.surpriseBits ?? 0,
  provenance: null,
})

export const noteOff = (
  on: NoteOnCommand,
  atSeconds: number,
  releaseSeconds = 0.9,
): NoteOffCommand => ({
  type: 'noteOff',
  id: on.id,
  voice: on.voice,
  pitch: on.pitch,
  atSeconds: seconds(atSeconds),
  destination: on.destination,
  releaseSeconds: seconds(releaseSeconds),
})

export const bend = (voice: Voice, value: number, destination = INSIDE): BendCommand => ({
  type: 'bend',
  voice,
  value: bipolar(value),
  atSeconds: seconds(0),
  destination,
})

export const level = (voice: Voice | 'click', decibels: number): LevelCommand => ({
  type: 'level',
  voice,
  decibels,
  atSeconds: seconds(0),
})

export const echo = (amount: number, tempo: number): EchoCommand => ({
  type: 'echo',
  amount: unit(amount),
  tempo: tempo as EchoCommand['tempo'],
  atSeconds: seconds(0),
})

export const panic: PanicCommand = { type: 'panic', atSeconds: seconds(0) }

import type { Channel, Voice } from '../core/events.ts'
import type { Bipolar, Bpm, MidiNote, Seconds, Unit } from '../core/units.ts'

/**
 * What the fold tells the sound edges. Times are show time; one that has passed means now. Every
 * note-on has an id, and exactly one note-off with the same id follows it.
 */

/** Where a note goes; fixed at its note-on, so that its note-off follows it there. */
export interface Destination {
  readonly internal: boolean
  /** Name of a MIDI output port; '' for none. */
  readonly port: string
  readonly channel: Channel
}

/** Why a generated note is what it is: enough to explain it and to draw it again. */
export interface Provenance {
  /** Sixteenth of the continuation, from 0. */
  readonly step: number
  /** Sampling temperature of that very sixteenth: of the choice which note begins. */
  readonly temperature: number
  /** And of the choice between hold, off and some onset. */
  readonly rhythmTemperature: number
  /** Of the token drawn, in the distribution that it was drawn from. */
  readonly probability: number
  /** Root seed of the performance and the key of the draw in its stream. */
  readonly seed: number
  readonly draw: number
  /** Of the draw, if it is not the melody's own. */
  readonly stream?: string
  /** Hash of the network's weights, or 'markov'. */
  readonly model: string
}

export interface NoteOnCommand {
  readonly type: 'noteOn'
  readonly id: number
  readonly voice: Voice
  readonly pitch: MidiNote
  readonly velocity: Unit
  readonly atSeconds: Seconds
  readonly destination: Destination
  /** Temperature when it was begun; bends the model's timbre. */
  readonly temperature: number
  /** Information content of the note under the model, bits, ≥ 0; 0 for the performer's. */
  readonly surpriseBits: number
  readonly provenance: Provenance | null
  /** Tried out for the performer's ear; it opens no petal. */
  readonly isAudition?: true
}

export interface NoteOffCommand {
  readonly type: 'noteOff'
  readonly id: number
  readonly voice: Voice
  readonly pitch: MidiNote
  /** At or before the note's onset: a note not yet begun never sounds. */
  readonly atSeconds: Seconds
  readonly destination: Destination
  /** From full level to silence; shorter when the model yields. */
  readonly releaseSeconds: Seconds
}

export interface BendCommand {
  readonly type: 'bend'
  readonly voice: Voice
  readonly value: Bipolar
  readonly atSeconds: Seconds
  readonly destination: Destination
}

export interface PressureCommand {
  readonly type: 'pressure'
  readonly voice: Voice
  readonly value: Unit
  readonly atSeconds: Seconds
  readonly destination: Destination
}

export interface ClickCommand {
  readonly type: 'click'
  readonly accent: boolean
  readonly atSeconds: Seconds
}

export interface LevelCommand {
  readonly type: 'level'
  readonly voice: Voice | 'click'
  /** dB; -60 and below is silence. */
  readonly decibels: number
  readonly atSeconds: Seconds
}

/** The echo: how much of both voices it is fed, and its time, a dotted eighth of the tempo. */
export interface EchoCommand {
  readonly type: 'echo'
  readonly amount: Unit
  readonly tempo: Bpm
  readonly atSeconds: Seconds
}

/** Silence within 50 ms, everywhere, at once. */
export interface PanicCommand {
  readonly type: 'panic'
  readonly atSeconds: Seconds
}

export type SoundCommand =
  | NoteOnCommand
  | NoteOffCommand
  | BendCommand
  | PressureCommand
  | ClickCommand
  | LevelCommand
  | EchoCommand
  | PanicCommand

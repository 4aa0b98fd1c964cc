import type { NoteOnCommand } from '../../sound/commands.ts'

/**
 * One monophonic instrument of a section. Its oscillators run from the beginning and its level
 * decides what is heard; while it is parked it is out of the graph and costs nothing.
 */
export interface ToneVoice {
  /** What it sounds through: 0 while idle. */
  readonly level: AudioParam
  /** Joins the graph; harmless if it is in it. */
  wake(): void
  /** Leaves the graph; harmless if it is out of it. */
  park(): void
  /** Begins a note at a time at which the voice is silent. */
  begin(note: NoteOnCommand, atSeconds: number): void
  dispose(): void
}

/** Tone's own envelopes stay open: the voice's level is the only one, so that nothing else clicks. */
export const OPEN_ENVELOPE = { attack: 0, decay: 0, sustain: 1, release: 0 } as const

/** What a section gives its voices. */
export interface VoicePlace {
  readonly output: AudioNode
  /** The echo alone. */
  readonly echo: AudioNode
  /** Detuning of all voices, cents: wheel and pressure. */
  readonly cents: AudioNode
  /** The vibrato's wave, -1..1. */
  readonly vibrato: AudioNode
}

/** A switch between a voice's end and the section. */
export function parking(from: AudioNode, to: AudioNode): Pick<ToneVoice, 'wake' | 'park'> {
  let awake = false
  return {
    wake() {
      if (!awake) from.connect(to)
      awake = true
    },
    park() {
      if (awake) from.disconnect(to)
      awake = false
    },
  }
}

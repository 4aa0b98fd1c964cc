import type { Event } from '../core/events.ts'
import type { Status } from '../core/status.ts'
import type { MidiNote, Milliseconds } from '../core/units.ts'
import type { View } from '../performance/view.ts'
import type { MeantNote } from '../visuals/frame.ts'

/** `idle` waits for the performer: a permission that is asked for only when wanted. */
export type LightStatus = Status | { readonly state: 'idle'; readonly detail: string }

/** A device light: sound, MIDI, partner, picture, bridge, log. */
export interface DeviceLight {
  readonly id: 'sound' | 'midi' | 'partner' | 'picture' | 'bridge' | 'log'
  readonly label: string
  readonly status: LightStatus
}

/** One line on the quiet strip: what happened and what to do. */
export interface Notice {
  readonly id: number
  readonly tone: 'news' | 'trouble'
  readonly text: string
}

/** What the panels draw: a snapshot, at most one a frame. They hold no truth of their own. */
export interface PanelState {
  readonly view: View
  readonly lights: readonly DeviceLight[]
  readonly notice: Notice | null
  readonly worstFrame: Milliseconds
  /** Letter keys that are down, by `KeyboardEvent.code`. */
  readonly keysDown: ReadonlySet<string>
  readonly midiOutputs: readonly string[]
  /** Whether anything has been played yet: before, the page says one word. */
  readonly hasPlayed: boolean
  /** Recent notes of both voices for the roll, oldest first. */
  readonly notes: readonly RollNote[]
  readonly nowSeconds: number
  readonly isReplaying: boolean
  /** What is known of the time around now, for the roll; `timelineOf` reads it from the fold. */
  readonly timeline: Timeline
}

/** The one axis that notes, bars, temperature and the partner's turn share. Show time. */
export interface Timeline {
  readonly bars: readonly { readonly bar: number; readonly atSeconds: number }[]
  /** From now on; empty while nothing is planned to move it. */
  readonly temperature: readonly { readonly value: number; readonly atSeconds: number }[]
  /** The stretch in which the partner plays, or will. */
  readonly turn: { readonly fromSeconds: number; readonly toSeconds: number } | null
  /** The next bar as the model means to play it. */
  readonly meant: readonly MeantNote[]
  /** What it had meant to play when it gave way. */
  readonly dropped: readonly MeantNote[]
}

export interface RollNote {
  readonly id: number
  readonly voice: 'performer' | 'model'
  readonly pitch: MidiNote
  readonly velocity: number
  readonly surpriseBits: number
  readonly onsetSeconds: number
  /** null while it sounds. */
  readonly endSeconds: number | null
}

/** What hands on the panels can do. Everything musical is an event like any other. */
export interface PanelActions {
  readonly send: (event: Event) => void
  /** Asks for MIDI permission: only ever from a click on its light. */
  readonly openMidi: () => void
}

import type { Bipolar, Bpm, MidiNote, Seconds, Ticks, Unit } from './units.ts'

/**
 * Everything that can happen in a performance. What an edge receives becomes one of these, is
 * stamped once at the door, folded, and logged; nothing else enters the fold.
 */

/** A device as the performer knows it: 'keys' (the letter keys), 'panel', 'midi:Keystep 37' … */
export type DeviceId = string

/** Who makes a note. */
export const VOICES = ['performer', 'model'] as const
export type Voice = (typeof VOICES)[number]

/** MIDI channel, 1..16. */
export type Channel = number

/**
 * What the partner does: *answer* waits for a rest, *together* is a second voice, *listen* only
 * hears, *solo* plays by itself, *punchIn* takes over after a silence until the next note, *trade*
 * takes every other four bars, *shadow* follows half a beat behind.
 */
export const MODES = ['answer', 'together', 'listen', 'solo', 'punchIn', 'trade', 'shadow'] as const
export type Mode = (typeof MODES)[number]

/** Where a voice sounds. */
export const OUTPUTS = ['internal', 'midi', 'both'] as const
export type Output = (typeof OUTPUTS)[number]

interface FromChannel {
  readonly device: DeviceId
  readonly channel: Channel
}

export interface NoteOnEvent extends FromChannel {
  readonly type: 'noteOn'
  readonly pitch: MidiNote
  readonly velocity: Unit
}

export interface NoteOffEvent extends FromChannel {
  readonly type: 'noteOff'
  readonly pitch: MidiNote
}

/** A MIDI control change, or any other numbered continuous control. */
export interface ControlEvent extends FromChannel {
  readonly type: 'control'
  /** 0..127 for MIDI. */
  readonly controller: number
  readonly value: Unit
}

export interface PitchBendEvent extends FromChannel {
  readonly type: 'pitchBend'
  readonly value: Bipolar
}

export interface PressureEvent extends FromChannel {
  readonly type: 'pressure'
  readonly value: Unit
}

/** A device came or went. When it goes, what it held is released. */
export interface DeviceEvent {
  readonly type: 'device'
  readonly device: DeviceId
  readonly connected: boolean
}

/** A declared parameter is set, in its own unit; out of range is clamped. Ends any sweep of it. */
export interface SetParameterEvent {
  readonly type: 'setParameter'
  readonly parameter: string
  readonly value: number
}

/** The next control that moves is learnt for this parameter; null ends the waiting. */
export interface LearnEvent {
  readonly type: 'learn'
  readonly parameter: string | null
}

/** Forgets every control learnt for a parameter. */
export interface ForgetEvent {
  readonly type: 'forget'
  readonly parameter: string
}

/** A control learnt earlier, brought back from storage or a show file. */
export interface RouteEvent extends FromChannel {
  readonly type: 'route'
  readonly controller: number
  readonly parameter: string
}

/** A parameter moves on a straight line from one value to another, beginning now. */
export interface SweepEvent {
  readonly type: 'sweep'
  readonly parameter: string
  readonly from: number
  readonly to: number
  readonly durationTicks: Ticks
}

/** A parameter climbs or falls for as long as a key is held; direction 0 lets go. */
export interface NudgeEvent {
  readonly type: 'nudge'
  readonly parameter: string
  readonly direction: -1 | 0 | 1
}

export interface TapEvent {
  readonly type: 'tap'
}

/** A beat of another machine's clock, which is followed. */
export interface ExternalBeatEvent {
  readonly type: 'externalBeat'
  readonly tempo: Bpm
  /** From the beginning of its song. */
  readonly quarters: number
  /** Whether its song runs; else its tempo alone counts. */
  readonly isRunning: boolean
}

/** One bar of clicks; bar one begins after it. */
export interface CountInEvent {
  readonly type: 'countIn'
}

export interface ModeEvent {
  readonly type: 'mode'
  readonly mode: Mode
  /** As the performer wants roles to change (`partner.atBar`), unless told otherwise. */
  readonly when?: 'now' | 'bar'
}

/**
 * Chords that go with the music, one a bar, over and over from the bar that is played, in a count-in
 * from bar one; none ends them. Models that know chords hear them where the left hand holds none.
 */
export interface ProgressionEvent {
  readonly type: 'progression'
  /** Of each the pitch classes 0..11, the bass first; empty for a bar without chord. */
  readonly chords: readonly (readonly number[])[]
}

/** What the partner means to play is refused: it draws anew. */
export interface VetoEvent {
  readonly type: 'veto'
}

/** The worker's answer about the bar to come. */
export interface LookAheadEvent {
  readonly type: 'lookAhead'
  readonly ask: number
  readonly tokens: readonly number[]
  /** Of each token, 0..1. */
  readonly probabilities: readonly number[]
}

/** Asks the model to go on for an exact number of sixteenths, from the next beat. */
export interface ContinueEvent {
  readonly type: 'continue'
  readonly steps: number
}

/** A way to go on that was drawn, with the keys of its draws; all its lists are as long. */
export interface FutureLine {
  /** A sixteenth each: 0 goes on, 1 ends the note, 2 + MIDI note begins one. */
  readonly line: readonly number[]
  /** Of each token, at the temperature it was drawn with. */
  readonly probabilities: readonly number[]
  /** Under the model at temperature 1. */
  readonly surpriseBits: readonly number[]
  /** Of the pitch, and of the rhythm. */
  readonly temperature: number
  readonly rhythmTemperature: number
  /** Drawn by (seed, stream, firstDraw + sixteenth). */
  readonly seed: number
  readonly stream: string
  readonly firstDraw: number
  /** Hash of the network's weights. */
  readonly model: string
}

/** The partner plays this future from the next bar on. */
export interface TakeEvent {
  readonly type: 'take'
  readonly future: FutureLine
}

/** A future is tried out at once, quietly, beside all else; null ends that. */
export interface AuditionEvent {
  readonly type: 'audition'
  readonly future: FutureLine | null
}

/** What the page does at a press, beside the music: play the last minute again, save the log. */
export const ERRANDS = ['replay', 'saveLog'] as const
export type Errand = (typeof ERRANDS)[number]

/** The page is sent on an errand. */
export interface ErrandEvent {
  readonly type: 'errand'
  readonly errand: Errand
}

export interface PanicEvent {
  readonly type: 'panic'
}

/** What may be asked for ahead of its time. */
export type TimeableEvent =
  | NoteOnEvent
  | NoteOffEvent
  | ControlEvent
  | PitchBendEvent
  | PressureEvent
  | SetParameterEvent
  | SweepEvent
  | ModeEvent
  | ProgressionEvent
  | ContinueEvent
  | PanicEvent

/**
 * An event that is due later: an OSC timetag lies ahead. It is accepted, and logged, when it comes;
 * the fold carries it out when its horizon gets there, as if it happened at that very moment. So a
 * timed note is told to the sound ahead of its time like one of the model's, a live one is not held
 * back by it, and a replay plays both where they were.
 */
export interface TimedEvent {
  readonly type: 'timed'
  /** Show time. */
  readonly dueSeconds: number
  readonly event: TimeableEvent
}

/**
 * Where a voice sounds: inside, on a MIDI port, or both. Output and channel are parameters too, and
 * stay as they are where they are not said; the port is known by this event alone.
 */
export interface VoiceOutputEvent {
  readonly type: 'voiceOutput'
  readonly voice: Voice
  readonly output?: Output
  /** Name of the MIDI output port; '' when none is chosen. */
  readonly port: string
  readonly channel?: Channel
}

/** The model worker's state: only a ready one is asked. */
export type ModelEvent =
  | {
      readonly type: 'model'
      readonly status: 'ready'
      readonly name: string
      readonly hash: string
      readonly minPitch: MidiNote
      readonly maxPitch: MidiNote
    }
  | { readonly type: 'model'; readonly status: 'absent' | 'failed'; readonly reason: string }

export interface ModelReplyEvent {
  readonly type: 'modelReply'
  readonly ask: number
  /** Float32 values; natural-log scale; one a token. */
  readonly logits: readonly number[]
}

/** The worker lost the context the ask went on from. */
export interface ModelLostEvent {
  readonly type: 'modelLost'
  readonly ask: number
}

/** How well the playing fits under each transposition: an answer of the worker's. */
export interface KeyReplyEvent {
  readonly type: 'keyReply'
  readonly ask: number
  /** Nats; one for each transposition of 0..11 semitones up. */
  readonly losses: readonly number[]
}

/** The worker lost the stream whose key was asked for. */
export interface KeyLostEvent {
  readonly type: 'keyLost'
  readonly ask: number
}

/** A scene went live; its controls become parameters 'scene.NAME'. */
export interface SceneEvent {
  readonly type: 'scene'
  readonly name: string
  readonly controls: readonly {
    readonly name: string
    readonly label: string
    readonly initial: number
  }[]
}

/** Another network grows the petals from now on. */
export interface PetalsEvent {
  readonly type: 'petals'
  /** Of what the network has learnt, hexadecimal. */
  readonly hash: string
  /** Names of the drawn flowers, in the order that the contexts lead to them. */
  readonly flowers: readonly string[]
}

export type Event =
  | NoteOnEvent
  | NoteOffEvent
  | ControlEvent
  | PitchBendEvent
  | PressureEvent
  | DeviceEvent
  | SetParameterEvent
  | LearnEvent
  | ForgetEvent
  | RouteEvent
  | SweepEvent
  | NudgeEvent
  | TapEvent
  | CountInEvent
  | ExternalBeatEvent
  | ModeEvent
  | ProgressionEvent
  | VetoEvent
  | LookAheadEvent
  | ContinueEvent
  | TakeEvent
  | AuditionEvent
  | ErrandEvent
  | PanicEvent
  | TimedEvent
  | VoiceOutputEvent
  | ModelEvent
  | ModelReplyEvent
  | ModelLostEvent
  | KeyReplyEvent
  | KeyLostEvent
  | SceneEvent
  | PetalsEvent

/** An event with its place in the total order: show time first, then order of arrival. */
export interface Stamped {
  /** Strictly increasing, from 0. */
  readonly sequence: number
  /** Show time at which it happened. */
  readonly atSeconds: Seconds
  readonly event: Event
}

/** The total order of stamped events: earlier first, simultaneous ones as they arrived. */
export const compareStamped = (a: Stamped, b: Stamped): number =>
  a.atSeconds - b.atSeconds || a.sequence - b.sequence

import { pow } from '../core/maths.ts'
import { bipolar, unit, type Bipolar, type MidiNote, type Unit } from '../core/units.ts'

/**
 * What the two voices sound like, in numbers: "glass" is the performer's, "reed" the model's. The
 * edges that carry them out decide nothing.
 */

/** An envelope of exponential approaches; seconds, and a level of 0..1 of the peak. */
export interface Envelope {
  readonly attackSeconds: number
  readonly decaySeconds: number
  readonly sustain: number
}

export interface Timbre {
  readonly polyphony: number
  /** Instruments beyond the polyphony, on which a note begins while a stolen tone fades. */
  readonly reserve: number
  readonly envelope: Envelope
  /** -1 left .. 1 right. */
  readonly pan: number
  /** Linear gain of a note at velocity 1, for a peak of about -14 dBFS (glass). */
  readonly gain: number
  /** Share that goes to the reverb. */
  readonly reverbSend: number
  /** Of the modulator's to the carrier's frequency. */
  readonly harmonicity: number
}

const GLASS_GAIN = 0.7
/** Brings a reed note's power over half a second 3 dB below a glass note's. */
const REED_GAIN = 0.62

export const GLASS: Timbre = {
  polyphony: 16,
  reserve: 3,
  envelope: { attackSeconds: 0.003, decaySeconds: 1.6, sustain: 0.15 },
  pan: -0.2,
  gain: GLASS_GAIN,
  reverbSend: 0.22,
  harmonicity: 2,
}

export const REED: Timbre = {
  polyphony: 12,
  reserve: 2,
  envelope: { attackSeconds: 0.025, decaySeconds: 0.9, sustain: 0.7 },
  pan: 0.25,
  gain: REED_GAIN,
  reverbSend: 0.28,
  harmonicity: 2,
}

/** How long a glass note rings after its key is let go. */
export const GLASS_RELEASE_SECONDS = 0.9
/** A stolen tone's way to silence: short beside a new attack, long enough not to click. */
export const STEAL_FADE_SECONDS = 0.012
/** How long the brightness of a glass note takes to fall to its resting share. */
export const GLASS_INDEX_DECAY_SECONDS = 0.9
export const GLASS_INDEX_REST = 0.35

/** The reed's vibrato comes in late and slowly, as a player's does. */
export const VIBRATO = { hertz: 5.3, depthCents: 14, delaySeconds: 0.35, riseSeconds: 0.4 } as const
/** What full pressure adds to the vibrato of either voice. */
export const PRESSURE_VIBRATO_CENTS = 30
/** A wheel at its end bends by two semitones, as MIDI devices expect. */
const BEND_CENTS = 200
/** No tone needs longer to die away. */
export const LONGEST_RELEASE_SECONDS = 10

const FILTER_CLOSED_HERTZ = 900
const FILTER_OPEN_HERTZ = 4500
/** From here on a note counts as wholly surprising. */
const FULL_SURPRISE_BITS = 6
/** How long the reed's filter takes to open. */
export const FILTER_RISE_SECONDS = 0.06

const DETUNE_CENTS = 9
/** What full surprise adds to it. */
const SURPRISE_CENTS = 4
const COOL_TEMPERATURE = 0.6
const HOT_TEMPERATURE = 1.6

/** Equal temperament, a' = 440 Hz. */
export const hertzOf = (pitch: MidiNote): number =>
  440 * pow(2, ((pitch > 0 ? Math.min(pitch, 127) : 0) - 69) / 12)

/** Linear gain, velocity^1.5. */
export function velocityGain(velocity: Unit): number {
  const held = unit(velocity)
  return held * Math.sqrt(held)
}

/** Modulation index of a glass note, 1..9. */
export function glassIndex(velocity: Unit): number {
  const held = unit(velocity)
  return 1 + 8 * held * held
}

/** How hot a temperature is, 0..1: from 0.6 to 1.6. */
const heatOf = (temperature: number): number =>
  unit((temperature - COOL_TEMPERATURE) / (HOT_TEMPERATURE - COOL_TEMPERATURE))

const surpriseOf = (surpriseBits: number): number => unit(surpriseBits / FULL_SURPRISE_BITS)

/**
 * Cutoff of a reed note: 900..4500 Hz at temperature 1, equal ratios for equal surprise; an octave
 * higher in the heat than in the cold.
 */
export const reedCutoffHertz = (surpriseBits: number, temperature: number): number =>
  FILTER_CLOSED_HERTZ *
  pow(FILTER_OPEN_HERTZ / FILTER_CLOSED_HERTZ, surpriseOf(surpriseBits)) *
  pow(2, heatOf(temperature) - heatOf(1))

/**
 * What the echo gets of a reed note beside what all notes give it once: gain, 0..3. As much again
 * would drown in the room's reverb; three times that is heard.
 */
export const reedEchoSend = (surpriseBits: number): number => 3 * surpriseOf(surpriseBits)

export const REED_CLOSED_HERTZ = FILTER_CLOSED_HERTZ

/**
 * Up to 9 cents from temperature 0.6 to 1.6, and up to 4 for a surprise; every other note flat, so
 * that a line stays in tune. The model's ids are odd, and every other of them leaves 3 by four.
 */
export function reedDetuneCents(temperature: number, noteId: number, surpriseBits: number): number {
  const cents = DETUNE_CENTS * heatOf(temperature) + SURPRISE_CENTS * surpriseOf(surpriseBits)
  return noteId % 4 < 2 ? cents : -cents
}

export const bendCents = (value: Bipolar): number => bipolar(value) * BEND_CENTS

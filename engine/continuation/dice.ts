import type { Harmony } from './harmony.ts'

/**
 * How the next token is drawn, as plain data: the fold, the look-ahead and the futures in the worker
 * draw with the same record and the same code. Pitches and pitch classes are the model's, which the
 * performer's have been shifted to.
 */
export interface Dice {
  /** ≥ 0, of the choice between hold, off and some onset; 0 takes the likeliest. */
  readonly rhythmTemperature: number
  /** ≥ 0, of the choice which note begins. */
  readonly pitchTemperature: number
  /**
   * 0..1: of the notes that could begin, the likeliest stay until their shares sum up to this; the
   * likeliest always stays (nucleus sampling, Holtzman et al. 2020). The rhythm is left whole: a
   * sixteenth that probably holds would otherwise always hold.
   */
  readonly topP: number
  /** The pitch classes that may begin: bit n for the class n semitones above C. */
  readonly pitchClasses: number
  /** MIDI numbers, both included. */
  readonly lowest: number
  readonly highest: number
  /** -1..1: below 0 fewer onsets and longer rests, above 0 more. */
  readonly density: number
  /** 0..1: how much the newest notes are avoided. */
  readonly repetitionPenalty: number
  /** Whether a long silence is ended by an onset. */
  readonly isFloored: boolean
  /** The chord that which note begins leans to; null where none is held. */
  readonly harmony: Harmony | null
}

export const ALL_PITCH_CLASSES = 0xfff

/** The model as it was trained, at one temperature. */
export const plainDice = (temperature: number): Dice => ({
  rhythmTemperature: temperature,
  pitchTemperature: temperature,
  topP: 1,
  pitchClasses: ALL_PITCH_CLASSES,
  lowest: 0,
  highest: 127,
  density: 0,
  repetitionPenalty: 0,
  isFloored: true,
  harmony: null,
})

/** The least and the most that the rhythm's temperature becomes while the fader moves the pitch's. */
const COOLEST_RHYTHM = 0.85
const HOTTEST_RHYTHM = 1.2
const HOTTEST = 2

/**
 * The rhythm's temperature where the fader moves the pitch's fully: 0.85 at 0, 1 at 1, 1.2 at 2. A
 * rhythm that is colder falls asleep, one that is hotter stumbles.
 */
export const rhythmTemperatureOf = (temperature: number): number =>
  temperature < 1
    ? COOLEST_RHYTHM + (1 - COOLEST_RHYTHM) * temperature
    : 1 + ((HOTTEST_RHYTHM - 1) * (temperature - 1)) / (HOTTEST - 1)

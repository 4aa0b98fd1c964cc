import { exp, gainOf } from '../core/maths.ts'
import type { Bpm } from '../core/units.ts'

/** The common end of the sound: levels, the echo's time, the ceiling. */

/** At this level and below a fader is shut. */
const SILENCE_DECIBELS = -60
const LOUDEST_DECIBELS = 12

/** Linear gain of a fader; 0 at -60 dB and below and for NaN, at most +12 dB. */
export const levelGain = (decibels: number): number =>
  decibels > SILENCE_DECIBELS ? gainOf(Math.min(decibels, LOUDEST_DECIBELS)) : 0

/** -1 dBFS: no sample leaves louder. */
export const CEILING = 0.891
/** Below this level the ceiling leaves a sample as it is. */
export const CEILING_KNEE = 0.5
/** The loudest sum the curve resolves; what is beyond is held at its end. */
export const CEILING_RANGE = 8

export const HIGH_PASS_HERTZ = 30
export const REVERB_HIGH_PASS_HERTZ = 180
export const REVERB_SECONDS = 5
export const REVERB_GAIN = 0.9

/** Of one echo to the one before it. */
export const ECHO_FEEDBACK = 0.45
/** At full amount the first echo is this share of the dry tone. */
export const ECHO_GAIN = 0.6

const SLOWEST = 30
const FASTEST = 300
/** Three sixteenths of the slowest tempo. */
export const LONGEST_ECHO_SECONDS = 1.5

/** A dotted eighth, three quarters of a beat; seconds. Tempo is held within 30..300. */
export function dottedEighthSeconds(tempo: Bpm): number {
  const held = tempo > SLOWEST ? Math.min(tempo, FASTEST) : SLOWEST
  return 45 / held
}

/** How a panic's fade and the fall of the tails go: e^-12 within 50 ms. */
export const PANIC_FADE_SECONDS = 0.03

/** Straight up to the knee, then tanh into the ceiling, with no bend in between. */
function held(x: number): number {
  const size = Math.abs(x)
  if (size <= CEILING_KNEE) return x
  const room = CEILING - CEILING_KNEE
  const e = exp((-2 * (size - CEILING_KNEE)) / room)
  const value = CEILING_KNEE + (room * (1 - e)) / (1 + e)
  return x < 0 ? -value : value
}

/**
 * Points of the ceiling's curve, for sums of -8..8 at equal distances. A shaper that interpolates
 * between them adds no delay, which a compressor does (6 ms in Chromium).
 * @param points odd, so that silence is a point of its own
 */
export function ceilingCurve(points: number): Float32Array<ArrayBuffer> {
  const curve = new Float32Array(points)
  const middle = (points - 1) / 2
  for (let i = 0; i < points; i++) curve[i] = held(((i - middle) / middle) * CEILING_RANGE)
  return curve
}

import { expEach } from '../core/maths.ts'
import type { Course } from './course.ts'
import type { Dice } from './dice.ts'
import { chordNatsAt } from './harmony.ts'
import type { Lean } from './lean.ts'
import { FIRST_NOTE_ON, HOLD, NOTE_OFF } from './melodyModel.ts'

/** A token drawn, and how likely it was in the distribution that it was drawn from. */
export interface Drawn {
  readonly token: number
  /** Of a choice that was not left to chance (temperature 0), at temperature 1. */
  readonly probability: number
}

/** Nats that full density adds to an onset and takes from a note-off. */
const DENSITY_ONSET = 2
const DENSITY_OFF = 1
/** Nats that a full penalty takes from a note for each time it is among the newest. */
const REPETITION = 1.5

/** Nats from a note beyond the lean's reach: it is as good as never drawn beside any within. */
const OUT_OF_REACH = 40

/*
 * Written over at each draw: the fold draws one after the other, and nothing of it is kept. Numbers,
 * too, live in arrays: variables of a module, and pairs that functions return, would be made anew in
 * memory, whose collection keeps notes waiting while futures are drawn.
 */
let shaped = new Float64Array(64)
let shares = new Float64Array(64)
/** What the shares are weighed by, a top and a temperature; NaN where the logits have changed since. */
const weighed = new Float64Array([NaN, NaN])
/** How the rhythm's choice falls: hold, off, some onset. */
const rhythm = new Float64Array(3)

/** Shapes the logits: the performer's masks and biases, and the lean. */
function shape(
  logits: ArrayLike<number>,
  dice: Dice,
  lean: Lean,
  { recent }: Course,
  minPitch: number,
): void {
  const { density, pitchClasses, lowest, highest } = dice
  weighed[0] = NaN
  shaped[HOLD] = (logits[HOLD] ?? -Infinity) + lean.hold
  shaped[NOTE_OFF] = (logits[NOTE_OFF] ?? -Infinity) + lean.off - DENSITY_OFF * density
  for (let token = FIRST_NOTE_ON; token < logits.length; token++) {
    const pitch = minPitch + token - FIRST_NOTE_ON
    const bit = 1 << (pitch % 12)
    let value = (logits[token] ?? -Infinity) + lean.onset + DENSITY_ONSET * density
    if ((lean.favoured & bit) !== 0) value += lean.favour
    const outside = Math.max(0, lean.lowest - pitch, pitch - lean.highest)
    value -= lean.distance * outside + (outside > lean.reach ? OUT_OF_REACH : 0)
    if ((pitchClasses & bit) === 0 || pitch < lowest || pitch > highest) value = -Infinity
    shaped[token] = value
  }
  if (dice.repetitionPenalty === 0) return
  for (const token of recent) {
    shaped[token] = (shaped[token] ?? -Infinity) - REPETITION * dice.repetitionPenalty
  }
}

/** Index of the greatest of the shaped logits from one index on; the first of equals. */
function greatest(from: number, length: number): number {
  let best = from
  for (let i = from + 1; i < length; i++) {
    if ((shaped[i] ?? -Infinity) > (shaped[best] ?? -Infinity)) best = i
  }
  return best
}

/** Writes the weights of the tokens from one on, beside the greatest, whose weight is 1. */
function weigh(from: number, length: number, top: number, temperature: number): void {
  // Where the likeliest token is a note, the choice of the rhythm has weighed the notes already.
  if (top === weighed[0] && temperature === weighed[1]) return
  weighed[0] = top
  weighed[1] = temperature
  for (let i = from; i < length; i++) shares[i] = ((shaped[i] ?? -Infinity) - top) / temperature
  expEach(shares, from, length)
}

/**
 * Writes the shares of each note among the notes at a temperature, those outside the nucleus 0.
 * @returns false where no note can begin
 */
function notesAt(temperature: number, topP: number, length: number): boolean {
  const top = shaped[greatest(FIRST_NOTE_ON, length)] ?? -Infinity
  if (top === -Infinity || length <= FIRST_NOTE_ON) return false
  weigh(FIRST_NOTE_ON, length, top, temperature)
  let sum = 0
  for (let i = FIRST_NOTE_ON; i < length; i++) sum += shares[i] ?? 0
  if (topP < 1) sum = keepNucleus(topP * sum, length)
  for (let i = FIRST_NOTE_ON; i < length; i++) shares[i] = (shares[i] ?? 0) / sum
  return true
}

/** Sets to 0 what lies outside the nucleus. @returns the sum of what stays */
function keepNucleus(wanted: number, length: number): number {
  let kept = 0
  // Those that stay are marked by their sign until all are found.
  do {
    let best = FIRST_NOTE_ON
    for (let i = FIRST_NOTE_ON; i < length; i++) {
      if ((shares[i] ?? 0) > (shares[best] ?? 0)) best = i
    }
    const share = shares[best] ?? 0
    if (!(share > 0)) break
    kept += share
    shares[best] = -share
  } while (kept < wanted)
  for (let i = FIRST_NOTE_ON; i < length; i++) shares[i] = Math.max(0, -(shares[i] ?? 0))
  return kept
}

/** Leans the choice of a note to the chord that is held; when notes begin is not its affair. */
function favourChord({ harmony }: Dice, step: number, minPitch: number, length: number): void {
  if (!harmony) return
  const nats = chordNatsAt(harmony, step)
  weighed[0] = NaN
  for (let token = FIRST_NOTE_ON; token < length; token++) {
    const bit = 1 << ((minPitch + token - FIRST_NOTE_ON) % 12)
    if ((harmony.pitchClasses & bit) !== 0) shaped[token] = (shaped[token] ?? -Infinity) + nats
  }
}

/** Writes how the rhythm's choice falls: the softmax of all tokens, the notes as one. */
function weighRhythm(temperature: number, length: number): void {
  const top = shaped[greatest(HOLD, length)] ?? -Infinity
  if (top === -Infinity) {
    rhythm.fill(0)
    rhythm[HOLD] = 1
    return
  }
  weigh(HOLD, length, top, temperature)
  const hold = shares[HOLD] ?? 0
  const off = shares[NOTE_OFF] ?? 0
  let onset = 0
  for (let i = FIRST_NOTE_ON; i < length; i++) onset += shares[i] ?? 0
  const sum = hold + off + onset
  rhythm[HOLD] = hold / sum
  rhythm[NOTE_OFF] = off / sum
  rhythm[FIRST_NOTE_ON] = onset / sum
}

/** Greedy choices are told at the temperature of the model's training. */
const toldAt = (temperature: number): number => (temperature > 0 ? temperature : 1)

/**
 * Draws a token in two choices from the same logits: hold, off or some onset at the rhythm's
 * temperature; then, of an onset, which note, at the pitch's. Where both temperatures are one and
 * nothing is shaped, this is the softmax of the logits at that temperature. One number decides both
 * choices: what is left of it within the first is, again, uniform.
 * @param logits natural-log scale, -Infinity for what never comes; length ≥ 2
 * @param course what was drawn before
 * @param minPitch MIDI number of the model's lowest note
 * @param random uniform in [0, 1)
 */
export function throwDice(
  logits: ArrayLike<number>,
  dice: Dice,
  lean: Lean,
  course: Course,
  minPitch: number,
  random: number,
): Drawn {
  const { length } = logits
  if (shaped.length < length) {
    shaped = new Float64Array(length)
    shares = new Float64Array(length)
  }
  shape(logits, dice, lean, course, minPitch)
  const { rhythmTemperature, pitchTemperature, topP } = dice
  weighRhythm(toldAt(rhythmTemperature), length)
  const hold = rhythm[HOLD] ?? NaN
  const off = rhythm[NOTE_OFF] ?? NaN
  const onset = rhythm[FIRST_NOTE_ON] ?? NaN
  let rest = random
  let kind: number
  if (rhythmTemperature > 0) {
    kind = rest < hold ? HOLD : rest < hold + off ? NOTE_OFF : FIRST_NOTE_ON
    rest = onset > 0 ? (rest - hold - off) / onset : 0
  } else {
    kind = Math.min(FIRST_NOTE_ON, greatest(HOLD, length))
  }
  if (kind < FIRST_NOTE_ON) return { token: kind, probability: kind === HOLD ? hold : off }
  favourChord(dice, course.steps, minPitch, length)
  if (!notesAt(toldAt(pitchTemperature), topP, length)) return { token: HOLD, probability: hold }
  const token = pitchTemperature > 0 ? pickNote(rest, length) : greatest(FIRST_NOTE_ON, length)
  return { token, probability: Math.min(1, onset * (shares[token] ?? 0)) }
}

/** The note at which the shares, summed up, pass `random`; the likeliest should rounding miss all. */
function pickNote(random: number, length: number): number {
  let rest = random
  for (let token = FIRST_NOTE_ON; token < length; token++) {
    rest -= shares[token] ?? 0
    if (rest < 0) return token
  }
  return greatest(FIRST_NOTE_ON, length)
}

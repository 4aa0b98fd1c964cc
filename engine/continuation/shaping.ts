import { leanBeside, type Beside } from './beside.ts'
import type { Course } from './course.ts'
import type { Dice } from './dice.ts'
import { leanOf, type Guide } from './guide.ts'
import { throwDice, type Drawn } from './throwDice.ts'

/** All that decides how the sixteenths to come are drawn, as plain data: what the worker is sent. */
export interface Shaping {
  /** But for its temperatures. */
  readonly dice: Dice
  /** Of each sixteenth to come: the rhythm's temperature and the pitch's. */
  readonly temperatures: readonly (readonly [rhythm: number, pitch: number])[]
  readonly guide: Guide | null
  /** Of a second voice beside the performer's, which no guide leads. */
  readonly beside: Beside | null
  /** What was drawn before them. */
  readonly course: Course
}

/**
 * Draws one of the sixteenths to come.
 * @param index from 0; past the last temperature that one holds
 * @param course what was drawn before it
 * @param minPitch MIDI number of the model's lowest note
 * @param random uniform in [0, 1)
 */
export function drawShaped(
  logits: ArrayLike<number>,
  { dice, temperatures, guide, beside }: Shaping,
  index: number,
  course: Course,
  minPitch: number,
  random: number,
): Drawn {
  const [rhythmTemperature, pitchTemperature] = temperatures[index] ??
    temperatures.at(-1) ?? [dice.rhythmTemperature, dice.pitchTemperature]
  const heated = { ...dice, rhythmTemperature, pitchTemperature }
  const lean = beside
    ? leanBeside(beside, index, course)
    : leanOf(guide, course, minPitch, dice.isFloored)
  return throwDice(logits, heated, lean, course, minPitch, random)
}

import { beginCourse } from '../../engine/continuation/course.ts'
import { plainDice } from '../../engine/continuation/dice.ts'
import { NO_LEAN } from '../../engine/continuation/lean.ts'
import { throwDice as throwShaped, type Drawn } from '../../engine/continuation/throwDice.ts'

/**
 * Draws a token from logits.
 * @param random uniform in [0, 1)
 */
export type Dice = (logits: ArrayLike<number>, temperature: number, random: number) => Drawn

const NOTHING_DRAWN = beginCourse()

/**
 * Draws as the fold does where nothing is shaped.
 * @param temperature ≥ 0; 0 takes the likeliest, whose probability is then that at temperature 1
 */
export const throwDice: Dice = (logits, temperature, random) =>
  throwShaped(logits, plainDice(temperature), NO_LEAN, NOTHING_DRAWN, 0, random)

import { cos, exp, sin } from '../core/maths.ts'

/**
 * How petals fall when they are old, and what they leave: a stain that the ground forgets. A fall
 * depends on show time and the petal's own number alone; the shaders read the same numbers.
 */

/** The petals of one moment let go within so many seconds. */
export const LETS_GO_WITHIN = 9
/** How long a fall lasts at least and at most, seconds. */
export const FALL_SECONDS = { least: 3.2, most: 5.2 }
/** How far from its flower's stem a petal comes down. */
export const FALLS_ASIDE = 0.85
/** How long it lies until it has gone into the ground, seconds. */
export const LIES_SECONDS = 10

/** A stain is down to 2 % after fifteen minutes. */
export const FORGETS = { seconds: 900, timeConstant: 230 }

export const fallSeconds = (own: number): number =>
  FALL_SECONDS.least + (FALL_SECONDS.most - FALL_SECONDS.least) * own

/**
 * Since a petal let go, seconds; negative before.
 * @param birth show seconds
 * @param own the petal's number, 0..1
 * @param oldBefore what was played before this show time is old
 */
export const secondsFallen = (birth: number, own: number, oldBefore: number): number =>
  oldBefore - birth - own * LETS_GO_WITHIN

/** Since it touched the ground, seconds; negative before. */
export const secondsLain = (birth: number, own: number, oldBefore: number): number =>
  secondsFallen(birth, own, oldBefore) - fallSeconds(own)

/** What is left of a stain, 1 at first. */
export const stainLeft = (seconds: number): number => exp(-seconds / FORGETS.timeConstant)

/** Where a petal comes down, beside its flower's stem. */
export function landsAt(angle: number, into: { x: number; z: number }): void {
  into.x = cos(angle) * FALLS_ASIDE * 1.4
  into.z = -sin(angle) * FALLS_ASIDE
}

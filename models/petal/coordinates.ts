import { exp } from '../../engine/core/maths.ts'

/**
 * How far a walk may leave the templates before it is slowed down, in gaps between two of them, and
 * where it stands still. Up to the first, petals stay smooth; beyond the second they fray.
 */
export const SOFT_EDGE = 1
export const HARD_EDGE = 1.5

/** 0..∞ to 0..{@link HARD_EDGE}, unchanged up to {@link SOFT_EDGE}, and with no corner there. */
function soften(outside: number): number {
  if (outside <= SOFT_EDGE) return outside
  const room = HARD_EDGE - SOFT_EDGE
  return HARD_EDGE - room * exp((SOFT_EDGE - outside) / room)
}

/**
 * A performer's coordinate kept within what petals can bear: 0 is the first template, 1 the second;
 * unchanged within −1..2, never beyond −1.5..2.5.
 * @returns NaN for NaN
 */
export function softCoordinate(coordinate: number): number {
  if (coordinate > 1) return 1 + soften(coordinate - 1)
  return coordinate < 0 ? -soften(-coordinate) : coordinate
}

/** Shares of `count` templates for a coordinate on the line through the first two. */
export function lineShares(coordinate: number, count: number): Float64Array {
  const soft = softCoordinate(coordinate)
  const shares = new Float64Array(count)
  shares[0] = 1 - soft
  shares[1] = soft
  return shares
}

/**
 * Shares kept within what petals can bear: they are drawn towards the templates once their negative
 * part exceeds {@link SOFT_EDGE}.
 * @param shares of each template, of any sum but 0
 * @returns shares whose sum is 1; NaN when the sum is 0 or one of them is no finite number
 */
export function softShares(shares: ArrayLike<number>): Float64Array {
  const given = Float64Array.from(shares)
  const sum = given.reduce((total, share) => total + share, 0)
  const whole = given.map((share) => share / sum)
  const outside = whole.reduce((total, share) => total + Math.max(0, -share), 0)
  if (!(outside > SOFT_EDGE)) return Number.isFinite(outside) ? whole : whole.fill(NaN)
  const inside = whole.map((share) => Math.max(0, share) / (1 + outside))
  const kept = soften(outside) / outside
  return whole.map((share, k) => (inside[k] ?? 0) + kept * (share - (inside[k] ?? 0)))
}

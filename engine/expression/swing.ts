import type { Cycle } from './rhythmHabits.ts'

/**
 * How the second of each pair comes late: `unitSteps` 2 swings eighths, 1 sixteenths; `share` is what
 * the first of the pair takes, 0.5 when played straight.
 */
export interface Swing {
  readonly unitSteps: 1 | 2
  readonly share: number
}

export const STRAIGHT: Swing = { unitSteps: 1, share: 0.5 }

/** The usual range: half, to two thirds for triplets, and a little more. */
export const MAX_SHARE = 0.72

/**
 * How much later than the even grid a sixteenth of the beat is played, in sixteenths. Within each
 * half of a swung pair of eighths time runs evenly. Compound beats have no pairs of eighths.
 */
export function swingDelay({ unitSteps, share }: Swing, cycle: Cycle, position: number): number {
  if (unitSteps === 1) return position % 2 === 1 ? 2 * share - 1 : 0
  if (cycle === 6 || position === 0) return 0
  return position === 2 ? 4 * share - 2 : 2 * share - 1
}

import type { Cycle } from './rhythmHabits.ts'

/** How bars are counted. */
export type Meter = '4/4' | '3/4' | '6/8'

/** Sixteenths of a bar. */
export const BAR_STEPS: Readonly<Record<Meter, number>> = { '4/4': 16, '3/4': 12, '6/8': 12 }

/** Bar lines that a metre must have shown before it is believed. */
const FEWEST_BARS = 2
/** By how much (velocity, 0..1) bars of three must be marked better than bars of four. */
const MARGIN = 0.04

/**
 * The bars of a phrase, from its accents: 6/8 where its beats are heard in three, 3/4 where every
 * third beat is marked and not every fourth, 4/4 otherwise.
 * @param steps of its onsets from beat 1, as read on the grid; pick-ups are negative
 * @param velocities 0..1, of the same onsets
 */
export function meterOf(
  steps: readonly number[],
  velocities: readonly number[],
  cycle: Cycle,
): Meter {
  if (cycle === 6) return '6/8'
  const three = markOf(steps, velocities, BAR_STEPS['3/4'])
  const four = markOf(steps, velocities, BAR_STEPS['4/4'])
  return three !== null && three > Math.max(0, four ?? 0) + MARGIN ? '3/4' : '4/4'
}

/** How much louder onsets are on bar lines than on other beats; null where there are too few. */
function markOf(
  steps: readonly number[],
  velocities: readonly number[],
  barSteps: number,
): number | null {
  let lines = 0
  let onLines = 0
  let others = 0
  let onOthers = 0
  for (const [index, step] of steps.entries()) {
    if (step <= 0 || step % 4 !== 0) continue
    const velocity = velocities[index] ?? 0
    if (step % barSteps === 0) {
      lines++
      onLines += velocity
    } else {
      others++
      onOthers += velocity
    }
  }
  if (lines < FEWEST_BARS || others < FEWEST_BARS) return null
  return onLines / lines - onOthers / others
}

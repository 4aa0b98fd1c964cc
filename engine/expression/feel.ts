import type { GridReading } from './gridReading.ts'
import type { Cycle } from './rhythmHabits.ts'
import { swingDelay, type Swing } from './swing.ts'

/** How a player stands to the grid, for an answer that is to stand to it likewise. */
export interface Feel {
  readonly swing: Swing
  readonly cycle: Cycle
  /** Sixteenth of the beat on which sixteenth 0 is heard. */
  readonly position: number
  /** How late they are on the whole. */
  readonly deviationSeconds: number
}

/** Less swing than this is a hand's wobble. */
const LEAST_SHARE = 0.535

/** @returns null for straight playing on the grid */
export function feelOf({ swing, cycle, position, deviationSeconds }: GridReading): Feel | null {
  const isSwung = swing.share >= LEAST_SHARE
  if (!isSwung && deviationSeconds === 0) return null
  return {
    swing: isSwung ? swing : { unitSteps: swing.unitSteps, share: 0.5 },
    cycle,
    position,
    deviationSeconds,
  }
}

/**
 * How much later than the even grid a sixteenth is to sound. Who hurries is followed to the grid, not
 * beyond: what is decided at a sixteenth cannot sound before it.
 */
export function delaySeconds(feel: Feel, step: number, stepSeconds: number): number {
  const { swing, cycle, position, deviationSeconds } = feel
  const inBeat = (((position + step) % cycle) + cycle) % cycle
  return Math.max(0, deviationSeconds + swingDelay(swing, cycle, inBeat) * stepSeconds)
}

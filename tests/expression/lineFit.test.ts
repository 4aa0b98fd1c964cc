import { describe, expect, test } from 'vitest'
import { draw } from '../../engine/core/random.ts'
import { fitNewest, NEWEST_ONSETS } from '../../engine/expression/lineFit.ts'
import { STRAIGHT } from '../../engine/expression/swing.ts'

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed)
const STEP = 0.125

/** A normal deviate of a hand's 20 ms, by Irwin and Hall. */
function wobble(seed: number, step: number): number {
  let sum = -6
  for (let n = 0; n < 12; n++) sum += draw(seed, 'wobble', step * 12 + n)
  return 0.02 * sum
}

interface Hand {
  /** Onsets, two sixteenths apart. */
  readonly onsets: number
  /** Length of a sixteenth at the end, as a share of that at the start. */
  readonly slowing?: number
}

/** How far time is known after a hand has played: the next beat's moment, and the sixteenth's length. */
function errors({ onsets, slowing = 1 }: Hand): { readonly beat: number; readonly step: number } {
  const length = 2 * onsets
  const lengthAt = (step: number) => STEP * (1 + (slowing - 1) * (step / length))
  const secondsAt = (step: number) => (step * (STEP + lengthAt(step))) / 2
  const each = SEEDS.map((seed) => {
    const placed = Array.from({ length: onsets }, (_, index) => ({
      step: 2 * index,
      onsetSeconds: secondsAt(2 * index) + wobble(seed, index),
    }))
    const heard = { swing: STRAIGHT, cycle: 4, stepSeconds: STEP } as const
    const { line } = fitNewest(placed, heard, (step) => step % 4)
    return {
      beat: Math.abs(line.originSeconds + length * line.stepSeconds - secondsAt(length)),
      step: Math.abs(line.stepSeconds / lengthAt(length) - 1),
    }
  })
  const mean = (of: (one: { beat: number; step: number }) => number) =>
    each.reduce((sum, one) => sum + of(one), 0) / each.length
  return { beat: mean((one) => one.beat), step: mean((one) => one.step) }
}

describe('the time of who plays on', () => {
  test('is known to 2 % of a sixteenth after a dozen notes, and to 0.1 % after a hundred', () => {
    expect(errors({ onsets: NEWEST_ONSETS }).step).toBeLessThan(0.02)
    expect(errors({ onsets: 96 }).step).toBeLessThan(0.001)
  })

  test('is known to 6 ms at the next beat, by a hand of 20 ms', () => {
    expect(errors({ onsets: 96 }).beat).toBeLessThan(0.006)
  })

  test.each([0.75, 1.33])(
    'is followed to 15 ms where its sixteenths end at %f times',
    (slowing) => {
      expect(errors({ onsets: 96, slowing }).beat).toBeLessThan(0.015)
      expect(errors({ onsets: 96, slowing }).step).toBeLessThan(0.015)
    },
  )

  test('is the newest onsets’ alone once two dozen have another', () => {
    const placed = Array.from({ length: 60 }, (_, step) => ({
      step,
      onsetSeconds: step < 36 ? step * STEP : 36 * STEP + (step - 36) * STEP * 1.3,
    }))
    const heard = { swing: STRAIGHT, cycle: 4, stepSeconds: STEP } as const
    const { line } = fitNewest(placed, heard, (step) => step % 4)
    expect(line.stepSeconds).toBeCloseTo(1.3 * STEP, 6)
  })
})

import { describe, expect, test } from 'vitest'
import { draw } from '../../engine/core/random.ts'
import { meterOf } from '../../engine/expression/bars.ts'

const QUARTERS = Array.from({ length: 24 }, (_, n) => n * 4)
const EIGHTHS = Array.from({ length: 24 }, (_, n) => n * 2)
const IN_FOUR = 0.02
const IN_SIX = 0.99

/** Louder on bar lines, by a hand that is not even. */
const accented = (steps: readonly number[], every: number, seed: number): number[] =>
  steps.map((step) => (step % every === 0 ? 0.75 : 0.6) + 0.1 * (draw(seed, 'v', step) - 0.5))

const even = (steps: readonly number[]): number[] => steps.map(() => 0.6)

describe('bars', () => {
  test.each([1, 2, 3, 4, 5])('are counted by their accents (seed %d)', (seed) => {
    expect(meterOf(QUARTERS, accented(QUARTERS, 12, seed), IN_FOUR, '4/4')).toBe('3/4')
    expect(meterOf(QUARTERS, accented(QUARTERS, 16, seed), IN_FOUR, '4/4')).toBe('4/4')
    expect(meterOf(QUARTERS, accented(QUARTERS, 16, seed), IN_FOUR, '3/4')).toBe('4/4')
  })

  test('are 6/8 where beats are heard in three', () => {
    expect(meterOf(EIGHTHS, even(EIGHTHS), IN_SIX, '4/4')).toBe('6/8')
    expect(meterOf(EIGHTHS, accented(EIGHTHS, 6, 1), 0.6, '4/4')).toBe('6/8')
  })

  test('stay as they are where nothing is accented, or little was played', () => {
    for (const meter of ['4/4', '3/4'] as const) {
      expect(meterOf(QUARTERS, even(QUARTERS), 0.5, meter)).toBe(meter)
      expect(meterOf([0, 4, 8], [0.9, 0.5, 0.5], 0.5, meter)).toBe(meter)
      expect(meterOf([], [], 0.5, meter)).toBe(meter)
    }
  })

  test('are counted from beat 1: a pick-up is no bar line', () => {
    const steps = [-4, ...QUARTERS]
    const velocities = [0.95, ...accented(QUARTERS, 12, 1)]
    expect(meterOf(steps, velocities, IN_FOUR, '4/4')).toBe('3/4')
  })
})

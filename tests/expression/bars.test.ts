import { describe, expect, test } from 'vitest'
import { draw } from '../../engine/core/random.ts'
import { meterOf } from '../../engine/expression/bars.ts'

const QUARTERS = Array.from({ length: 24 }, (_, n) => n * 4)

const accented = (every: number, seed: number): number[] =>
  QUARTERS.map((step) => (step % every === 0 ? 0.75 : 0.6) + 0.1 * (draw(seed, 'v', step) - 0.5))

describe('bars', () => {
  test.each([1, 2, 3, 4, 5])('are counted by their accents (seed %d)', (seed) => {
    expect(meterOf(QUARTERS, accented(12, seed), 4)).toBe('3/4')
    expect(meterOf(QUARTERS, accented(16, seed), 4)).toBe('4/4')
  })
  test('are of four where nothing is accented or little was played', () => {
    expect(meterOf(QUARTERS, [], 4)).toBe('4/4')
    expect(meterOf([0, 4, 8, 12], [0.9, 0.5, 0.5, 0.9], 4)).toBe('4/4')
    expect(meterOf([], [], 4)).toBe('4/4')
  })
  test('are 6/8 where beats are heard in three', () => {
    expect(meterOf(QUARTERS, [], 6)).toBe('6/8')
  })
})

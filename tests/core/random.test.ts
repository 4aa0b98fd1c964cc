import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { draw } from '../../engine/core/random.ts'

const SEED = 20261120

describe(`draws (seed ${SEED})`, () => {
  test('a draw depends on seed, stream and step alone', () => {
    const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
    fc.assert(
      fc.property(whole, fc.string(), whole, (seed, stream, step) => {
        const first = draw(seed, stream, step)
        draw(seed + 1, 'other', step)
        expect(draw(seed, stream, step)).toBe(first)
        expect(first).toBeGreaterThanOrEqual(0)
        expect(first).toBeLessThan(1)
      }),
      { seed: SEED },
    )
  })

  test('a sequence of draws is spread evenly', () => {
    const bins = new Array<number>(16).fill(0)
    const draws = 32_000
    for (let step = 0; step < draws; step++) {
      const bin = Math.floor(draw(SEED, 'melody', step) * 16)
      bins[bin] = (bins[bin] ?? 0) + 1
    }
    const expected = draws / 16
    const chiSquare = bins.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0)
    // 15 degrees of freedom, one in a thousand.
    expect(chiSquare).toBeLessThan(37.7)
  })

  test('neighbouring seeds, streams and steps have nothing in common', () => {
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length
    const at = (of: (i: number) => readonly [number, number]) => {
      const pairs = Array.from({ length: 4000 }, (_, i) => of(i))
      const [x, y] = [mean(pairs.map(([a]) => a)), mean(pairs.map(([, b]) => b))]
      return mean(pairs.map(([a, b]) => (a - x) * (b - y))) * 12
    }
    expect(Math.abs(at((i) => [draw(i, 'a', 0), draw(i + 1, 'a', 0)]))).toBeLessThan(0.06)
    expect(Math.abs(at((i) => [draw(1, 'a', i), draw(1, 'a', i + 1)]))).toBeLessThan(0.06)
    expect(Math.abs(at((i) => [draw(1, 'a', i), draw(1, 'b', i)]))).toBeLessThan(0.06)
  })

  test('seeds that differ only above 32 bits draw differently', () => {
    expect(draw(5, 'melody', 0)).not.toBe(draw(5 + 2 ** 32, 'melody', 0))
    expect(draw(5, 'melody', 1)).not.toBe(draw(5, 'melody', 1 + 2 ** 32))
  })
})

test('a pinned draw stays what it was, or old logs would not replay', () => {
  expect(draw(7, 'melody', 0)).toBe(0.8783070628996938)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ticks } from '../../engine/core/units.ts'
import { constant, isMoving, line, valueAt } from '../../engine/expression/curve.ts'

const SEED = 20261120

test('a line holds both its ends and is halfway in the middle', () => {
  const sweep = line(0.875, 1.15, ticks(100), 1920)
  expect([0, 100, 1060, 2020, 9999].map((at) => valueAt(sweep, at))).toEqual([
    0.875, 0.875, 1.0125, 1.15, 1.15,
  ])
  expect([100, 2019, 2020].map((at) => isMoving(sweep, at))).toEqual([true, true, false])
})

test('a sweep without a length is a jump', () => {
  expect(line(1, 2, ticks(5), 0)).toEqual(constant(2))
  expect(isMoving(constant(2), 0)).toBe(false)
})

test(`no value lies outside the two ends, and none turns back (seed ${SEED})`, () => {
  const value = fc.double({ min: -60, max: 300, noNaN: true })
  const moment = fc.integer({ min: 0, max: 20_000 })
  fc.assert(
    fc.property(
      value,
      value,
      moment,
      fc.integer({ min: 1, max: 9000 }),
      (from, to, start, length) => {
        const curve = line(from, to, ticks(start), length)
        let before = from
        for (let at = start - 10; at < start + length + 10; at += Math.ceil(length / 40)) {
          const now = valueAt(curve, at)
          expect(now).toBeGreaterThanOrEqual(Math.min(from, to) - 1e-9)
          expect(now).toBeLessThanOrEqual(Math.max(from, to) + 1e-9)
          expect((now - before) * (to - from)).toBeGreaterThanOrEqual(-1e-9)
          before = now
        }
      },
    ),
    { seed: SEED },
  )
})

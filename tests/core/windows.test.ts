import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isOnGrid, lastOnGrid, nextOnGrid } from '../../engine/core/windows.ts'

const SEED = 20261120
const tick = fc.integer({ min: -1e6, max: 1e6 })
const period = fc.integer({ min: 1, max: 2000 })

test(`a moment lies between its two neighbours on the grid (seed ${SEED})`, () => {
  fc.assert(
    fc.property(tick, tick, period, (at, origin, every) => {
      const last = lastOnGrid(at, origin, every)
      const next = nextOnGrid(at, origin, every)
      expect(last).toBeLessThanOrEqual(at)
      expect(next).toBeGreaterThanOrEqual(at)
      expect(isOnGrid(last, origin, every) && isOnGrid(next, origin, every)).toBe(true)
      expect(next - last).toBe(isOnGrid(at, origin, every) ? 0 : every)
    }),
    { seed: SEED },
  )
})

test(`stretches side by side hold every point once (seed ${SEED})`, () => {
  fc.assert(
    fc.property(tick, period, fc.array(fc.integer({ min: 1, max: 500 })), (origin, every, cuts) => {
      const points: number[] = []
      let from = 0
      for (const length of cuts) {
        for (
          let at = nextOnGrid(from, origin, every);
          at < from + length;
          at = nextOnGrid(at + 1, origin, every)
        ) {
          points.push(at)
        }
        from += length
      }
      const whole: number[] = []
      for (let at = 0; at < from; at++) if (isOnGrid(at, origin, every)) whole.push(at)
      expect(points).toEqual(whole)
    }),
    { seed: SEED },
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  FARTHEST_SECONDS,
  follow,
  showOnLine,
  type SteadyLine,
} from '../../engine/clock/steadyLine.ts'

const SEED = 20261126

test(`what is asked for a second apart stays so, however the readings tremble (seed ${SEED})`, () => {
  const tremble = fc.array(fc.double({ min: -0.0005, max: 0.0005, noNaN: true }), {
    minLength: 2,
    maxLength: 200,
  })
  fc.assert(
    fc.property(tremble, (errors) => {
      let line: SteadyLine | null = null
      const moments: number[] = []
      for (const [i, error] of errors.entries()) {
        line = follow(line, i * 0.005, 3 + i * 0.005 + error)
        moments.push(showOnLine(line, 10))
      }
      expect(Math.max(...moments) - Math.min(...moments)).toBeLessThan(1e-9)
    }),
    { seed: SEED },
  )
})

test('a clock that has jumped is followed at once, and a slow drift all the way', () => {
  const line = follow(follow(null, 0, 1), 1, 2.5)
  expect(showOnLine(line, 1)).toBe(2.5)
  let drifting = follow(null, 0, 0)
  for (let second = 1; second <= 600; second++) {
    const before = drifting
    drifting = follow(drifting, second, second * (1 + 20e-6))
    expect(Math.abs(showOnLine(drifting, second) - second * (1 + 20e-6))).toBeLessThan(
      FARTHEST_SECONDS,
    )
    if (second > 1) {
      const apart = drifting.offsetSeconds - before.offsetSeconds
      expect(Math.abs(apart)).toBeLessThan(40e-6)
    }
  }
})

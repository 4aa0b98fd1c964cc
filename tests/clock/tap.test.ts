import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tap, type Taps } from '../../engine/clock/tap.ts'
import { seconds } from '../../engine/core/units.ts'

const SEED = 20261120
const tapped = (...times: number[]) =>
  times.reduce<[Taps, number | null]>(([taps], at) => tap(taps, seconds(at)), [[], null])

describe('tapping a tempo', () => {
  test('one tap says nothing, two say it', () => {
    expect(tapped(1)[1]).toBeNull()
    expect(tapped(1, 1.5)[1]).toBeCloseTo(120)
  })

  test('an uneven hand is averaged', () => {
    expect(tapped(0, 0.52, 0.98, 1.5, 2)[1]).toBeCloseTo(120)
  })

  test('only the last taps count: a new tempo is reached', () => {
    expect(tapped(0, 1, 2, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7)[1]).toBeCloseTo(120)
  })

  test('after a pause longer than the slowest beat one counts anew', () => {
    expect(tapped(0, 0.5, 3)[1]).toBeNull()
    expect(tapped(0, 2)[1]).toBeCloseTo(30)
  })

  test(`whatever the hand does, the tempo is one that can be played (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 3, noNaN: true })), (pauses) => {
        let taps: Taps = []
        let at = 0
        for (const pause of pauses) {
          at += pause
          const [next, tempo] = tap(taps, seconds(at))
          taps = next
          if (tempo === null) continue
          expect(tempo).toBeGreaterThanOrEqual(30)
          expect(tempo).toBeLessThanOrEqual(300)
        }
        expect(taps.length).toBeLessThanOrEqual(8)
      }),
      { seed: SEED },
    )
  })
})

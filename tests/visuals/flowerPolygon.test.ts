import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { petalShares, HARD_EDGE } from '../../engine/visuals/growPetal.ts'
import { coordinatesOf, cornersOf, polygonShares } from '../../engine/visuals/flowerPolygon.ts'

const SEED = 20_265
const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0)
const outsideOf = (shares: Float64Array): number => sum(shares.map((s) => Math.max(0, -s)))

describe.each([4, 5])('%i flowers', (count) => {
  const sharesAt = (one: number, two: number): Float64Array => {
    const shares = new Float64Array(count)
    polygonShares(one, two, count, shares)
    return shares
  }
  const corners = cornersOf(count).map((corner) => coordinatesOf(corner, count))

  test('stand where three stand, the others beyond, and each is met alone', () => {
    ;[
      [0, 0],
      [1, 0],
      [0, 1],
    ].forEach((place, k) => {
      place.forEach((coordinate, axis) => {
        expect(corners[k]?.[axis]).toBeCloseTo(coordinate, 6)
      })
    })
    corners.forEach(([one, two], k) => {
      sharesAt(one, two).forEach((share, i) => {
        expect(share).toBeCloseTo(i === k ? 1 : 0, 6)
      })
    })
  })

  test('weigh in alike in the middle', () => {
    for (const share of sharesAt(...coordinatesOf([0, 0], count))) {
      expect(share).toBeCloseTo(1 / count, 6)
    }
  })

  test(`anywhere have shares that sum to 1 and weigh the place itself (seed ${SEED})`, () => {
    const place = fc.double({ min: -2, max: 3, noNaN: true })
    fc.assert(
      fc.property(place, place, (one, two) => {
        const shares = sharesAt(one, two)
        expect(sum(shares)).toBeCloseTo(1, 9)
        const back = [0, 1].map((axis) =>
          sum([...shares].map((share, k) => share * (corners[k]?.[axis] ?? 0))),
        )
        expect(back[0]).toBeCloseTo(one, 6)
        expect(back[1]).toBeCloseTo(two, 6)
      }),
      { seed: SEED },
    )
  })

  test(`change little by a little step, over the edge too (seed ${SEED})`, () => {
    const place = fc.double({ min: -1, max: 2, noNaN: true })
    fc.assert(
      fc.property(place, place, (one, two) => {
        const [here, there] = [sharesAt(one, two), sharesAt(one + 1e-4, two - 1e-4)]
        here.forEach((share, k) => {
          expect(Math.abs(share - (there[k] ?? NaN))).toBeLessThan(1e-3)
        })
      }),
      { seed: SEED },
    )
  })

  test('never go further than the hard edge, and lean to the third', () => {
    const shares = new Float64Array(count)
    for (const [one, two] of [
      [1e9, 0],
      [-1e9, 1e9],
      [3, 3],
    ] as const) {
      petalShares(one, two, 0, count, shares)
      expect(outsideOf(shares)).toBeLessThanOrEqual(HARD_EDGE + 1e-6)
      expect(sum(shares)).toBeCloseTo(1, 6)
    }
    petalShares(0.3, 0.4, 1, count, shares)
    expect([...shares]).toEqual(Array.from({ length: count }, (_, k) => (k === 2 ? 1 : 0)))
  })
})

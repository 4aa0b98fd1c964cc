import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  contextsFor,
  contextsOfPlace,
  edgeShares,
  placeOf,
  softReachOf,
  walkAt,
} from '../../../engine/ui/petals/walk.ts'
import { NO_MOVE } from '../../../engine/visuals/curveMove.ts'
import { petalShares, REACHED_FLOWERS } from '../../../engine/visuals/growPetal.ts'
import { networkOf } from '../../../models/petal/network.ts'
import { randomModel } from '../../models/petal/randomModel.ts'

const SEED = 20_262
const network = networkOf(randomModel(4, 2, 3))
const unit = fc.double({ min: 0, max: 1, noNaN: true })

test('a walk that stands on a flower grows that flower’s contexts', () => {
  const places = [
    [0, 0],
    [1, 0],
    [0, 1],
  ] as const
  places.forEach((contexts, flower) => {
    const { curve } = walkAt(network, contexts, NO_MOVE)
    curve.forEach((value, i) => expect(value).toBeCloseTo(network.curves[flower]?.[i] ?? NaN, 5))
  })
})

test('a curve that is dragged goes where the hand is, as nearly as it can', () => {
  const walk = walkAt(network, [0.2, 0.3], NO_MOVE)
  const row = 5 * 7 + 4
  const before = walk.curve[row * 2] ?? 0
  const wanted = before + 0.1
  const after = walkAt(network, contextsFor(walk, row, 0, wanted), NO_MOVE).curve[row * 2] ?? 0
  expect(Math.abs(after - wanted)).toBeLessThan(0.05)
  expect(after).toBeGreaterThan(before)
})

test(`a drag anywhere, at any row, stays on the performer’s coordinates (seed ${SEED})`, () => {
  const row = fc.integer({ min: 0, max: 48 })
  fc.assert(
    fc.property(row, fc.double({ min: -100, max: 100, noNaN: true }), (at, value) => {
      for (const coordinate of contextsFor(walkAt(network, [0, 0], NO_MOVE), at, 1, value)) {
        expect(coordinate).toBeGreaterThanOrEqual(-1)
        expect(coordinate).toBeLessThanOrEqual(2)
      }
    }),
    { seed: SEED },
  )
})

test(`within the soft edge the walk lies within the edge that is drawn (seed ${SEED})`, () => {
  fc.assert(
    fc.property(unit, unit, (one, two) => {
      const { curve } = walkAt(network, [one, two], NO_MOVE)
      for (const row of [3, 24, 40]) {
        const [low, high] = softReachOf(network, row, 0)
        expect(curve[row * 2]).toBeGreaterThanOrEqual(low - 1e-5)
        expect(curve[row * 2]).toBeLessThanOrEqual(high + 1e-5)
      }
    }),
    { seed: SEED },
  )
})

test('the corners of the edge are as far outside as it says', () => {
  for (const shares of edgeShares(1, 3)) {
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(1)
    expect(shares.reduce((sum, share) => sum + Math.max(0, -share), 0)).toBe(1)
  }
  expect(edgeShares(1.5, 2)).toEqual([
    [2.5, -1.5, 0],
    [-1.5, 2.5, 0],
  ])
})

test(`a place on the map gives back the coordinates that lie there (seed ${SEED})`, () => {
  fc.assert(
    fc.property(unit, unit, (one, two) => {
      const shares = new Float64Array(3)
      petalShares(one, two, 0, 3, shares)
      const back = contextsOfPlace(placeOf(shares, 3), 3, [0, 0])
      expect(back[0]).toBeCloseTo(one, 2)
      expect(back[1]).toBeCloseTo(two, 2)
    }),
    { seed: SEED },
  )
})

describe.each([4, 5])('with %i flowers', (flowers) => {
  const bouquet = networkOf(randomModel(9, flowers - 1))
  const shares = new Float64Array(REACHED_FLOWERS)
  const anywhere = fc.double({ min: -0.5, max: 1.5, noNaN: true })

  test('a place on the map gives back the coordinates that lie there', () => {
    fc.assert(
      fc.property(anywhere, anywhere, (one, two) => {
        petalShares(one, two, 0, flowers, shares)
        const back = contextsOfPlace(placeOf(shares, flowers), flowers, [0, 0])
        expect(back[0]).toBeCloseTo(one, 6)
        expect(back[1]).toBeCloseTo(two, 6)
      }),
      { seed: SEED },
    )
  })

  test('the edge is as far outside as it says, all the way round', () => {
    for (const outside of [1, 1.5]) {
      for (const edge of edgeShares(outside, flowers)) {
        expect(edge.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
        expect(edge.reduce((sum, share) => sum + Math.max(0, -share), 0)).toBeCloseTo(outside, 9)
      }
    }
  })

  test('a curve that is dragged comes nearer to the hand', () => {
    const walk = walkAt(bouquet, [0.4, 0.5], NO_MOVE)
    const row = 5 * 7 + 4
    const at = row * bouquet.contexts
    const wanted = (walk.curve[at] ?? 0) + 0.03
    const after = walkAt(bouquet, contextsFor(walk, row, 0, wanted), NO_MOVE).curve[at] ?? 0
    expect(Math.abs(after - wanted)).toBeLessThan(0.02)
  })
})

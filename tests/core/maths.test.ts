import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bitsOf,
  cos,
  exp,
  expEach,
  gainOf,
  log,
  pow,
  powerOfTwo,
  sin,
} from '../../engine/core/maths.ts'

const SEED = 20261120
const RUNS = { numRuns: 2000, seed: SEED }

/** Distance in units of the last place of the greater. */
function ulps(a: number, b: number): number {
  if (a === b) return 0
  const size = Math.max(Math.abs(a), Math.abs(b), 2.2250738585072014e-308)
  return Math.abs(a - b) / (size * Number.EPSILON)
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })

describe(`our own functions beside the language's (seed ${SEED})`, () => {
  test('e^x is exact to a few last places over all that doubles hold', () => {
    fc.assert(
      fc.property(between(-700, 709.78), (x) => {
        expect(ulps(exp(x), Math.exp(x))).toBeLessThan(4)
      }),
      RUNS,
    )
  })

  test('e^x of many values has the bits of e^x of each', () => {
    const values = fc.array(fc.oneof(between(-6, 0), fc.double()), { maxLength: 40 })
    fc.assert(
      fc.property(values, fc.nat(3), (xs, from) => {
        const each = Float64Array.from(xs)
        expEach(each, from, xs.length)
        expect(each).toEqual(Float64Array.from(xs, (x, at) => (at < from ? x : exp(x))))
      }),
      RUNS,
    )
  })

  test('the logarithm is exact to a few last places, also of the smallest numbers', () => {
    fc.assert(
      fc.property(between(5e-324, 1.7e308), (x) => {
        expect(ulps(log(x), Math.log(x))).toBeLessThan(4)
      }),
      RUNS,
    )
  })

  test('the logarithm is exact beside 1, where it vanishes', () => {
    fc.assert(
      fc.property(between(0.9, 1.1), (x) => {
        expect(ulps(log(x), Math.log(x))).toBeLessThan(4)
      }),
      RUNS,
    )
  })

  test('sine and cosine are exact for every phase a show can reach', () => {
    fc.assert(
      fc.property(between(-1e5, 1e5), (x) => {
        expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThan(4e-16)
        // The quarter turn is added first, and rounded with the argument.
        expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThan(4e-16 + Math.abs(x) * Number.EPSILON)
      }),
      RUNS,
    )
  })

  test('powers are as exact as their exponent lets them be', () => {
    fc.assert(
      fc.property(between(1e-3, 1e3), between(-8, 8), (x, y) => {
        expect(ulps(pow(x, y), Math.pow(x, y))).toBeLessThan(8 + 4 * Math.abs(y * Math.log(x)))
      }),
      RUNS,
    )
  })

  test('powers of two are exact down to the smallest', () => {
    for (let n = -1080; n <= 1030; n++) expect(powerOfTwo(n)).toBe(Math.pow(2, n))
  })
})

test('the ends of the number line are where the language has them', () => {
  expect([exp(Infinity), exp(-Infinity), exp(0), exp(710), exp(-746)]).toEqual([
    Infinity,
    0,
    1,
    Infinity,
    0,
  ])
  expect(exp(709.7)).toBeLessThan(Infinity)
  expect([log(0), log(1), log(Infinity)]).toEqual([-Infinity, 0, Infinity])
  expect([log(-1), log(NaN), exp(NaN), sin(Infinity), sin(NaN)]).toEqual([NaN, NaN, NaN, NaN, NaN])
  expect([pow(0, 0), pow(0, 2), pow(0, -1), pow(7, 0)]).toEqual([1, 0, Infinity, 1])
})

test('six decibels down is half, and a certain note surprises nobody', () => {
  expect(gainOf(0)).toBe(1)
  expect(gainOf(-6.0206)).toBeCloseTo(0.5, 5)
  expect([bitsOf(0.5), bitsOf(0.125)]).toEqual([1, 3])
  expect(bitsOf(1)).toBeCloseTo(0)
})

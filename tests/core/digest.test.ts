import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digestText, EMPTY_DIGEST, extend } from '../../engine/core/digest.ts'

const SEED = 20261120
const textOf = (...values: unknown[]) => digestText(values.reduce(extend, EMPTY_DIGEST))

test(`the same data give the same digest, other data another (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const again: unknown = structuredClone(one)
      expect(textOf(one)).toBe(textOf(again))
      if (JSON.stringify(one) !== JSON.stringify(other)) expect(textOf(one)).not.toBe(textOf(other))
    }),
    { seed: SEED, numRuns: 1000 },
  )
})

test('the order of commands counts, and where one ends and the next begins', () => {
  expect(textOf(1, 2)).not.toBe(textOf(2, 1))
  expect(textOf([1], [2])).not.toBe(textOf([1, 2], []))
  expect(textOf('ab', 'c')).not.toBe(textOf('a', 'bc'))
  expect(textOf({ a: 1 }, { b: 2 })).not.toBe(textOf({ a: 1, b: 2 }))
})

test('a tick later in the last bit is another digest', () => {
  expect(textOf(1)).not.toBe(textOf(1 + Number.EPSILON))
})

test('zero has one sign, and what is no number one pattern', () => {
  expect(textOf(-0)).toBe(textOf(0))
  const [payload] = new Float64Array(new BigUint64Array([0x7ff8000000000001n]).buffer)
  expect(textOf(payload)).toBe(textOf(NaN))
})

test('a digest is sixteen hexadecimal digits, and what JSON cannot say has none', () => {
  expect(textOf()).toBe('6a09e667bb67ae85')
  expect(textOf('x')).toMatch(/^[0-9a-f]{16}$/)
  for (const value of [undefined, () => 0, Symbol('x'), 1n]) {
    expect(() => textOf(value)).toThrow(TypeError)
  }
})

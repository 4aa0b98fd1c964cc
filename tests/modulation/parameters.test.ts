import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  admit,
  PARAMETERS,
  sceneParameter,
  shareOf,
  valueOfShare,
} from '../../engine/modulation/parameters.ts'

const SEED = 20261120

test('every declaration is whole: an id of its own, a label, a first value within its range', () => {
  expect(new Set(PARAMETERS.map(({ id }) => id)).size).toBe(PARAMETERS.length)
  for (const parameter of PARAMETERS) {
    expect(parameter.label).not.toBe('')
    expect(parameter.min).toBeLessThan(parameter.max)
    expect(admit(parameter, parameter.initial)).toBe(parameter.initial)
  }
})

test('tempo goes from 30 to 300, and temperature from 0 to 2', () => {
  const range = (id: string) =>
    PARAMETERS.filter((p) => p.id === id).map(({ min, max }) => [min, max])
  expect([...range('tempo'), ...range('temperature')]).toEqual([
    [30, 300],
    [0, 2],
  ])
})

test('the click is off until someone wants it', () => {
  expect(PARAMETERS.find(({ id }) => id === 'click')?.initial).toBe(0)
})

test(`what is admitted lies in the range, and what is no number is not (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.constantFrom(...PARAMETERS), fc.double(), (parameter, value) => {
      const admitted = admit(parameter, value)
      if (Number.isNaN(value)) expect(admitted).toBeNull()
      else {
        expect(admitted).toBeGreaterThanOrEqual(parameter.min)
        expect(admitted).toBeLessThanOrEqual(parameter.max)
        if (parameter.kind === 'toggle') expect([0, 1]).toContain(admitted)
        if (parameter.kind === 'whole') expect(admitted).toSatisfy(Number.isInteger)
      }
    }),
    { seed: SEED, examples: [[PARAMETERS[0] ?? sceneParameter('x', 'X', 0), NaN]] },
  )
})

test(`a fader's place and its value are two words for one thing (seed ${SEED})`, () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PARAMETERS),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (parameter, share) => {
        expect(shareOf(parameter, valueOfShare(parameter, share))).toBeCloseTo(share, 9)
      },
    ),
    { seed: SEED },
  )
})

test('a zero that is admitted has no sign, as none that was written down has', () => {
  for (const parameter of PARAMETERS.filter(({ min, max }) => min <= 0 && max >= 0)) {
    expect(Object.is(admit(parameter, -0), 0)).toBe(true)
  }
})

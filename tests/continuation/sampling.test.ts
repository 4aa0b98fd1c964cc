import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { argMax, sample, softmax } from '../../engine/continuation/sampling.ts'
import { draw } from '../../engine/core/random.ts'

const SEED = 20261120
const logits = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
  minLength: 1,
  maxLength: 40,
})
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe(`a token (seed ${SEED})`, () => {
  test('is always one of the vocabulary, with a probability and a finite surprise', () => {
    fc.assert(
      fc.property(
        logits,
        fc.double({ min: 0, max: 2, noNaN: true }),
        random,
        (given, heat, chance) => {
          const { token, probability, surpriseBits } = sample(given, heat, chance)
          expect(given[token]).toBeDefined()
          expect(probability).toBeGreaterThanOrEqual(0)
          expect(probability).toBeLessThanOrEqual(1 + 1e-12)
          expect(surpriseBits).toBeGreaterThanOrEqual(0)
        },
      ),
      { seed: SEED, numRuns: 1000 },
    )
  })

  test('at temperature 0 is the likeliest, whatever the dice say', () => {
    fc.assert(
      fc.property(logits, random, (given, chance) => {
        expect(sample(given, 0, chance).token).toBe(argMax(given))
      }),
      { seed: SEED },
    )
  })

  test('is the likeliest, too, where the heat is all but none', () => {
    expect(sample([1, 3, 2], 1e-9, 0.999).token).toBe(1)
    expect(sample([1, 3, 2], 5e-324, 0.999).token).toBe(1)
  })

  test('that has no probability is never drawn', () => {
    fc.assert(
      fc.property(random, (chance) => {
        expect(sample([-Infinity, 0, -Infinity, 0, -Infinity], 1, chance).token % 2).toBe(1)
      }),
      { seed: SEED, examples: [[0], [1 - 2 ** -32]] },
    )
  })
})

test.each([0.5, 1, 1.6])(
  `at temperature %f draws fall as the softmax says (seed ${SEED})`,
  (heat) => {
    const given = [0, 1, -1, 0.5, 2, -2, 1.5, 0, -0.5, 1]
    const draws = 20_000
    const seen = new Array<number>(given.length).fill(0)
    for (let i = 0; i < draws; i++) {
      const { token } = sample(given, heat, draw(SEED, 'melody', i))
      seen[token] = (seen[token] ?? 0) + 1
    }
    const chiSquare = softmax(given, heat).reduce((sum, probability, token) => {
      const expected = probability * draws
      return sum + ((seen[token] ?? 0) - expected) ** 2 / expected
    }, 0)
    // 9 degrees of freedom, one in a thousand.
    expect(chiSquare).toBeLessThan(27.9)
  },
)

test('the probability is of the heated token, the surprise of the model’s own opinion', () => {
  const { token, probability, surpriseBits } = sample([Math.log(3), 0], 2, 0.99)
  expect(token).toBe(1)
  expect(probability).toBeCloseTo(1 / (1 + Math.sqrt(3)), 12)
  expect(surpriseBits).toBeCloseTo(2, 12)
})

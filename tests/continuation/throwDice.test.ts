import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { beginCourse } from '../../engine/continuation/course.ts'
import { plainDice, rhythmTemperatureOf, type Dice } from '../../engine/continuation/dice.ts'
import { NO_LEAN } from '../../engine/continuation/lean.ts'
import { surpriseBitsOf } from '../../engine/continuation/surprise.ts'
import { throwDice } from '../../engine/continuation/throwDice.ts'
import { draw } from '../../engine/core/random.ts'

const SEED = 20261120
const LOWEST = 48
const START = beginCourse()

const logits = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), {
  minLength: 3,
  maxLength: 40,
})
/** 32 bits, as draws are. */
const random = fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((bits) => bits / 2 ** 32)
const heat = fc.double({ min: 0, max: 2, noNaN: true })
const anyDice: fc.Arbitrary<Dice> = fc
  .record({
    rhythmTemperature: heat,
    pitchTemperature: heat,
    topP: fc.double({ min: 0, max: 1, noNaN: true }),
    pitchClasses: fc.integer({ min: 0, max: 0xfff }),
    lowest: fc.integer({ min: 0, max: 127 }),
    highest: fc.integer({ min: 0, max: 127 }),
    density: fc.double({ min: -1, max: 1, noNaN: true }),
    repetitionPenalty: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map((dice) => ({ ...dice, isFloored: true, harmony: null }))

const thrown = (given: ArrayLike<number>, dice: Dice, chance: number, course = START) =>
  throwDice(given, dice, NO_LEAN, course, LOWEST, chance)

/** The plain softmax, written down again in the language's own functions. */
function softmax(given: readonly number[], temperature: number): number[] {
  const top = Math.max(...given)
  const weights = given.map((logit) => Math.exp((logit - top) / temperature))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

const greatest = (given: readonly number[]): number => given.indexOf(Math.max(...given))

/** The distribution that the dice draw from, found by drawing at equal distances. */
function distribution(given: readonly number[], dice: Dice, draws: number): number[] {
  const seen = given.map(() => 0)
  for (let i = 0; i < draws; i++) {
    const { token } = thrown(given, dice, (i + 0.5) / draws)
    seen[token] = (seen[token] ?? 0) + 1 / draws
  }
  return seen
}

describe(`a token (seed ${SEED})`, () => {
  test('is always one of the vocabulary, with a probability', () => {
    fc.assert(
      fc.property(logits, anyDice, random, (given, dice, chance) => {
        const { token, probability } = thrown(given, dice, chance)
        expect(given[token]).toBeDefined()
        expect(probability).toBeGreaterThanOrEqual(0)
        expect(probability).toBeLessThanOrEqual(1 + 1e-12)
        expect(surpriseBitsOf(given, token)).toBeGreaterThanOrEqual(0)
        expect(surpriseBitsOf(given, token)).toBeLessThanOrEqual(64)
      }),
      { seed: SEED, numRuns: 2000 },
    )
  })

  test('of one temperature is drawn from the softmax, and its probability is logged', () => {
    const positive = fc.double({ min: 0.2, max: 2, noNaN: true })
    fc.assert(
      fc.property(logits, positive, random, (given, temperature, chance) => {
        const { token, probability } = thrown(given, plainDice(temperature), chance)
        const expected = softmax(given, temperature)
        expect(probability).toBeCloseTo(expected[token] ?? -1, 9)
        // The chance falls into the token's own stretch of the cumulative distribution.
        const below = expected.slice(0, token).reduce((sum, share) => sum + share, 0)
        expect(chance).toBeGreaterThan(below - 1e-9)
        expect(chance).toBeLessThan(below + (expected[token] ?? 0) + 1e-9)
      }),
      { seed: SEED, numRuns: 1000 },
    )
  })

  test('at temperature 0 is the likeliest, whatever the dice say', () => {
    fc.assert(
      fc.property(logits, random, (given, chance) => {
        expect(thrown(given, plainDice(0), chance).token).toBe(greatest(given))
      }),
      { seed: SEED },
    )
  })

  test('is the likeliest, too, where the heat is all but none', () => {
    for (const temperature of [1e-9, 5e-324]) {
      expect(thrown([1, 3, 2], plainDice(temperature), 0.999).token).toBe(1)
    }
  })

  test('that has no probability is never drawn', () => {
    fc.assert(
      fc.property(random, (chance) => {
        const given = [-Infinity, 0, -Infinity, 0, -Infinity]
        expect(thrown(given, plainDice(1), chance).token % 2).toBe(1)
      }),
      { seed: SEED, examples: [[0], [1 - 2 ** -32]] },
    )
  })

  test('outside the scale or the range never begins; what begins is among the likeliest', () => {
    fc.assert(
      fc.property(logits, anyDice, random, (given, dice, chance) => {
        const { token } = thrown(given, dice, chance)
        if (token < 2) return
        const pitch = LOWEST + token - 2
        expect(dice.pitchClasses & (1 << (pitch % 12))).not.toBe(0)
        expect(pitch).toBeGreaterThanOrEqual(dice.lowest)
        expect(pitch).toBeLessThanOrEqual(dice.highest)
      }),
      { seed: SEED, numRuns: 2000 },
    )
  })
})

describe('two temperatures', () => {
  const given = [1.5, 0.2, 1, 0, -1, 0.5]

  test('move the rhythm by one and the choice among the notes by the other', () => {
    const dice = { ...plainDice(1), rhythmTemperature: 0.7, pitchTemperature: 1.6 }
    const seen = distribution(given, dice, 20_000)
    const rhythm = softmax(given, 0.7)
    const notes = softmax(given.slice(2), 1.6)
    const onset = rhythm.slice(2).reduce((sum, share) => sum + share, 0)
    expect(seen[0]).toBeCloseTo(rhythm[0] ?? 0, 3)
    expect(seen[1]).toBeCloseTo(rhythm[1] ?? 0, 3)
    notes.forEach((share, index) => expect(seen[index + 2]).toBeCloseTo(share * onset, 3))
  })

  test('log the probability in the distribution that was drawn from', () => {
    const dice = {
      ...plainDice(1),
      rhythmTemperature: 0.7,
      pitchTemperature: 1.6,
      topP: 0.6,
      density: 0.4,
      pitchClasses: 0b1010_1011_0101,
    }
    const seen = distribution(given, dice, 20_000)
    for (let chance = 0.01; chance < 1; chance += 0.07) {
      const { token, probability } = thrown(given, dice, chance)
      expect(seen[token]).toBeCloseTo(probability, 3)
    }
  })

  test('at pitch 0 leave the rhythm to chance and the note to the likeliest', () => {
    const dice = { ...plainDice(1), pitchTemperature: 0 }
    const seen = distribution(given, dice, 1000)
    expect(seen.filter((share) => share > 0)).toHaveLength(3)
    expect(seen[2]).toBeGreaterThan(0.2)
  })

  test('the fader moves the rhythm little and is the same at 1', () => {
    expect([0, 0.5, 1, 1.5, 2].map(rhythmTemperatureOf)).toEqual([0.85, 0.925, 1, 1.1, 1.2])
  })
})

describe('the hands on the dice', () => {
  const given = [0.5, 0, 3, 2, 1, 0, -1]

  test('top-p keeps the likeliest notes alone, and the rhythm as it was', () => {
    const whole = distribution(given, plainDice(1), 10_000)
    const few = distribution(given, { ...plainDice(1), topP: 0.7 }, 10_000)
    expect(few.slice(4)).toEqual([0, 0, 0])
    expect(few[0]).toBeCloseTo(whole[0] ?? 0, 3)
    expect((few[2] ?? 0) / (few[3] ?? 1)).toBeCloseTo(Math.E, 1)
    const one = distribution(given, { ...plainDice(2), topP: 0 }, 1000)
    expect(one.slice(3)).toEqual([0, 0, 0, 0])
  })

  test('density makes onsets rarer or more frequent', () => {
    const onsets = (density: number) =>
      1 - (distribution(given, { ...plainDice(1), density }, 2000)[0] ?? 0)
    expect(onsets(-1)).toBeLessThan(onsets(0))
    expect(onsets(0)).toBeLessThan(onsets(1))
  })

  test('the penalty avoids the newest notes', () => {
    const course = beginCourse([2, 2, 2])
    const dice = { ...plainDice(1), repetitionPenalty: 1, pitchTemperature: 0 }
    expect(thrown(given, plainDice(0), 0.99, course).token).toBe(2)
    expect(thrown(given, dice, 0.99, course).token).toBe(3)
  })

  test('where no note may begin, none does', () => {
    for (let chance = 0; chance < 1; chance += 0.1) {
      expect(thrown(given, { ...plainDice(1), pitchClasses: 0 }, chance).token).toBeLessThan(2)
    }
  })
})

test.each([0.5, 1, 1.6])(
  `at temperature %f keyed draws fall as the softmax says (seed ${SEED})`,
  (temperature) => {
    const given = [0, 1, -1, 0.5, 2, -2, 1.5, 0, -0.5, 1]
    const draws = 20_000
    const seen = new Array<number>(given.length).fill(0)
    for (let i = 0; i < draws; i++) {
      const { token } = thrown(given, plainDice(temperature), draw(SEED, 'melody', i))
      seen[token] = (seen[token] ?? 0) + 1
    }
    const chiSquare = softmax(given, temperature).reduce((sum, probability, token) => {
      const expected = probability * draws
      return sum + ((seen[token] ?? 0) - expected) ** 2 / expected
    }, 0)
    // 9 degrees of freedom, one in a thousand.
    expect(chiSquare).toBeLessThan(27.9)
  },
)

test('the surprise is of the model’s own opinion', () => {
  expect(surpriseBitsOf([Math.log(3), 0], 1)).toBeCloseTo(2, 12)
  expect(surpriseBitsOf([0, -Infinity], 1)).toBe(64)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markovLogits, remember, type Memory } from '../../engine/continuation/markov.ts'

const SEED = 20261120
const token = fc.integer({ min: 0, max: 37 })
const probabilities = (memory: Memory, recent: readonly number[]) =>
  markovLogits(memory, recent, 38).map(Math.exp)

test(`whatever was played, it is a distribution over what was played (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(token, { maxLength: 80 }), fc.array(token), (memory, recent) => {
      const given = probabilities(memory, recent)
      expect(given).toHaveLength(38)
      expect(given.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
      for (const [played, probability] of given.entries()) {
        if (memory.length > 0) expect(probability > 0).toBe(memory.includes(played))
      }
    }),
    { seed: SEED },
  )
})

test('who has heard nothing waits', () => {
  expect(probabilities([], [14, 0])[0]).toBe(1)
})

test('it goes on as the performer did after the same three tokens', () => {
  const tune = [14, 0, 16, 0, 18, 0, 14, 1]
  const memory = [...tune, ...tune, ...tune]
  const next = probabilities(memory, [16, 0, 18])
  expect(next.indexOf(Math.max(...next))).toBe(0)
  const after = probabilities(memory, [0, 18, 0])
  expect(after.indexOf(Math.max(...after))).toBe(14)
})

test('the weights are Witten and Bell’s', () => {
  // One token of context, seen twice with two followers: half of it counts, and half of the rest.
  const given = probabilities([5, 6, 5, 7], [5])
  expect(given[6]).toBeCloseTo(0.5 * 0.5 + 0.5 * 0.25, 12)
  expect(given[5]).toBeCloseTo(0.5 * 0.5, 12)
})

test('only the last few minutes are kept', () => {
  let memory: Memory = []
  for (let i = 0; i < 3000; i++) memory = remember(memory, i % 38)
  expect(memory.length).toBeGreaterThan(480)
  expect(memory.length).toBeLessThanOrEqual(512)
})

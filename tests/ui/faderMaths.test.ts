import { expect, test } from 'vitest'
import { PARAMETERS, type Parameter } from '../../engine/modulation/parameters.ts'
import { stepOf, tidy, valueWords } from '../../engine/ui/faderMaths.ts'

function parameter(id: string): Parameter {
  const found = PARAMETERS.find((candidate) => candidate.id === id)
  if (!found) throw new Error(`There is no ${id}.`)
  return found
}

test('an arrow is a round step of the range, and a fine one is the last decimal shown', () => {
  const steps = ['temperature', 'tempo', 'performer.level'].map((id) => [
    stepOf(parameter(id), false),
    stepOf(parameter(id), true),
  ])
  expect(steps).toEqual([
    [0.05, 0.01],
    [5, 1],
    [1, 0.1],
  ])
})

test('what is sent is what is shown, inside the range', () => {
  expect(tidy(parameter('temperature'), 1.0349)).toBe(1.03)
  expect(tidy(parameter('tempo'), 1000)).toBe(300)
  expect(tidy(parameter('tempo'), NaN)).toBe(100)
})

test('a level at its lowest is silence, and nothing reads minus zero', () => {
  expect(valueWords(parameter('model.level'), -60)).toBe('−∞')
  expect(valueWords(parameter('model.level'), -0.04)).toBe('0.0')
  expect(valueWords(parameter('model.level'), -9)).toBe('−9.0')
})

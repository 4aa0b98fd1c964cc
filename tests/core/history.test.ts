import { expect, test } from 'vitest'
import { done, historyOf, redone, undone } from '../../engine/core/history.ts'

test('what was done is undone and done again, step by step, and no further', () => {
  const drawn = done(done(historyOf('bud'), 'flower'), 'fruit')
  const back = undone(undone(drawn))
  expect(back.present).toBe('bud')
  expect(undone(back)).toBe(back)
  expect(redone(back).present).toBe('flower')
  expect(redone(redone(back))).toEqual(drawn)
  expect(redone(drawn)).toBe(drawn)
})

test('a new deed forgets what was undone before it', () => {
  const other = done(undone(done(historyOf('bud'), 'flower')), 'leaf')
  expect(redone(other)).toBe(other)
  expect(undone(other).present).toBe('bud')
})

import { expect, test } from 'vitest'
import { seconds } from '../../engine/core/units.ts'
import { NO_GLIDE, shownContexts, withJump } from '../../engine/visuals/contextGlide.ts'

test('a context that jumps is shown where it was, and is there within 300 ms', () => {
  const glide = withJump(NO_GLIDE, [0, 0], [1, -1], seconds(10))
  expect(shownContexts(glide, [1, -1], 10)).toEqual([0, 0])
  expect(shownContexts(glide, [1, -1], 10.125)).toEqual([0.5, -0.5])
  expect(shownContexts(glide, [1, -1], 10.3)).toEqual([1, -1])
})

test('a second jump on the way begins where the first has come', () => {
  const first = withJump(NO_GLIDE, [0, 0], [1, 0], seconds(10))
  const second = withJump(first, [1, 0], [2, 0], seconds(10.125))
  expect(shownContexts(second, [2, 0], 10.125)[0]).toBeCloseTo(0.5, 9)
  expect(shownContexts(second, [2, 0], 11)).toEqual([2, 0])
})

test('a context that stands still glides nowhere', () => {
  expect(withJump(NO_GLIDE, [0.3, 1], [0.3, 1], seconds(4))).toBe(NO_GLIDE)
})

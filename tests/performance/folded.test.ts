import { expect, test } from 'vitest'
import { viewOf } from '../../engine/performance/view.ts'
import { createNoticeBoard } from '../../engine/ui/notices.ts'
import { foldedWords } from '../../engine/ui/words.ts'
import { Stage } from './stage.ts'

/** What the page says once these notes have been played to a model of C3 to B5. */
function saidOf(...pitches: readonly number[]) {
  const stage = new Stage({ network: { answer: () => null } })
  const board = createNoticeBoard(() => 0)
  pitches.forEach((pitch, index) => stage.play(pitch, 1 + index * 0.3, 1.25 + index * 0.3))
  const view = viewOf(stage.conductor.state, stage.now)
  board.watch(view)
  return [board.notice?.text, foldedWords(view)]
}

test('a phrase within the partner’s range is heard as it is', () => {
  expect(saidOf(60, 72, 83)).toEqual([undefined, ''])
})

test('a phrase outside it is heard octaves nearer as a whole, and the page says so', () => {
  expect(saidOf(36, 40, 43)).toEqual([
    "Your phrase lies outside the partner's range: it hears you 1 octave higher.",
    'Heard an octave higher, in its range.',
  ])
})

test('notes of a phrase that is wider than the range are heard octaves nearer each, and it says so', () => {
  const [notice, words] = saidOf(40, 64, 88)
  expect(notice).toBe(
    "Notes of your phrase lie beyond the partner's range: it hears them octaves nearer.",
  )
  expect(words).toBe('Notes beyond its range are heard octaves nearer.')
})

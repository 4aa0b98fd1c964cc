import { expect, test } from 'vitest'
import { playingOf } from '../../engine/continuation/playing.ts'

const note = (step: number, heldSteps: number, pitch = 60) => ({ step, pitch, heldSteps })

test('a short touch is no rest: what the model was taught is written in full', () => {
  const staccato = [0, 4, 8].map((step) => note(step, 1.2))
  expect(playingOf(staccato, 10)).toEqual([62, 0, 0, 0, 62, 0, 0, 0, 62, 0])
})

test('a true rest stays one', () => {
  const notes = [note(0, 3.8), note(4, 1.9), note(12, 3.9), note(16, 3.8), note(20, 3.8)]
  const playing = playingOf(notes, 21)
  expect(playing.indexOf(1)).toBe(6)
  expect(playing.filter((one) => one === 1)).toHaveLength(1)
})

test('the highest note of a chord stands for it', () => {
  expect(playingOf([note(0, 1, 60), note(0, 1, 67), note(0, 1, 64)], 1)).toEqual([69])
})

test('a key that is down sounds on, and no note is nothing', () => {
  expect(playingOf([note(3, Infinity)], 6)).toEqual([62, 0, 0])
  expect(playingOf([], 6)).toEqual([])
})

import { expect, test } from 'vitest'
import { LETTER_KEYS, noteOfKey } from '../../engine/input/letterKeys.ts'

test('the home row is a scale of C major from middle C', () => {
  const row = ['KeyA', 'KeyS', 'KeyD', 'KeyF', 'KeyG', 'KeyH', 'KeyJ', 'KeyK']
  expect(row.map((code) => noteOfKey(code, 0))).toEqual([60, 62, 64, 65, 67, 69, 71, 72])
})

test('every key has a note of its own, without a hole between them', () => {
  const notes = LETTER_KEYS.map(({ code }) => noteOfKey(code, 0))
  expect(notes).toEqual(notes.map((_, index) => 60 + index))
  expect(new Set(LETTER_KEYS.map(({ code }) => code)).size).toBe(LETTER_KEYS.length)
})

test('octaves move the whole keyboard, and other keys play nothing', () => {
  expect([-3, 3].map((octaves) => noteOfKey('KeyA', octaves))).toEqual([24, 96])
  expect(noteOfKey('KeyZ', 0)).toBeNull()
})

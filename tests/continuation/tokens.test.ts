import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  foldPitch,
  MELODY_RANGE,
  octaveShift,
  pitchOfToken,
  tokenOfPitch,
  vocabularyOf,
} from '../../engine/continuation/tokens.ts'
import { midiNote } from '../../engine/core/units.ts'

const SEED = 20261120
const pitch = fc.integer({ min: 0, max: 127 })
const range = fc
  .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 12, max: 60 }))
  .map(([low, size]) => ({
    minPitch: midiNote(low),
    maxPitch: midiNote(Math.min(127, low + size)),
  }))

test('the melody range has 38 tokens, C3 the first note of them', () => {
  expect(vocabularyOf(MELODY_RANGE)).toBe(38)
  expect([48, 60, 83].map((note) => tokenOfPitch(note, MELODY_RANGE))).toEqual([2, 14, 37])
})

test(`a pitch inside the range is its token, and comes back (seed ${SEED})`, () => {
  fc.assert(
    fc.property(pitch, range, (note, within) => {
      const token = tokenOfPitch(note, within)
      expect(token).toBeGreaterThanOrEqual(2)
      expect(token).toBeLessThan(vocabularyOf(within))
      const back = pitchOfToken(token, within)
      expect(Math.abs(back - note) % 12).toBe(0)
      if (note >= within.minPitch && note <= within.maxPitch) expect(back).toBe(note)
    }),
    { seed: SEED },
  )
})

test('a range of less than an octave takes the nearest it has', () => {
  expect(foldPitch(41, { minPitch: midiNote(60), maxPitch: midiNote(64) })).toBe(60)
})

describe('a phrase is brought into the range as a whole', () => {
  test.each([
    [60, 72, 0],
    [48, 83, 0],
    [36, 47, 12],
    [24, 40, 24],
    [84, 90, -12],
    [47, 60, 12],
    [70, 84, -12],
  ])('from %i to %i by %i semitones', (lowest, highest, shift) => {
    expect(octaveShift(lowest, highest, MELODY_RANGE)).toBe(shift)
  })

  test(`by whole octaves, and if it fits at all, it fits then (seed ${SEED})`, () => {
    fc.assert(
      fc.property(pitch, pitch, (a, b) => {
        const [lowest, highest] = a < b ? [a, b] : [b, a]
        const shift = octaveShift(lowest, highest, MELODY_RANGE)
        expect(shift % 12 === 0).toBe(true)
        if (highest - lowest <= 24) {
          expect(lowest + shift).toBeGreaterThanOrEqual(48)
          expect(highest + shift).toBeLessThanOrEqual(83)
        }
      }),
      { seed: SEED },
    )
  })
})

import { describe, expect, test } from 'vitest'
import { pitchClassesOf, SCALES, TONICS } from '../../engine/modulation/scales.ts'

const named = (name: string): number => SCALES.findIndex((scale) => scale.name === name)
const tonic = (name: (typeof TONICS)[number]): number => TONICS.indexOf(name)
const classes = (mask: number): number[] =>
  Array.from({ length: 12 }, (_, pitchClass) => pitchClass).filter((bit) => (mask >> bit) & 1)

describe('a scale that the partner is held to', () => {
  test('off lets every note pass, and so does one that there is not', () => {
    expect(pitchClassesOf(named('Off'), 0, 5)).toBe(0xfff)
    expect(pitchClassesOf(99, 0, 0)).toBe(0xfff)
  })

  test('on the heard key is C major to the model, and A minor where its third is minor', () => {
    expect(classes(pitchClassesOf(named('Major'), tonic('Heard'), 9))).toEqual([
      0, 2, 4, 5, 7, 9, 11,
    ])
    expect(classes(pitchClassesOf(named('Minor pentatonic'), tonic('Heard'), 3))).toEqual([
      0, 2, 4, 7, 9,
    ])
  })

  test('on a note by name moves with the phrase that is moved into the model’s key', () => {
    // D major, heard in a phrase that is brought down by two semitones.
    expect(pitchClassesOf(named('Major'), tonic('D'), -2)).toBe(
      pitchClassesOf(named('Major'), tonic('C'), 0),
    )
    expect(classes(pitchClassesOf(named('Major pentatonic'), tonic('Eb'), 0))).toEqual([
      0, 3, 5, 7, 10,
    ])
  })

  test('has its root, and between five and eight notes', () => {
    for (const { name, pitchClasses } of SCALES.slice(1)) {
      expect(pitchClasses & 1, name).toBe(1)
      const { length } = classes(pitchClasses)
      expect(length, name).toBeGreaterThanOrEqual(5)
      expect(length, name).toBeLessThanOrEqual(8)
    }
  })
})

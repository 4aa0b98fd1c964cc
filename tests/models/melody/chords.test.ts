import magenta from '@magenta/music/node/core.js'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { CHORD_ENCODERS, chordDepth, chordInputs } from '../../../models/melody/chordEncoder.ts'
import { CHORD_ENDINGS, chordOfPitches, chordOfSymbol } from '../../../models/melody/chords.ts'
import { DRUM_CLASSES, drumsOfToken, tokenOfDrums } from '../../../models/melody/drums.ts'

const ROOTS = ['C', 'F#', 'Bb', 'E']

describe.each(CHORD_ENCODERS)('%s', (name) => {
  test('encodes every chord symbol that is known here as magenta-js does, where that can', async () => {
    await tf.setBackend('cpu')
    let compared = 0
    const different = new Set<string>()
    const oracle = magenta.chords.chordEncoderFromType(name)
    for (const symbol of ['N.C.', ...ROOTS.flatMap((root) => CHORD_ENDINGS.map((e) => root + e))]) {
      let theirs: number[]
      try {
        theirs = Array.from(oracle.encode(symbol).dataSync())
      } catch (error) {
        if (String(error).includes('Unrecognized')) continue
        expect(String(error)).toMatch(/not a standard triad|neither major nor minor/)
        theirs = [1, ...Array<number>(chordDepth(name) - 1).fill(0)]
      }
      const ours = Array<number>(chordDepth(name)).fill(0)
      for (const input of chordInputs(name, chordOfSymbol(symbol))) ours[input] = 1
      compared++
      if (ours.some((value, input) => value !== theirs[input])) different.add(symbol)
    }
    expect(compared).toBeGreaterThan(150)
    // The dictionary that magenta-js reads these two from spells them with other notes.
    const misspelt = ROOTS.flatMap((root) => [`${root}m6`, `${root}69`])
    expect([...different]).toEqual(name === 'PitchChordEncoder' ? misspelt : [])
  })
})

describe('a chord', () => {
  test.each(['H', 'Cfoo', '', 'c', 'C/E', 'F#b'])('is not read from %j', (symbol) => {
    expect(() => chordOfSymbol(symbol)).toThrow(/is no chord symbol that is known here/)
  })

  test.each([
    [[48, 52, 55], 0, 'major'],
    [[52, 55, 60], 0, 'major'],
    [[57, 60, 64, 67], 9, 'minor'],
    [[59, 62, 65], 11, 'diminished'],
    [[48, 55], 0, 'other'],
    [[53, 48], 0, 'other'],
  ])('held as %o has the root %i and is %s', (pitches, root, quality) => {
    expect(chordOfPitches(pitches)).toMatchObject({ root, quality })
  })

  test('of no notes is none', () => {
    expect(chordOfPitches([])).toBeNull()
  })
})

test('a drum token stands for the drums struck, each by its class’s own pitch', () => {
  expect(drumsOfToken(0b101, DRUM_CLASSES)).toEqual([36, 42])
  expect(tokenOfDrums([35, 44, 12], DRUM_CLASSES)).toBe(0b101)
  expect(drumsOfToken(0, DRUM_CLASSES)).toEqual([])
})

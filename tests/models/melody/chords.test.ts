import magenta from '@magenta/music/node/core.js'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import {
  CHORD_ENDINGS,
  classesOfProgression,
  classesOfSymbol,
} from '../../../engine/continuation/chordSymbols.ts'
import { classesOf } from '../../../engine/continuation/heldChords.ts'
import { CHORD_ENCODERS, chordDepth, chordInputs } from '../../../models/melody/chordEncoder.ts'
import { chordOfClasses } from '../../../models/melody/chords.ts'

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
      for (const input of chordInputs(name, chordOfClasses(classesOfSymbol(symbol))))
        ours[input] = 1
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
    expect(() => classesOfSymbol(symbol)).toThrow(/is no chord symbol that is known here/)
  })

  test.each([
    [[48, 52, 55], 0, 'major'],
    [[52, 55, 60], 0, 'major'],
    [[57, 60, 64, 67], 9, 'minor'],
    [[59, 62, 65], 11, 'diminished'],
    [[48, 55], 0, 'other'],
    [[53, 48], 0, 'other'],
  ])('held as %o has the root %i and is %s', (pitches, root, quality) => {
    expect(chordOfClasses(classesOf(pitches))).toMatchObject({ root, quality })
  })

  test.each(['', '  ', Array(129).fill('C').join(' '), 'C H'])('no progression is %j', (text) => {
    expect(() => classesOfProgression(text)).toThrow(RangeError)
  })

  test('of a progression has its root first', () => {
    expect(classesOfProgression(' C  Am7 N.C. Bb ')).toEqual([
      [0, 4, 7],
      [9, 0, 4, 7],
      [],
      [10, 2, 5],
    ])
  })

  test('of no notes is none', () => {
    expect(chordOfClasses([])).toBeNull()
  })
})

import { describe, expect, test } from 'vitest'
import { basketOf, type Origin } from '../../../engine/continuation/basket/basket.ts'
import { FigureSet } from '../../../engine/continuation/basket/figureSet.ts'
import { readBasket } from '../../../engine/continuation/basket/readBasket.ts'
import { plainDice } from '../../../engine/continuation/dice.ts'
import { midiNote } from '../../../engine/core/units.ts'

const origin: Origin = {
  modelName: 'melody',
  model: 'hash',
  dice: plainDice(1),
  seed: 1,
  stream: 'basket/1',
  firstDraw: 0,
  primer: [14, 0],
  counters: [30, 31],
  counter: 32,
  chords: [[0, 4, 7]],
  range: { minPitch: midiNote(48), maxPitch: midiNote(83) },
  shift: 0,
}
const drawn = [{ tokens: [14, 0], probabilities: [0.5, 0.5], surpriseBits: [1, 1] }]
const basket = basketOf(origin, drawn, new FigureSet(new Uint8Array(1)))

describe('a basket that was kept', () => {
  test('comes back with all that it takes to draw its futures again', () => {
    expect(readBasket(structuredClone(basket))).toEqual(basket)
  })

  test('comes back from an older build, which told no positions', () => {
    const { modelName, model, dice, seed, stream, firstDraw, primer, range, shift } = origin
    const told = { modelName, model, dice, seed, stream, firstDraw, primer, range, shift }
    expect(readBasket({ ...basket, origin: told })).toEqual({
      ...basket,
      origin: { ...told, counters: [], counter: 0, chords: [] },
    })
  })

  test.each([null, {}, { ...basket, origin: null }, { ...basket, candidates: [{}] }])(
    'is nothing where it is damaged: %o',
    (damaged) => {
      expect(readBasket(damaged)).toBeNull()
    },
  )
})

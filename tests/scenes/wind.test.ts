import { expect, test } from 'vitest'
import { livelinessAt } from '../../engine/visuals/liveliness.ts'
import { createPetalStore } from '../../engine/visuals/petalStore.ts'
import { windStrength } from '../../scenes/garden/wind.ts'
import { gardenNote } from '../bench/gardenNote.ts'

/** How hard the wind blows after twelve seconds of so many notes a second. */
function windAfter(notesASecond: number, wish: number): number {
  const store = createPetalStore(1000, 7)
  for (let id = 0; id < 12 * notesASecond; id++) store.apply(gardenNote(id, id / notesASecond))
  const alive = livelinessAt(store, 12, { performer: 0, model: 0, density: 0 })
  return windStrength(wish, alive.density)
}

test('the denser the playing the harder the wind, up to three times that of silence', () => {
  const winds = [0, 1, 3, 6].map((density) => windAfter(density, 0.4))
  winds.slice(1).forEach((wind, i) => expect(wind).toBeGreaterThan((winds[i] ?? NaN) * 1.1))
  expect(windAfter(40, 0.4) / windAfter(0, 0.4)).toBeCloseTo(3, 6)
})

test('where the performer wishes for no wind there is none, however dense the playing', () => {
  expect([0, 3, 40].map((density) => windAfter(density, 0))).toEqual([0, 0, 0])
})

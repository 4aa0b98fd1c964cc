import { expect, test } from 'vitest'
import { seconds } from '../../engine/core/units.ts'
import { petalAngle } from '../../engine/visuals/gardenPath.ts'
import { addPetal, createBouquet, endPetal } from '../../engine/visuals/bouquet.ts'

type Note = readonly [voice: 'performer' | 'model', from: number, to: number]

/** Flower and place of each note, played one after the other. */
const placesOf = (notes: readonly Note[]): string[] => {
  const bouquet = createBouquet()
  return notes.map(([voice, from, to]) => {
    const place = addPetal(bouquet, voice, seconds(from))
    endPetal(bouquet, voice, seconds(to))
    return `${bouquet.flower}:${place}`
  })
}

test('a phrase is a flower, and the answer is a whorl of its own in it', () => {
  const places = placesOf([
    ['performer', 0, 0.5],
    ['performer', 0.5, 1],
    ['model', 1.8, 2.2],
    ['model', 2.2, 2.6],
    ['performer', 4, 4.5],
  ])
  expect(places).toEqual(['0:0', '0:1', '0:0', '0:1', '1:0'])
})

test('a rest within a phrase leaves places empty, at most three', () => {
  const places = placesOf([
    ['performer', 0, 0.4],
    ['performer', 0.5, 0.9],
    ['performer', 1.5, 1.6],
    ['performer', 3, 3.1],
  ])
  expect(places).toEqual(['0:0', '0:1', '0:4', '0:8'])
})

test('petals stand 137.5° from each other, and further by as much where a rest left a place empty', () => {
  const places = placesOf([
    ['performer', 0, 0.4],
    ['performer', 0.5, 0.9],
    ['performer', 1.5, 1.6],
  ]).map((place) => Number(place.split(':')[1]))
  const degrees = places.map((place) => (petalAngle(place, 0, false) * 180) / Math.PI)
  const [first = NaN, second = NaN, third = NaN] = degrees
  expect(second - first).toBeCloseTo(137.5, 1)
  expect(third - second).toBeCloseTo(3 * 137.5, 1)
})

test('a note that still sounds is no rest', () => {
  const bouquet = createBouquet()
  expect(addPetal(bouquet, 'performer', seconds(0))).toBe(0)
  expect(addPetal(bouquet, 'performer', seconds(0.1))).toBe(1)
  endPetal(bouquet, 'performer', seconds(0.2))
  expect(addPetal(bouquet, 'performer', seconds(1.5))).toBe(2)
})

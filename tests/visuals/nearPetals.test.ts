import { expect, test } from 'vitest'
import { midiNote, seconds, unit } from '../../engine/core/units.ts'
import type { Frame } from '../../engine/visuals/frame.ts'
import { createFrameBuffer } from '../../engine/visuals/extrapolate.ts'
import { petalAngle } from '../../engine/visuals/gardenPath.ts'
import { livelinessAt } from '../../engine/visuals/liveliness.ts'
import { layOutMeant, MOST_MEANT } from '../../engine/visuals/meantPetals.ts'
import { createNearPetals, gatherNear, MOST_NEAR } from '../../engine/visuals/nearPetals.ts'
import {
  createPetalStore,
  firstBornAfter,
  PETAL_FIELDS,
  PETAL_STRIDE,
} from '../../engine/visuals/petalStore.ts'

/** Phrases of ten notes, two seconds and more apart, each answered by five. */
function played(phrases: number) {
  const store = createPetalStore(1000, 1)
  let id = 0
  for (let phrase = 0; phrase < phrases; phrase++) {
    for (let n = 0; n < 15; n++) {
      const atSeconds = seconds(phrase * 8 + n * 0.25)
      const voice = n < 10 ? 'performer' : 'model'
      const [pitch, velocity] = [midiNote(60), unit(0.5)]
      const contexts = [0, 0] as const
      store.apply({
        ...{ type: 'petal', id, voice, pitch, velocity, contexts, atSeconds },
        ...{ temperature: 1, surpriseBits: 1 },
      })
      store.apply({ type: 'petalEnd', id: id++, atSeconds: seconds(atSeconds + 0.25) })
    }
  }
  return store
}

const field = (values: Float32Array, slot: number, name: keyof typeof PETAL_FIELDS): number =>
  values[slot * PETAL_STRIDE + PETAL_FIELDS[name]] ?? NaN

test('the newest whole flowers are near, each petal once, and far and near are all there are', () => {
  for (const phrases of [0, 1, 3, 20]) {
    const store = played(phrases)
    const near = createNearPetals()
    gatherNear(store, near)
    expect(near.first + near.count).toBe(store.count)
    expect(near.count).toBeLessThanOrEqual(MOST_NEAR)
    const slots = Array.from({ length: near.count }, (_, i) => field(near.values, i, 'slot'))
    const wanted = Array.from({ length: near.count }, (_, i) => near.first + i)
    expect(slots.toSorted((a, b) => a - b)).toEqual(wanted)
    if (near.first > 0) {
      expect(field(store.values, near.first, 'flower')).toBeGreaterThan(
        field(store.values, near.first - 1, 'flower'),
      )
    }
  }
})

test('older flowers are painted first, and of a flower what points away from the viewer', () => {
  const near = createNearPetals()
  gatherNear(played(6), near)
  const away = (i: number): number => {
    const isModel = field(near.values, i, 'voice') === 1
    const flower = field(near.values, i, 'flower')
    return (
      Math.sin(petalAngle(field(near.values, i, 'place'), flower, isModel)) * (isModel ? 1.3 : 1)
    )
  }
  for (let i = 1; i < near.count; i++) {
    const [flower, before] = [field(near.values, i, 'flower'), field(near.values, i - 1, 'flower')]
    expect(flower).toBeGreaterThanOrEqual(before)
    if (flower === before) expect(away(i)).toBeLessThanOrEqual(away(i - 1) + 1e-5)
  }
})

test('what was born after a moment is found by halving', () => {
  const store = played(4)
  for (const at of [-1, 0, 0.3, 9, 25, 100]) {
    let slot = 0
    while (slot < store.count && field(store.values, slot, 'birth') <= at) slot++
    expect(firstBornAfter(store, at)).toBe(slot)
  }
})

test('who plays is told from the notes, comes at once and goes within two seconds', () => {
  const store = played(1)
  const at = (now: number) => livelinessAt(store, now, { performer: 0, model: 0, density: 0 })
  expect(at(-1)).toEqual({ performer: 0, model: 0, density: 0 })
  expect(at(1).performer).toBeGreaterThan(0.9)
  expect(at(1).model).toBe(0)
  expect(at(3.6).model).toBeGreaterThan(0.8)
  expect(at(3.6).performer).toBeLessThan(at(3.6).model)
  expect(at(6.2).model).toBeLessThan(0.06)
  expect(at(2).density).toBeGreaterThan(1)
  expect(at(60).density).toBeLessThan(0.01)
})

test('what the model means to play stands in the places where it will open, as sure as it is', () => {
  const store = played(1)
  const lookAhead = Array.from({ length: 40 }, (_, n) => ({
    pitch: midiNote(60),
    startSeconds: seconds(5 + n * 0.25),
    durationSeconds: seconds(0.25),
    confidence: unit(1 - n / 40),
  }))
  const frame: Frame = { ...createFrameBuffer(), showSeconds: seconds(5.1), lookAhead }
  const meant = new Float32Array(MOST_MEANT * PETAL_STRIDE)
  expect(layOutMeant(frame, store, meant)).toBe(MOST_MEANT)
  expect(field(meant, 0, 'place')).toBe(store.nextPlace('model'))
  expect(field(meant, 1, 'place')).toBe(store.nextPlace('model') + 1)
  expect(field(meant, 0, 'confidence')).toBeCloseTo(1 - 1 / 40, 6)
  expect(layOutMeant({ ...frame, lookAhead: [] }, store, meant)).toBe(0)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { midiNote, seconds, unit } from '../../engine/core/units.ts'
import {
  BEAT_PULSE,
  LIGHT_FALLS,
  LIGHT_RISES,
  onsetLight,
} from '../../engine/visuals/onsetLight.ts'
import { createPetalStore, PETAL_FIELDS, PETAL_STRIDE } from '../../engine/visuals/petalStore.ts'

test('an onset\u2019s light rises for 120 ms, falls for 600, and is gone', () => {
  expect([-1, 0, LIGHT_RISES, LIGHT_RISES + LIGHT_FALLS, 5].map(onsetLight)).toEqual([
    0, 0, 1, 0, 0,
  ])
  for (let age = 0; age < 0.72; age += 0.01) {
    const grows = onsetLight(age + 0.01) - onsetLight(age)
    if (age + 0.01 < LIGHT_RISES) expect(grows).toBeGreaterThan(0)
    if (age > LIGHT_RISES && age < 0.7) expect(grows).toBeLessThan(0)
  }
  expect(BEAT_PULSE).toBeLessThanOrEqual(0.08)
})

test('however it is played, the light of all petals together flashes at most three times a second', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.005, max: 0.8, noNaN: true }), { maxLength: 60 }),
      (gaps) => {
        const store = createPetalStore(100, 1)
        let at = 0
        gaps.forEach((gap, id) => {
          at += gap
          store.apply({
            ...{ type: 'petal', id, voice: 'performer', pitch: midiNote(60), velocity: unit(1) },
            ...{ temperature: 1, surpriseBits: 1, contexts: [0, 0], atSeconds: seconds(at) },
          })
        })
        const light = (now: number): number => {
          let sum = 0
          for (let slot = 0; slot < store.count; slot++) {
            const from = slot * PETAL_STRIDE
            const lit = store.values[from + PETAL_FIELDS.flash] ?? 0
            sum += lit * onsetLight(now - (store.values[from + PETAL_FIELDS.birth] ?? 0))
          }
          return sum
        }
        // A flash is a rise by more than a tenth: where the light turns from falling to rising.
        const rises: number[] = []
        let low = 0
        let isUp = false
        for (let now = 0; now < at + 1; now += 1 / 120) {
          const here = light(now)
          if (!isUp && here > low + 0.1) {
            rises.push(now)
            isUp = true
          }
          if (isUp && light(now + 1 / 120) < here) {
            isUp = false
            low = here
          }
          if (!isUp) low = Math.min(low, here)
        }
        for (const from of rises) {
          expect(
            rises.filter((each) => each >= from && each < from + 1 - 1 / 60).length,
          ).toBeLessThanOrEqual(3)
        }
      },
    ),
    { seed: 7, numRuns: 40 },
  )
})

import { describe, expect, test } from 'vitest'
import { createPetalStore } from '../../engine/visuals/petalStore.ts'
import { midiNote, seconds, unit } from '../../engine/core/units.ts'
import { breathingAt, crystalAt } from '../../scenes/garden/heat.ts'
import { petalMoment } from '../../scenes/garden/opening.ts'
import { createGardenUniforms } from '../../scenes/garden/uniforms.ts'

/** Below 0.8, where no breath is mixed in. */
const COLD = 0.7
const EVERY = 0.005

/** How far a petal is open from its note's beginning on, every 5 ms. */
function opening(durationSeconds: number, lastsSeconds: number, temperature = COLD): number[] {
  const store = createPetalStore(4, 1)
  const u = createGardenUniforms()
  const note = { type: 'petal', id: 1, voice: 'performer', surpriseBits: 1 } as const
  const atSeconds = seconds(10)
  const sound = { pitch: midiNote(60), velocity: unit(0.7), temperature, contexts: [0, 0] as const }
  store.apply({ ...note, ...sound, atSeconds })
  store.apply({ type: 'petalEnd', id: 1, atSeconds: seconds(10 + durationSeconds) })
  const moment = { opening: 0, one: 0, two: 0, lean: 0 }
  return Array.from({ length: Math.round(lastsSeconds / EVERY) }, (_, i) => {
    u.now.value = 10 + i * EVERY
    petalMoment(store.values, 0, u, moment)
    return moment.opening
  })
}

/** When something is first so, in seconds after the note's beginning. */
const whenFirst = (values: readonly number[], isSo: (value: number) => boolean): number =>
  values.findIndex(isSo) * EVERY

describe.each([0.05, 0.15, 0.4, 0.8, 1.5, 6])('a note of %f s', (duration) => {
  const open = opening(duration, duration + 6)
  const rest = open.at(-1) ?? NaN

  test('opens its petal 5 % past where it comes to rest', () => {
    expect(Math.max(...open) / rest).toBeGreaterThan(1.045)
    expect(Math.max(...open) / rest).toBeLessThan(1.055)
  })

  test('begins to open within 100 ms', () => {
    expect(open[20]).toBeGreaterThan(0.08)
  })
})

test('the longer a note, the further its petal opens and the longer that takes', () => {
  const notes = [0.05, 0.15, 0.4, 0.8].map((duration) => opening(duration, duration + 6))
  const rests = notes.map((open) => open.at(-1) ?? NaN)
  const times = notes.map((open) => whenFirst(open, (value) => value === Math.max(...open)))
  expect(rests).toEqual(rests.toSorted((a, b) => a - b))
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect((rests[3] ?? 0) / (rests[0] ?? 1)).toBeGreaterThan(1.8)
  expect((times[3] ?? 0) / (times[0] ?? 1)).toBeGreaterThan(1.8)
})

test('up to 0.8 a petal is a crystal and still; at 1 it breathes; above 1.2 the wind has it', () => {
  const breath = (temperature: number): number => {
    const late = opening(0.5, 12, temperature).slice(-1200)
    return Math.max(...late) - Math.min(...late)
  }
  expect([0.5, 0.8].map(crystalAt)).toEqual([1, 1])
  expect([0.9, 1, 1.4].map(crystalAt)).toEqual([0, 0, 0])
  expect([0.8, 1, 1.2].map(breathingAt)).toEqual([0, 1, 0])
  expect(breath(0.8)).toBeLessThan(0.001)
  expect(breath(1)).toBeGreaterThan(0.1)
  expect(breath(1.25)).toBeLessThan(0.001)
})

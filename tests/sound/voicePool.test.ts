import fc from 'fast-check'
import { expect, test } from 'vitest'
import { VoicePool } from '../../engine/sound/voicePool.ts'

const FADE = 0.01
const pool = (polyphony = 3, reserve = 1): VoicePool =>
  new VoicePool({ polyphony, reserve, fadeSeconds: FADE })

test('notes that sound together have voices of their own', () => {
  const voices = pool()
  const taken = [1, 2, 3].map((note) => voices.begin(note, 0))
  expect(new Set(taken.map(({ voice }) => voice)).size).toBe(3)
  expect(taken.every(({ stolenVoice }) => stolenVoice === null)).toBe(true)
})

test('with all voices taken the oldest note gives way, and the new one begins on time elsewhere', () => {
  const voices = pool()
  const [first] = [1, 2, 3].map((note) => voices.begin(note, note))
  const thief = voices.begin(4, 5)
  expect(thief.stolenVoice).toBe(first?.voice)
  expect(thief.voice).not.toBe(first?.voice)
  expect(thief.atSeconds).toBe(5)
})

test('a tone that rings on after its key gives way before one whose key is held', () => {
  const voices = pool()
  const [, second] = [1, 2, 3].map((note) => voices.begin(note, note))
  voices.end(2, 4, 0.9, 4)
  expect(voices.begin(4, 4.5).stolenVoice).toBe(second?.voice)
})

test('a tone that has died away gives its voice back', () => {
  const voices = pool()
  for (const note of [1, 2, 3]) voices.begin(note, note)
  voices.end(2, 4, 0.9, 4)
  expect(voices.begin(4, 4.9).stolenVoice).toBeNull()
})

test('the note-off of a stolen note ends nothing', () => {
  const voices = pool()
  for (const note of [1, 2, 3, 4]) voices.begin(note, note)
  expect(voices.end(1, 6, 0.9, 6)).toBeNull()
  expect(voices.end(77, 6, 0.9, 6)).toBeNull()
})

test('a note ends once', () => {
  const voices = pool()
  const { voice } = voices.begin(1, 0)
  expect(voices.end(1, 1, 0.9, 1)).toEqual({ voice, atSeconds: 1, releaseSeconds: 0.9 })
  expect(voices.end(1, 2, 0.9, 2)).toBeNull()
})

test('a note taken back before its onset ends at its onset, where it has no level yet', () => {
  const voices = pool()
  const { voice } = voices.begin(1, 2)
  expect(voices.end(1, 1, 0.9, 1)).toEqual({ voice, atSeconds: 2, releaseSeconds: FADE })
  expect(voices.end(1, 1, 0.9, 1)).toBeNull()
})

test('a note-off that comes too late to take its note back releases it now', () => {
  const voices = pool()
  const { voice } = voices.begin(1, 2)
  expect(voices.end(1, 2, 0.12, 2.3)).toEqual({ voice, atSeconds: 2.3, releaseSeconds: 0.12 })
})

test('when every reserve is still fading the next note waits for the first of them', () => {
  const voices = pool(1, 1)
  voices.begin(1, 0)
  voices.begin(2, 1)
  const third = voices.begin(3, 1.004)
  expect(third.atSeconds).toBeCloseTo(1 + FADE, 12)
})

test('after silence every note-off does nothing, and all voices come back', () => {
  const voices = pool()
  for (const note of [1, 2, 3]) voices.begin(note, 0)
  voices.silence(1)
  expect([1, 2, 3].map((note) => voices.end(note, 2, 0.9, 2))).toEqual([null, null, null])
  const again = [4, 5, 6].map((note) => voices.begin(note, 1 + 2 * FADE))
  expect(again.map(({ stolenVoice }) => stolenVoice)).toEqual([null, null, null])
})

const SEED = 8_011_977

test(`no voice ever begins a note before the one it played is silent (seed ${SEED})`, () => {
  const step = fc.record({
    note: fc.integer({ min: 0, max: 9 }),
    wait: fc.double({ min: 0, max: 0.5, noNaN: true }),
    ahead: fc.double({ min: 0, max: 0.3, noNaN: true }),
    end: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (story) => {
      const voices = pool(3, 2)
      const silentAt = Array.from({ length: voices.size }, () => -Infinity)
      let now = 0
      for (const { note, wait, ahead, end } of story) {
        now += wait
        if (end) {
          const ending = voices.end(note, now, 0.4, now)
          if (ending !== null) silentAt[ending.voice] = ending.atSeconds + ending.releaseSeconds
          continue
        }
        const { voice, atSeconds, stolenVoice } = voices.begin(note, now + ahead)
        if (stolenVoice !== null) {
          const fades = now + ahead + FADE
          silentAt[stolenVoice] = Math.min(silentAt[stolenVoice] ?? Infinity, fades)
        }
        expect(atSeconds).toBeGreaterThanOrEqual(now + ahead)
        expect(silentAt[voice]).toBeLessThanOrEqual(atSeconds)
        silentAt[voice] = Infinity
      }
    }),
    { seed: SEED },
  )
})

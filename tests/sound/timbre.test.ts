import { describe, expect, test } from 'vitest'
import { bipolar, bpm, midiNote, unit } from '../../engine/core/units.ts'
import { roomImpulse } from '../../engine/sound/impulse.ts'
import { CEILING, ceilingCurve, dottedEighthSeconds, levelGain } from '../../engine/sound/mix.ts'
import {
  bendCents,
  GLASS,
  glassIndex,
  hertzOf,
  REED,
  reedCutoffHertz,
  reedDetuneCents,
  reedEchoSend,
  velocityGain,
} from '../../engine/sound/timbre.ts'

test("a' is 440 Hz and an octave doubles", () => {
  expect(hertzOf(midiNote(69))).toBe(440)
  expect(hertzOf(midiNote(60))).toBeCloseTo(261.6256, 3)
  expect(hertzOf(midiNote(81))).toBeCloseTo(880, 9)
})

test('sixteen glasses and twelve reeds stand on either side', () => {
  expect([GLASS.polyphony, REED.polyphony]).toEqual([16, 12])
  expect(GLASS.pan).toBeLessThan(0)
  expect(REED.pan).toBeGreaterThan(0)
  expect(GLASS.envelope).toEqual({ attackSeconds: 0.003, decaySeconds: 1.6, sustain: 0.15 })
  expect(REED.envelope.attackSeconds).toBe(0.025)
})

test('a note is louder by its velocity to the power of one and a half', () => {
  expect(velocityGain(unit(0.25))).toBe(0.125)
  expect(velocityGain(unit(1))).toBe(1)
})

test('glass has an index of 1 when breathed on and 9 when struck', () => {
  expect([0, 0.5, 1].map((velocity) => glassIndex(unit(velocity)))).toEqual([1, 3, 9])
})

test('the reed opens from 900 to 4500 Hz with the surprise of its note, and no further', () => {
  expect(reedCutoffHertz(0, 1)).toBe(900)
  expect(reedCutoffHertz(6, 1)).toBeCloseTo(4500, 6)
  expect(reedCutoffHertz(40, 1)).toBeCloseTo(4500, 6)
  expect(reedCutoffHertz(3, 1)).toBeCloseTo(Math.sqrt(900 * 4500), 6)
})

test('heat detunes the reed by up to 9 cents, one note up and the next one down', () => {
  expect(reedDetuneCents(0.6, 1, 0)).toBe(0)
  expect(reedDetuneCents(1.6, 1, 0)).toBeCloseTo(9, 12)
  expect(reedDetuneCents(9, 3, 0)).toBeCloseTo(-9, 12)
})

test('temperature and surprise each move the reed’s brightness, tuning and echo', () => {
  const temperatures = [0.5, 1, 1.5]
  const rising = (values: readonly number[]): boolean =>
    values.every((value, index) => index === 0 || value > (values[index - 1] ?? value))
  expect(rising(temperatures.map((temperature) => reedCutoffHertz(2, temperature)))).toBe(true)
  expect(rising(temperatures.map((temperature) => reedDetuneCents(temperature, 1, 2)))).toBe(true)
  expect(rising([0, 3, 6].map((bits) => reedCutoffHertz(bits, 1)))).toBe(true)
  expect(rising([0, 3, 6].map((bits) => reedDetuneCents(1, 1, bits)))).toBe(true)
  expect(rising([0, 3, 6].map(reedEchoSend))).toBe(true)
  // The model's notes, one after the other: their ids are odd.
  const cents = [1, 3, 5, 7].map((id) => reedDetuneCents(1.5, id, 2))
  expect(cents.reduce((sum, one) => sum + one)).toBeCloseTo(0, 12)
})

test('the wheel bends by two semitones', () => {
  expect([-1, 0, 1].map((value) => bendCents(bipolar(value)))).toEqual([-200, 0, 200])
})

test('values that are no numbers still give a tone that can be played', () => {
  const odd = [
    hertzOf(NaN as never),
    velocityGain(NaN as never),
    glassIndex(NaN as never),
    reedCutoffHertz(NaN, NaN),
    reedDetuneCents(NaN, NaN, NaN),
    reedEchoSend(NaN),
    bendCents(NaN as never),
    levelGain(NaN),
    dottedEighthSeconds(bpm(NaN)),
  ]
  expect(odd.every(Number.isFinite)).toBe(true)
})

describe('the mix', () => {
  test('a fader is a gain in decibels, and shut at -60', () => {
    expect(levelGain(0)).toBeCloseTo(1, 12)
    expect(levelGain(-20)).toBeCloseTo(0.1, 12)
    expect(levelGain(-60)).toBe(0)
    expect(levelGain(-Infinity)).toBe(0)
  })

  test('the echo comes after a dotted eighth of the tempo, within 30 to 300', () => {
    expect(dottedEighthSeconds(bpm(120))).toBe(0.375)
    expect(dottedEighthSeconds(bpm(1))).toBe(1.5)
    expect(dottedEighthSeconds(bpm(1e9))).toBe(0.15)
  })

  test('the ceiling lets soft sound through as it is, and no sample above -1 dBFS', () => {
    const curve = ceilingCurve(1601)
    expect(curve[800]).toBe(0)
    expect(curve[840]).toBeCloseTo(0.4, 6)
    for (let i = 1; i < curve.length; i++) {
      expect(curve[i]).toBeGreaterThanOrEqual(curve[i - 1] ?? Infinity)
    }
    expect(Math.max(...curve)).toBeLessThanOrEqual(Math.fround(CEILING))
    expect(Math.min(...curve)).toBeGreaterThanOrEqual(-Math.fround(CEILING))
  })

  test('the room is the same for the same seed, has unit energy and falls 60 dB in its time', () => {
    const room = roomImpulse(7, 1, 8000)
    expect(room).toEqual(roomImpulse(7, 1, 8000))
    expect(room).not.toEqual(roomImpulse(8, 1, 8000))
    const energy = (from: number, to: number): number =>
      room.slice(from, to).reduce((sum, sample) => sum + sample * sample, 0)
    expect(energy(0, 8000)).toBeCloseTo(1, 4)
    // Half-way: 30 dB down, and more in the highs that are damped.
    const fall = 10 * Math.log10(energy(4000, 4400) / energy(300, 700))
    expect(fall).toBeGreaterThan(-42)
    expect(fall).toBeLessThan(-26)
  })
})

import { describe, expect, test } from 'vitest'
import { draw } from '../../engine/core/random.ts'
import { decideKey, NO_KEY, shiftInto, type KeyDecision } from '../../engine/expression/key.ts'
import {
  NO_EVIDENCE,
  remembered,
  withPitch,
  type KeyEvidence,
} from '../../engine/expression/keyEvidence.ts'

const TWINKLE = [60, 60, 67, 67, 69, 69, 67, 65, 65, 64, 64, 62, 62, 60]
const RANGE = { minPitch: 48, maxPitch: 83 }

const evidenceOf = (pitches: readonly number[]): KeyEvidence =>
  pitches.reduce(withPitch, NO_EVIDENCE)

/** Decided note by note, as it is heard. */
function heard(pitches: readonly number[], losses: readonly number[] | null = null): KeyDecision {
  let evidence = NO_EVIDENCE
  let key = NO_KEY
  for (const pitch of pitches) {
    evidence = withPitch(evidence, pitch)
    key = decideKey(key, 'auto', evidence, losses)
  }
  return key
}

describe('the key', () => {
  test('of one tune in twelve keys is found in each, and the tune moved is the same', () => {
    for (let up = 0; up < 12; up++) {
      const moved = TWINKLE.map((pitch) => pitch + up)
      const key = heard(moved)
      expect(key.tonic).toBe(up)
      const shift = shiftInto(key.shift, Math.min(...moved), Math.max(...moved), RANGE)
      expect((up + shift) % 12).toBeCloseTo(0)
    }
  })

  test('follows the model where it is sure', () => {
    const losses = Array.from({ length: 12 }, (_, shift) => (shift === 5 ? 0 : 40))
    expect(heard(TWINKLE, losses).shift).toBe(5)
  })

  test('is the notes’ own in a long tune, whatever little the model holds against each', () => {
    // Three nats a note for F against C: of a few notes that tells, of many the notes tell more.
    const lossesOf = (notes: number) =>
      Array.from({ length: 12 }, (_, up) => (up === 5 ? 0 : 3 * notes))
    const long = [...TWINKLE, ...TWINKLE, ...TWINKLE, ...TWINKLE]
    expect(heard(TWINKLE.slice(0, 4), lossesOf(4)).shift).toBe(5)
    expect(heard(long, lossesOf(long.length)).shift).toBe(0)
  })

  test('does not flicker between keys that fit alike', () => {
    const before: KeyDecision = { shift: 5, tonic: 7, confidence: 0.5, status: 'heard' }
    const evidence = evidenceOf([67, 71])
    const scores = evidence.habits
    const losses = scores.map(
      (score, shift) => score - (shift === 5 ? -0.5 : shift === 0 ? 0 : -30),
    )
    expect(decideKey(before, 'auto', evidence, losses).shift).toBe(5)
  })

  test('follows a change of key', () => {
    const phrase = [...TWINKLE, ...TWINKLE]
    const moved = [...phrase, ...phrase, ...phrase].map((pitch) => pitch + 6)
    expect(heard([...phrase, ...moved]).tonic).toBe(6)
  })

  test('stays where it is set by hand, and away when it is off', () => {
    const evidence = evidenceOf(TWINKLE)
    expect(decideKey(NO_KEY, 2, evidence, null)).toMatchObject({
      tonic: 2,
      shift: 10,
      status: 'set',
    })
    expect(decideKey(NO_KEY, 'off', evidence, null)).toMatchObject({ shift: 0, status: 'off' })
  })

  test('of playing without a key is none, and said so (seeds 1–10)', () => {
    const rows = Array.from({ length: 10 }, (_, seed) =>
      heard(Array.from({ length: 48 }, (_, n) => 48 + Math.floor(36 * draw(seed + 1, 'row', n)))),
    )
    expect(rows.filter(({ status }) => status === 'atonal').length).toBeGreaterThanOrEqual(8)
  })

  test('comes back when a tune does', () => {
    const atonal = Array.from({ length: 24 }, (_, n) => 60 + ((n * 7) % 12) + (n % 5))
    const tune = [...TWINKLE, ...TWINKLE, ...TWINKLE, ...TWINKLE]
    expect(heard([...atonal, ...tune, ...tune])).toMatchObject({ status: 'heard', tonic: 0 })
  })

  test('of one note is not decided, repeated for a minute or not', () => {
    expect(heard([61])).toEqual(NO_KEY)
    expect(heard(new Array<number>(240).fill(60))).toEqual(NO_KEY)
  })

  test('is remembered from phrase to phrase, the register and the first note are not', () => {
    const kept = remembered(evidenceOf(TWINKLE))
    expect(kept).toMatchObject({ lastPitch: null, classes: 0, lowest: 127, highest: 0 })
    // These three alone are G's.
    const next = [62, 67, 66].reduce(withPitch, kept)
    expect(decideKey(NO_KEY, 'auto', next, null).tonic).toBe(0)
    expect(decideKey(NO_KEY, 'auto', evidenceOf([62, 67, 66]), null).tonic).not.toBe(0)
  })

  test('stays through a repeated note', () => {
    const before: KeyDecision = { shift: 9, tonic: 3, confidence: 0.8, status: 'heard' }
    expect(decideKey(before, 'auto', evidenceOf([61, 61, 61]), null)).toEqual(before)
  })
})

describe('the register', () => {
  test('is brought into the model’s range as a whole', () => {
    for (let low = 10; low < 100; low++) {
      for (let shift = 0; shift < 12; shift++) {
        const total = shiftInto(shift, low, low + 17, RANGE)
        expect((((total - shift) % 12) + 12) % 12).toBe(0)
        expect(low + total).toBeGreaterThanOrEqual(48)
        expect(low + 17 + total).toBeLessThanOrEqual(83)
      }
    }
  })
})

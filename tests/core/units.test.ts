import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bipolar,
  bpm,
  fromFourteenBits,
  fromSevenBits,
  midiNote,
  secondsPerTick,
  stepsToTicks,
  TICKS_PER_QUARTER,
  ticks,
  toFourteenBits,
  toSevenBits,
  unit,
} from '../../engine/core/units.ts'

const SEED = 20261120

test('every MIDI value survives the way in and out', () => {
  for (let value = 0; value < 128; value++) expect(toSevenBits(fromSevenBits(value))).toBe(value)
  for (let value = 0; value < 16384; value++) {
    expect(toFourteenBits(fromFourteenBits(value))).toBe(value)
  }
})

test('a pitch wheel at rest bends nothing, and both its ends are reached', () => {
  expect([0, 8192, 16383].map(fromFourteenBits)).toEqual([-1, 0, 1])
})

test(`whatever comes in, a unit is within 0..1 and a bipolar within -1..1 (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(unit(value)).toBe(Number.isNaN(value) ? 0 : Math.min(1, Math.max(0, value)) + 0)
      expect(bipolar(value)).toBe(Number.isNaN(value) ? 0 : Math.min(1, Math.max(-1, value)))
    }),
    { seed: SEED, examples: [[NaN], [Infinity], [-Infinity]] },
  )
})

test('a tick begins where its floor lies, also before bar one', () => {
  expect([ticks(3.9), ticks(-0.1)]).toEqual([3, -1])
  expect(stepsToTicks(4)).toBe(TICKS_PER_QUARTER)
  expect(secondsPerTick(bpm(120)) * TICKS_PER_QUARTER).toBeCloseTo(0.5, 12)
  expect([midiNote(-3), midiNote(59.6), midiNote(200)]).toEqual([0, 60, 127])
})

import { expect, test } from 'vitest'
import { HAND_OVER_SECONDS, leadAfter, lookaheadOf } from '../../engine/clock/outputLead.ts'

const LEAST = 0.025

test('through a long way out things are decided before the device renders them', () => {
  let lead = 0
  for (const seen of [0.031, 0.042, 0.036, 0.04]) lead = leadAfter(lead, seen, 0.005)
  expect(lead).toBeGreaterThan(0.0419)
  expect(lookaheadOf(LEAST, lead)).toBeCloseTo(0.042 + HAND_OVER_SECONDS, 3)
})

test('through a short one nothing is decided earlier than it must be', () => {
  expect(lookaheadOf(LEAST, leadAfter(0, 0.01, 0.005))).toBe(LEAST)
})

test('a lead that was long once is forgotten; an absurd one, or none, is not believed', () => {
  let lead = leadAfter(0, 3, 0.005)
  expect(lead).toBe(0.25)
  expect(leadAfter(lead, NaN, 0)).toBe(lead)
  for (let second = 0; second < 60; second++) lead = leadAfter(lead, 0.02, 1)
  expect(lead).toBeCloseTo(0.02, 3)
})

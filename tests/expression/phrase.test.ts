import { describe, expect, test } from 'vitest'
import { guideOf } from '../../engine/expression/answerGuide.ts'
import { phraseEndSeconds, timedOnset, type PhraseTiming } from '../../engine/expression/phrase.ts'

function timingOf(onsets: readonly number[]): PhraseTiming {
  let timing: PhraseTiming | null = null
  for (const onset of onsets) timing = timedOnset(timing, onset)
  if (!timing) throw new Error('no onset')
  return timing
}

describe('the end of a phrase', () => {
  test('comes a beat after quick notes', () => {
    expect(phraseEndSeconds(timingOf([0, 0.2, 0.4, 0.6]), 0.5)).toBeCloseTo(1.1)
  })
  test('comes 1.8 median intervals after slow ones', () => {
    expect(phraseEndSeconds(timingOf([0, 1, 2, 3]), 0.5)).toBeCloseTo(4.8)
  })
  test('comes a beat after a single note', () => {
    expect(phraseEndSeconds(timingOf([2]), 0.6)).toBeCloseTo(2.6)
  })
  test('is not hastened by chords', () => {
    const chords = [0, 0.01, 0.02, 1, 1.01, 2, 2.02]
    expect(phraseEndSeconds(timingOf(chords), 0.5)).toBeGreaterThan(3.6)
  })
  test('is remembered in bounded space over 200 bars', () => {
    const timing = timingOf(Array.from({ length: 3200 }, (_, n) => n * 0.125))
    expect(timing.intervals.length).toBeLessThanOrEqual(32)
  })
})

const note = (step: number, heldSteps = 1, pitch = 60, velocity = 0.6) => ({
  step,
  pitch,
  velocity,
  heldSteps,
})

describe('what an answer takes over', () => {
  test('is the rhythm of the first two beats, without the pick-up', () => {
    const guide = guideOf(
      [-2, 0, 3, 4, 6, 8, 12].map((step) => note(step)),
      4,
    )
    expect(guide?.opening).toEqual([0, 3, 4, 6])
    expect(guideOf([note(0), note(6), note(10), note(12)], 6)?.opening).toEqual([0, 6, 10])
  })
  test('is register and density, a chord counted as one onset', () => {
    const guide = guideOf([note(0, 1, 60), note(0, 1, 64), note(2, 1, 67), note(4), note(6)], 4)
    expect(guide?.register.lowest).toBe(60)
    expect(guide?.register.highest).toBe(67)
    expect(guide?.density).toBeCloseTo(0.5)
  })
  test('is the density of two bars, what came before a phrase that a long note cut short too', () => {
    expect(guideOf([note(24)], 4, [0, 8, 16, 24])?.density).toBeCloseTo(1 / 8)
    const busyOnce = Array.from({ length: 32 }, (_, step) => step)
    expect(guideOf([note(72)], 4, [...busyOnce, 48, 56, 64, 72])?.density).toBeCloseTo(1 / 8)
    // Nothing came after it for a beat or more.
    expect(guideOf([note(0)], 4)?.density).toBeLessThan(0.2)
  })
  test('is the touch: short stays short, legato legato', () => {
    const steps = [0, 2, 4, 8]
    expect(
      guideOf(
        steps.map((step) => note(step, 0.5)),
        4,
      )?.heldShare,
    ).toBeLessThan(0.3)
    expect(
      guideOf(
        steps.map((step) => note(step, 9)),
        4,
      )?.heldShare,
    ).toBe(1)
  })
  test('is the swell of the velocities', () => {
    const notes = Array.from({ length: 16 }, (_, n) => note(n * 2, 1, 60, 0.3 + n * 0.04))
    const contour = guideOf(notes, 4)?.velocities ?? []
    expect(contour).toHaveLength(4)
    expect(contour).toEqual([...contour].sort((a, b) => a - b))
  })
  test('of one note is that note, and of none nothing', () => {
    const guide = guideOf([note(0, Infinity)], 4)
    expect(guide?.heldShare).toBe(1)
    expect(guide?.density).toSatisfy(Number.isFinite)
    expect(guideOf([], 4)).toBeNull()
  })
})

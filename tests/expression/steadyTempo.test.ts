import { describe, expect, test } from 'vitest'
import { createRhythm, withOnset } from '../../engine/expression/gridFit.ts'
import { readGrid, type GridReading } from '../../engine/expression/gridReading.ts'
import { inOctaveOf, steadied } from '../../engine/expression/steadyTempo.ts'

/** Onsets so many sixteenths apart, at a tempo. */
function reading(gaps: readonly number[], tempo: number): GridReading {
  let at = 1
  let rhythm = withOnset(createRhythm({ tempo, trust: 1 }), at, 0.7)
  for (const gap of gaps) {
    at += (gap * 15) / tempo
    rhythm = withOnset(rhythm, at, 0.7)
  }
  const read = readGrid(rhythm)
  if (!read?.isFitted) throw new Error('not heard')
  return read
}

const EIGHTHS = Array.from({ length: 16 }, () => 2)
const MIXED = [2, 1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2]

describe('who plays on at half or double the clock’s tempo', () => {
  test('is heard in the clock’s sixteenths', () => {
    expect(inOctaveOf(reading(EIGHTHS, 200), 101).tempo).toBeCloseTo(100, 0)
    expect(inOctaveOf(reading(MIXED, 66), 132).tempo).toBeCloseTo(132, 0)
  })

  test('keeps sixteenths for which half the tempo would have no place', () => {
    const read = reading(MIXED, 140)
    expect(inOctaveOf(read, 70)).toBe(read)
  })

  test('and at any other tempo is heard as he plays', () => {
    const read = reading(EIGHTHS, 137)
    expect(inOctaveOf(read, 100)).toBe(read)
  })
})

describe('a tempo', () => {
  const grid = { originSeconds: 0, stepSeconds: 0.125, tempo: 120, isFitted: true }

  test('stays while a rough reading does not contradict it, with the newest onset where it was heard', () => {
    const kept = steadied({ ...grid, stepErrorSeconds: 0.002 }, 122, 4)
    expect(kept.tempo).toBeCloseTo(122, 9)
    expect((4 - kept.originSeconds) / kept.stepSeconds).toBeCloseTo(4 / 0.125, 9)
  })

  test('moves to a reading that is sure, or at odds with it', () => {
    expect(steadied({ ...grid, stepErrorSeconds: 0.0002 }, 122, 4).tempo).toBe(120)
    expect(steadied({ ...grid, stepErrorSeconds: 0.002 }, 137, 4).tempo).toBe(120)
  })
})

import { describe, expect, test } from 'vitest'
import {
  barAt,
  barLine,
  nearestStep,
  nextBeat,
  stepAt,
  ticksOfStep,
} from '../../engine/clock/grid.ts'
import { ticks } from '../../engine/core/units.ts'

const grid = { originTicks: ticks(77) }

describe('bars of four beats, from wherever bar one lies', () => {
  test('a note is drawn to the sixteenth that is nearest, from the middle on to the next', () => {
    expect([77, 136, 137, 196, 16].map((at) => nearestStep(grid, at))).toEqual([0, 0, 1, 1, -1])
  })

  test('a sixteenth holds its beginning and not its end', () => {
    expect([76, 77, 196, 197].map((at) => stepAt(grid, at))).toEqual([-1, 0, 0, 1])
    for (const step of [-20, 0, 33]) expect(stepAt(grid, ticksOfStep(grid, step))).toBe(step)
  })

  test('the next beat may be now', () => {
    expect([77, 78, 557, 558].map((at) => nextBeat(grid, at))).toEqual([77, 557, 557, 1037])
  })

  test('bars before bar one count down', () => {
    expect([76, 77, 1996, 1997].map((at) => barAt(grid, at))).toEqual([-1, 0, 0, 1])
    expect([76, 77, 1996].map((at) => barLine(grid, at))).toEqual([-1843, 77, 77])
  })
})

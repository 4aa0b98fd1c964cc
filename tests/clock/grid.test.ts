import { describe, expect, test } from 'vitest'
import {
  barAt,
  barLine,
  barStepOf,
  beatAt,
  lastBeat,
  nearestStep,
  nextBarLine,
  nextBeat,
  stepAt,
  ticksOfStep,
  type Grid,
} from '../../engine/clock/grid.ts'
import { ticks } from '../../engine/core/units.ts'

const grid: Grid = { originTicks: ticks(77), meter: '4/4' }

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

describe('bars of three beats, and of two that are dotted', () => {
  const waltz: Grid = { originTicks: ticks(0), meter: '3/4' }
  const jig: Grid = { originTicks: ticks(0), meter: '6/8' }

  test('are three quarters long, each', () => {
    for (const bars of [waltz, jig]) {
      expect([-1, 0, 1439, 1440].map((at) => barAt(bars, at))).toEqual([-1, 0, 0, 1])
      expect([1439, 1440].map((at) => barLine(bars, at))).toEqual([0, 1440])
      expect([1, 1440].map((at) => nextBarLine(bars, at))).toEqual([1440, 1440])
    }
    expect([-1, 0, 11, 12].map((step) => barStepOf('3/4', step))).toEqual([-12, 0, 0, 12])
  })

  test('count 1 2 3, and 1 2', () => {
    expect([0, 480, 960, 1440].map((at) => beatAt(waltz, at))).toEqual([0, 1, 2, 0])
    expect([0, 719, 720, 1440].map((at) => beatAt(jig, at))).toEqual([0, 0, 1, 0])
    expect([1, 481].map((at) => nextBeat(waltz, at))).toEqual([480, 960])
    expect([1, 481].map((at) => nextBeat(jig, at))).toEqual([720, 720])
    expect([719, 720].map((at) => lastBeat(jig, at))).toEqual([0, 720])
  })
})

import { describe, expect, test } from 'vitest'
import { draw } from '../../engine/core/random.ts'
import { delaySeconds, feelOf } from '../../engine/expression/feel.ts'
import {
  createRhythm,
  KEPT_ONSETS,
  withOnset,
  type Rhythm,
} from '../../engine/expression/gridFit.ts'
import {
  LEAST_CONFIDENCE,
  readGiven,
  readGrid,
  type GridReading,
} from '../../engine/expression/gridReading.ts'

const UNKNOWN = { tempo: 120, trust: 0 }

/** When a sixteenth of the answer sounds. */
function answeredSeconds(grid: GridReading, step: number): number {
  const { originSeconds, stepSeconds } = grid
  const feel = feelOf(grid)
  return originSeconds + step * stepSeconds + (feel ? delaySeconds(feel, step, stepSeconds) : 0)
}

const rhythmOf = (
  onsets: readonly number[],
  velocities: readonly number[] = [],
  prior = UNKNOWN,
): Rhythm =>
  onsets.reduce(
    (rhythm, onset, index) => withOnset(rhythm, onset, velocities[index] ?? 0.6),
    createRhythm(prior),
  )

function reading(rhythm: Rhythm): GridReading {
  const grid = readGrid(rhythm)
  if (!grid) throw new Error('nothing was heard')
  return grid
}

/** Seconds of sixteenths at a tempo, each off by up to `wobble` seconds. */
const played = (steps: readonly number[], tempo: number, seed: number, wobble = 0.015): number[] =>
  steps.map((step) => 1 + (step * 15) / tempo + wobble * (2 * draw(seed, 'wobble', step) - 1))

const TUNE = [0, 2, 4, 6, 7, 8, 12, 16, 18, 20, 22, 23, 24, 28, 32, 34, 36, 38, 40, 44]

/** Finite throughout, its sixteenths never falling. */
function expectSensible(grid: GridReading, onsets: number): void {
  for (const value of [grid.originSeconds, grid.stepSeconds, grid.tempo, grid.spreadSeconds]) {
    expect(value).toSatisfy(Number.isFinite)
  }
  expect(grid.tempo).toBeGreaterThanOrEqual(30)
  expect(grid.tempo).toBeLessThanOrEqual(300)
  expect(grid.confidence).toBeGreaterThanOrEqual(0)
  expect(grid.confidence).toBeLessThanOrEqual(1)
  expect(grid.steps).toHaveLength(Math.min(onsets, KEPT_ONSETS))
  for (const [index, step] of grid.steps.entries()) {
    expect(step).toBeGreaterThanOrEqual(grid.steps[index - 1] ?? -Infinity)
  }
}

describe('a phrase without a click', () => {
  test.each(
    [1, 2, 3, 4, 5].flatMap((seed) => [72, 100, 144].map((tempo) => [tempo, seed] as const)),
  )(
    'is heard on its own sixteenths, up to an octave of the tempo, at %d bpm (seed %d)',
    (tempo, seed) => {
      const grid = reading(rhythmOf(played(TUNE, tempo, seed)))
      const octave = [0.5, 1, 2].find((factor) => Math.abs(grid.tempo / tempo / factor - 1) < 0.03)
      expect(octave).toBeDefined()
      expect(grid.steps).toEqual(TUNE.map((step) => Math.floor(step * (octave ?? 1) + 0.5)))
      expect(grid.confidence).toBeGreaterThan(LEAST_CONFIDENCE)
    },
  )

  test.each([2, 3, 4])('is heard in chords of %d as in single notes', (voices) => {
    const firsts = played(TUNE, 137, 4, 0.01)
    const rolled = firsts.flatMap((onset) =>
      Array.from({ length: voices }, (_, voice) => onset + 0.008 * voice),
    )
    const single = reading(rhythmOf(firsts))
    const chords = reading(rhythmOf(rolled))
    expect(chords.isFitted).toBe(true)
    expect(chords.tempo).toBeCloseTo(single.tempo, 6)
    expect(chords.steps).toEqual(
      single.steps.flatMap((step) => new Array<number>(voices).fill(step)),
    )
  })

  test('is heard in chords as in single notes where its octave is settled late', () => {
    const gaps = [4, 4, 2, 2, 4, 4, 4, 2, 2, 4, 4, 4]
    const steps = gaps.reduce<number[]>((all, gap) => [...all, (all.at(-1) ?? 0) + gap], [0])
    const rolled = played(steps, 137, 0, 0).flatMap((at) => [at, at + 0.006, at + 0.012])
    const grid = reading(rhythmOf(rolled, [], { tempo: 100, trust: 0.2 }))
    expect(grid.isFitted).toBe(true)
    expect(grid.spreadSeconds).toBeLessThan(0.001)
  })

  test('keeps the last tempo as its octave', () => {
    for (const tempo of [60, 120]) {
      const rhythm = rhythmOf(played(TUNE, tempo, 9), [], { tempo, trust: 0.7 })
      expect(reading(rhythm).tempo / tempo).toBeCloseTo(1, 1)
    }
  })

  test('is read as swung by how much it swings, and given back so', () => {
    const straight = TUNE.map((step) => 1 + step * 0.15)
    const late = TUNE.map((step, index) => (straight[index] ?? 0) + (step % 2) * 0.2 * 0.15)
    const swung = TUNE.map((step) => step + ([0, 0.16, 0.32, 0.16][step % 4] ?? 0))
    expect(reading(rhythmOf(straight)).swing.share).toBeLessThan(0.53)
    expect(reading(rhythmOf(late)).steps).toEqual(TUNE)
    const grid = reading(rhythmOf(swung.map((at) => 1 + at * 0.15)))
    expect(grid.steps).toEqual(TUNE)
    expect(grid.swing.unitSteps).toBe(2)
    expect(grid.swing.share).toBeGreaterThan(0.55)
    expect(answeredSeconds(grid, 2) - answeredSeconds(grid, 0)).toBeGreaterThan(2.15 * 0.15)
  })

  test('has its bars begin at the first accent, with the pick-up before it', () => {
    const velocities = [0.4, 0.42, 0.8, 0.5, 0.55, 0.5]
    const grid = reading(rhythmOf(played(TUNE, 110, 3, 0.004), velocities))
    expect(grid.steps[2]).toBe(0)
    expect(grid.steps[0]).toBeLessThan(0)
  })

  test('has its bars begin at once when nothing is accented', () => {
    expect(reading(rhythmOf(played(TUNE, 110, 3))).steps[0]).toBe(0)
  })

  test('is heard by the likeliest pulse, not by the one likeliest way of many', () => {
    // Long and short notes of 12/8 at 98 quarters a minute, as a hand played them.
    const onsets = [0.979, 1.917, 2.484, 2.876, 4.363, 4.68, 5.285, 5.593]
    const grid = reading(rhythmOf(onsets, [], { tempo: 100, trust: 0.6 }))
    expect(grid.isFitted).toBe(true)
    expect(grid.steps).toEqual([0, 6, 10, 12, 22, 24, 28, 30])
  })

  test.each([1, 2, 3, 4])('follows a tempo that drifts by a third (seed %d)', (seed) => {
    let at = 1
    const onsets: number[] = []
    for (let step = 0; step < 256; step++) {
      if (step % 8 !== 3 && step % 2 === 0) onsets.push(at + 0.03 * (draw(seed, 'd', step) - 0.5))
      at += 0.125 * (1 + step / 512)
    }
    const grid = reading(rhythmOf(onsets, [], { tempo: 120, trust: 0.7 }))
    expect(
      [0.5, 1, 2].some((octave) => Math.abs((15 / grid.tempo / 0.1875) * octave - 1) < 0.06),
    ).toBe(true)
  })
})

describe('a given grid', () => {
  test('keeps its phase; the player is so much late against it, and stays so in the answer', () => {
    const rhythm = rhythmOf(TUNE.map((step) => 2.03 + step * 0.125))
    const grid = readGiven(rhythm, { originSeconds: 2, stepSeconds: 0.125, cycle: 4 })
    expect(grid.steps).toEqual(TUNE)
    expect(grid.deviationSeconds).toBeCloseTo(0.03, 3)
    expect(answeredSeconds(grid, 4)).toBeCloseTo(2.53, 3)
  })
})

describe('playing that is no rhythm', () => {
  const random = (seed: number) => {
    let at = 0
    return Array.from(
      { length: 60 },
      (_, n) => (at += 0.05 - 0.45 * Math.log(1 - draw(seed, 'r', n))),
    )
  }
  const bad: readonly (readonly [string, readonly number[]])[] = [
    ['one note', [3]],
    ['one note repeated for a minute', Array.from({ length: 240 }, (_, n) => n * 0.25)],
    ['a cluster of ten', Array.from({ length: 10 }, (_, n) => 1 + n * 0.002)],
    ['ten onsets at the same moment', Array.from({ length: 10 }, () => 1)],
    ['a glissando', Array.from({ length: 36 }, (_, n) => 1 + n * 0.028)],
    ['a trill', Array.from({ length: 80 }, (_, n) => 1 + n * 0.07)],
    ['notes 10 ms apart', Array.from({ length: 400 }, (_, n) => 1 + n * 0.01)],
    ['a phrase of 200 bars', Array.from({ length: 1600 }, (_, n) => n * 0.25)],
    ['onsets half a minute apart', Array.from({ length: 10 }, (_, n) => n * 30)],
    ['onsets that come in the wrong order', [1, 1.5, 1.2, 1.9, 1.1, 2.4]],
    ['onsets at random (seed 5)', random(5)],
  ]
  test.each(bad)('%s stays finite and within bounds', (_, onsets) => {
    const rhythm = rhythmOf(onsets)
    expectSensible(reading(rhythm), onsets.length)
    expect(JSON.stringify(rhythm).length).toBeLessThan(60_000)
  })

  test('leaves the last tempo where it is', () => {
    const unsure = [1, 2, 3, 4, 5, 6].map((seed) => reading(rhythmOf(random(seed))))
    const kept = unsure.filter(({ isFitted }) => !isFitted)
    expect(kept.length).toBeGreaterThanOrEqual(4)
    for (const { tempo } of kept) expect(tempo).toBeCloseTo(120)
  })

  test('is heard the same by any that hears the same', () => {
    expect(rhythmOf(random(7))).toEqual(rhythmOf(random(7)))
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  HARD_EDGE,
  lineShares,
  softCoordinate,
  softShares,
} from '../../../models/petal/coordinates.ts'
import { moveCurves, NO_MOVE } from '../../../engine/visuals/curveMove.ts'
import { contextLimits, mixCurves } from '../../../models/petal/explore.ts'
import { WalkSource } from '../../../models/petal/walkSource.ts'
import { randomModel } from './randomModel.ts'

const SEED = 20_260
const anyNumber = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, 1e300, -1e300))
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0)

describe('coordinates', () => {
  test('are what they are from a gap before the first flower to a gap beyond the second', () => {
    for (const coordinate of [-1, -0.4, 0, 0.3, 1, 1.7, 2]) {
      expect(softCoordinate(coordinate)).toBeCloseTo(coordinate, 12)
    }
  })

  test('rise without end towards an edge that they never pass', () => {
    const walk = [2, 2.2, 2.5, 3, 5].map(softCoordinate)
    expect(walk).toEqual(walk.toSorted((a, b) => a - b))
    expect(softCoordinate(Infinity)).toBe(1 + HARD_EDGE)
    expect(softCoordinate(-Infinity)).toBe(-HARD_EDGE)
  })

  test('on the line mix the first two flowers alone', () => {
    expect([...lineShares(0.25, 3)]).toEqual([0.75, 0.25, 0])
  })

  test('shares of any size are drawn back until they are safe', () => {
    const far = softShares([-10, 11])
    expect(sum(far)).toBeCloseTo(1, 9)
    expect(far[1]).toBeLessThanOrEqual(1 + HARD_EDGE)
    expect([...softShares([0, 0])]).toEqual([NaN, NaN])
    expect([...softShares([1, NaN])]).toEqual([NaN, NaN])
  })
})

describe('curves', () => {
  test('between two flowers go row by row', () => {
    const model = randomModel(3)
    const [a, b] = model.curves
    const curve = new Float32Array(49)
    mixCurves(model, lineShares(1.5, 2), curve)
    curve.forEach((value, i) => {
      expect(value).toBeCloseTo((a?.[i] ?? 0) + 1.5 * ((b?.[i] ?? 0) - (a?.[i] ?? 0)), 5)
    })
  })

  test('shift, scale about their mean, and move along their normal', () => {
    const level = new Float32Array(49).fill(0.5)
    moveCurves(level, { shift: 0.25, scale: 3, normal: 0 })
    expect([...new Set(level)]).toEqual([0.75])
    moveCurves(level, { ...NO_MOVE, normal: 0.1 })
    for (const value of level) expect(value).toBeCloseTo(0.85, 6)
    const steep = Float32Array.from(
      { length: 49 },
      (_, i) => [0, 0.1, 0.3, 0.55, 0.8, 1, 1.1][i % 7] ?? 0,
    )
    const before = Float32Array.from(steep)
    moveCurves(steep, { ...NO_MOVE, normal: 0.1 })
    // A slope of 1 lies √2 further up for the same distance.
    steep.forEach((value, i) => expect(value - (before[i] ?? 0)).toBeCloseTo(0.1 * Math.SQRT2, 5))
  })

  test('what is no number moves nothing', () => {
    const curve = Float32Array.from({ length: 49 }, (_, i) => i / 49)
    const before = Float32Array.from(curve)
    moveCurves(curve, { shift: NaN, scale: NaN, normal: NaN })
    curve.forEach((value, i) => expect(value).toBeCloseTo(before[i] ?? 0, 6))
  })
})

describe('a walk', () => {
  test('gives a finite flower anywhere, whatever its curves are moved by', () => {
    const source = new WalkSource(randomModel(8, 2, 3))
    const { lowest, highest } = contextLimits(source.model)
    fc.assert(
      fc.property(anyNumber, anyNumber, anyNumber, anyNumber, (at, shift, scale, normal) => {
        source.move({ shift, scale, normal })
        source.curve(at).forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual((lowest[i % 2] ?? 0) - 1e-6)
          expect(value).toBeLessThanOrEqual((highest[i % 2] ?? 0) + 1e-6)
        })
        const shape = new Float32Array(1029)
        source.shape(at, shape)
        expect(shape.every((value) => Number.isFinite(value))).toBe(true)
      }),
      { seed: SEED },
    )
  })

  test('keeps the last good flower when the coordinate is no number', () => {
    const source = new WalkSource(randomModel(8))
    const [good, held] = [new Float32Array(1029), new Float32Array(1029)]
    source.shape(0.7, good)
    source.shape(NaN, held)
    expect(held).toEqual(good)
    expect(Float32Array.from(source.curveOf([NaN, 1]))).toEqual(
      Float32Array.from(source.curve(NaN)),
    )
  })

  test('counts its version up when a new model or a new move changes its flowers', () => {
    const source = new WalkSource(randomModel(8))
    const versions = [source.version]
    source.move({ ...NO_MOVE, shift: 0.1 })
    versions.push(source.version)
    source.replace(randomModel(9, 2, 3))
    versions.push(source.version)
    expect(versions).toEqual([1, 2, 3])
    expect(source.curve(0.5)).toHaveLength(98)
  })

  test('opens without a jump: at a drawn time the moving mesh is the drawn one', () => {
    const source = new WalkSource(randomModel(8))
    const shape = new Float32Array(1029)
    source.shape(0.3, shape)
    const mesh = new Float32Array(147)
    for (const [index, time] of [0, 0.1, 0.3, 0.55, 0.8, 1, 1.1].entries()) {
      source.mesh(0.3, time, mesh)
      mesh.forEach((value, i) => expect(value).toBeCloseTo(shape[index * 147 + i] ?? NaN, 5))
    }
    source.mesh(0.3, NaN, mesh)
    expect(mesh.every((value) => Number.isFinite(value))).toBe(true)
  })

  test('asks for 1029 numbers', () => {
    expect(() => new WalkSource(randomModel(8)).shape(0, new Float32Array(3))).toThrow('1029')
  })
})

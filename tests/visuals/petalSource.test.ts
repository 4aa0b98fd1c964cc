import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  blendSource,
  BROAD,
  cutPetal,
  handMadePetals,
  SHAPE_LENGTH,
  softContext,
  THIN,
} from '../../engine/visuals/petalSource.ts'

const shapeAt = (context: number): Float32Array => {
  const into = new Float32Array(SHAPE_LENGTH)
  handMadePetals().shape(context, into)
  return into
}

/** One coordinate of one point: time, step and column 0..6, axis 0 x, 1 y, 2 z. */
const at = (shape: Float32Array, time: number, step: number, column: number, axis: number) =>
  shape[((time * 7 + step) * 3 + axis) * 7 + column] ?? NaN

test('context 0 is the first flower, 1 the second, and a half lies between', () => {
  const [broad, thin] = [cutPetal(BROAD), cutPetal(THIN)]
  expect(shapeAt(0)).toEqual(broad)
  const half = shapeAt(0.5)
  for (let i = 0; i < SHAPE_LENGTH; i++) {
    expect(shapeAt(1)[i]).toBeCloseTo(thin[i] ?? NaN, 6)
    expect(half[i]).toBeCloseTo(((broad[i] ?? 0) + (thin[i] ?? 0)) / 2, 6)
  }
})

test('the performer\u2019s petal is broader than the model\u2019s, and the model\u2019s is longer', () => {
  const [broad, thin] = [shapeAt(0), shapeAt(1)]
  expect(at(broad, 5, 4, 6, 1)).toBeGreaterThan(2 * at(thin, 5, 4, 6, 1))
  expect(at(thin, 5, 6, 3, 0)).toBeGreaterThan(at(broad, 5, 6, 3, 0))
})

test('a petal opens: its tip moves outwards and down, and is mirrored left and right', () => {
  const shape = shapeAt(0)
  for (let time = 1; time < 6; time++) {
    expect(at(shape, time, 6, 3, 0)).toBeGreaterThan(at(shape, time - 1, 6, 3, 0))
  }
  expect(at(shape, 5, 6, 3, 2)).toBeLessThan(at(shape, 2, 6, 3, 2))
  for (let column = 0; column < 7; column++) {
    expect(at(shape, 4, 3, column, 1)).toBeCloseTo(-at(shape, 4, 3, 6 - column, 1), 6)
  }
})

test('any context gives a finite petal of a petal\u2019s size (seed 5)', () => {
  const any = fc.double({ noDefaultInfinity: false, noNaN: false })
  fc.assert(
    fc.property(any, (context) => {
      for (const value of shapeAt(context)) expect(Math.abs(value)).toBeLessThan(2.5)
    }),
    { seed: 5, numRuns: 60 },
  )
})

test('a context between the flowers is taken as it is, and beyond them it bends softly', () => {
  expect([0, 0.25, 1].map(softContext)).toEqual([0, 0.25, 1])
  expect(softContext(1.1)).toBeGreaterThan(1.05)
  expect(softContext(1e9)).toBeCloseTo(1.6, 6)
  expect(softContext(-1e9)).toBeCloseTo(-0.6, 6)
})

test('a mesh of another shape is refused', () => {
  expect(() => blendSource(new Float32Array(10), cutPetal(THIN))).toThrow('1029')
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { axesOf, draggedBy, pick, projector, turned } from '../../../engine/ui/petals/camera.ts'
import {
  MESH_POINTS,
  meshAt,
  mirrored,
  openingTime,
  pointOf,
  pulled,
  smoothed,
  type Pull,
} from '../../../engine/ui/petals/editing.ts'
import { PETAL_TIMES } from '../../../engine/visuals/petalSource.ts'
import { drawnFlowers } from '../../../models/petal/drawnFlowers.ts'
import { roughness } from '../../../models/petal/mesh.ts'
import { shapeOf } from '../../../models/petal/templates.ts'

const SEED = 20_261
const [star = new Float32Array()] = drawnFlowers().map(shapeOf)
const pull: Pull = {
  time: 4,
  point: { step: 4, column: 1 },
  by: [0.1, 0.05, -0.2],
  reach: 0,
  timeReach: 0,
  symmetric: false,
}

const changed = (a: Float32Array, b: Float32Array): number[] =>
  [...a.keys()].filter((i) => Math.abs((a[i] ?? 0) - (b[i] ?? 0)) > 2e-4)

describe('a pull', () => {
  test('moves one point at one time by as much as the hand', () => {
    const next = pulled(star, pull)
    expect(changed(star, next)).toHaveLength(3)
    const [from, to] = [pointOf(star, 4, pull.point), pointOf(next, 4, pull.point)]
    pull.by.forEach((value, axis) => {
      expect((to[axis] ?? 0) - (from[axis] ?? 0)).toBeCloseTo(value, 3)
    })
  })

  test('takes its surroundings along, the nearer the more', () => {
    const next = pulled(star, { ...pull, reach: 0.4 })
    const risen = (step: number): number =>
      Math.abs(pointOf(next, 4, { step, column: 1 })[2] - pointOf(star, 4, { step, column: 1 })[2])
    expect(risen(4)).toBeGreaterThan(risen(5))
    expect(risen(5)).toBeGreaterThan(0.01)
    expect(risen(0)).toBe(0)
  })

  test('reaches into the times around it', () => {
    const next = pulled(star, { ...pull, timeReach: 0.3 })
    const moved = PETAL_TIMES.map(
      (_, t) => pointOf(next, t, pull.point)[2] - pointOf(star, t, pull.point)[2],
    )
    expect(moved.map((by) => Math.abs(by) > 0.001)).toEqual([
      ...[false, false, false, true, true, true, false],
    ])
  })

  test(`on a symmetric petal keeps it so (seed ${SEED})`, () => {
    const symmetric = mirrored(star, 0)
    const place = fc.integer({ min: 0, max: 6 })
    const way = fc.double({ min: -0.3, max: 0.3, noNaN: true })
    fc.assert(
      fc.property(place, place, way, way, way, (step, column, x, y, z) => {
        const more = { point: { step, column }, by: [x, y, z] as const, reach: 0.3 }
        const next = pulled(symmetric, { ...pull, ...more, symmetric: true })
        expect(changed(next, mirrored(next, 0))).toEqual([])
      }),
      { seed: SEED, numRuns: 50 },
    )
  })
})

test('the mirror copies the half that was chosen', () => {
  const bent = pulled(star, pull)
  const [x, y, z] = pointOf(bent, 4, pull.point)
  const copied = pointOf(mirrored(bent, 1), 4, { step: 4, column: 5 })
  ;[x, -y, z].forEach((value, axis) => expect(copied[axis]).toBeCloseTo(value, 3))
  const other = pointOf(mirrored(bent, 5), 4, pull.point)
  expect(other[2]).not.toBeCloseTo(z, 2)
})

test('after the mirror both halves are one at every time, the midrib lies in the middle, and the chosen half is as it was', () => {
  const lopsided = PETAL_TIMES.reduce(
    (shape, _, time) => pulled(shape, { ...pull, time, point: { step: 5, column: 5 }, reach: 0.5 }),
    star,
  )
  const even = mirrored(lopsided, 5)
  PETAL_TIMES.forEach((_, time) => {
    for (const { step, column } of MESH_POINTS) {
      const here = pointOf(even, time, { step, column })
      const [x, y, z] = pointOf(even, time, { step, column: 6 - column })
      ;[x, -y, z].forEach((value, axis) => expect(here[axis]).toBeCloseTo(value, 3))
      if (column === 3) expect(here[1]).toBeCloseTo(0, 6)
      if (column > 3) {
        const before = pointOf(lopsided, time, { step, column })
        before.forEach((value, axis) => expect(here[axis]).toBeCloseTo(value, 3))
      }
    }
  })
  expect(pointOf(even, 2, { step: 5, column: 1 })).not.toEqual(
    pointOf(lopsided, 2, { step: 5, column: 1 }),
  )
})

test('smoothing again and again leaves the foot and the corners of the tip where they were drawn', () => {
  let even = pulled(star, { ...pull, reach: 0.4 })
  const drawn = even
  for (let again = 0; again < 40; again++) even = smoothed(even, 4)
  for (const { step, column } of MESH_POINTS) {
    if (step > 0 && !(step === 6 && (column === 0 || column === 6))) continue
    expect(pointOf(even, 4, { step, column })).toEqual(pointOf(drawn, 4, { step, column }))
  }
  expect(changed(even, drawn).length).toBeGreaterThan(20)
})

test('the animation opens the petal from its bud through all that was drawn, rests, and begins anew', () => {
  expect([0, 2000, 4000, 4500, 4900].map(openingTime)).toEqual([0, 0.55, 1.1, 1.1, 0])
  PETAL_TIMES.forEach((moment, time) => {
    const drawn = star.subarray(time * 147, (time + 1) * 147)
    meshAt(star, moment).forEach((value, i) => expect(value).toBeCloseTo(drawn[i] ?? NaN, 5))
  })
  const tip = (milliseconds: number): number =>
    meshAt(star, openingTime(milliseconds))[6 * 21 + 3] ?? 0
  const outwards = [0, 800, 1600, 2400, 3200].map(tip)
  expect(outwards).toEqual(outwards.toSorted((a, b) => a - b))
  expect(new Set(outwards).size).toBe(5)
})

test('smoothing takes the bumps out of one time alone', () => {
  const bumpy = pulled(star, pull)
  const even = smoothed(smoothed(bumpy, 4), 4)
  const of = (shape: Float32Array) => roughness(meshAt(shape, 0.8))
  expect(of(even)).toBeLessThan(of(bumpy) * 0.8)
  expect(changed(meshAt(even, 1), meshAt(bumpy, 1))).toEqual([])
})

describe('the camera', () => {
  const camera = {
    azimuth: -1,
    elevation: 0.4,
    scale: 200,
    centre: [0.4, 0, 0.3] as const,
    width: 600,
    height: 300,
  }

  test('drags a point to where the pointer goes', () => {
    const project = projector(camera)
    const by = draggedBy(camera, 30, -12)
    const from = project([0.5, 0.1, 0.2])
    const to = project([0.5 + by[0], 0.1 + by[1], 0.2 + by[2]])
    expect(to.x - from.x).toBeCloseTo(30, 9)
    expect(to.y - from.y).toBeCloseTo(-12, 9)
    expect(to.nearness).toBeCloseTo(from.nearness, 9)
  })

  test('picks what is in front of two points that lie on each other, and nothing far away', () => {
    const { towards } = axesOf(camera)
    const project = projector(camera)
    const behind = project([0.5, 0, 0.2])
    const before = project([0.5 + towards[0], towards[1], 0.2 + towards[2]])
    expect(pick([behind, before], behind.x + 3, behind.y, 12)).toBe(1)
    expect(pick([behind, before], behind.x + 40, behind.y, 12)).toBe(-1)
  })

  test('never turns over the top', () => {
    expect(turned(camera, 0, 9999).elevation).toBe(Math.PI / 2)
  })
})

import { expect, test } from 'vitest'
import { draw } from '../../engine/core/random.ts'
import { smoothPoint, splineWeights } from '../../engine/visuals/petalSpline.ts'

const mesh = Float32Array.from({ length: 147 }, (_, i) => draw(3, 'mesh', i))
const at = (step: number, column: number): number => mesh[step * 21 + column] ?? NaN

/** One step of Catmull–Clark on a regular mesh, for one coordinate; its border is left out. */
function subdivide(points: readonly (readonly number[])[]): number[][] {
  const [rows, columns] = [points.length, points[0]?.length ?? 0]
  const p = (r: number, c: number): number => points[r]?.[c] ?? NaN
  const face = (r: number, c: number): number =>
    (p(r, c) + p(r + 1, c) + p(r, c + 1) + p(r + 1, c + 1)) / 4
  const out: number[][] = []
  for (let r = 1; r < 2 * rows - 2; r++) {
    const row: number[] = []
    for (let c = 1; c < 2 * columns - 2; c++) {
      const [i, j] = [r >> 1, c >> 1]
      if (r & 1 && c & 1) row.push(face(i, j))
      else if (r & 1) row.push((p(i, j) + p(i + 1, j) + face(i, j - 1) + face(i, j)) / 4)
      else if (c & 1) row.push((p(i, j) + p(i, j + 1) + face(i - 1, j) + face(i, j)) / 4)
      else {
        const faces = (face(i - 1, j - 1) + face(i - 1, j) + face(i, j - 1) + face(i, j)) / 4
        const edges = (4 * p(i, j) + p(i - 1, j) + p(i + 1, j) + p(i, j - 1) + p(i, j + 1)) / 8
        row.push((faces + 2 * edges + p(i, j)) / 4)
      }
    }
    out.push(row)
  }
  return out
}

test('a petal\u2019s smooth surface is what Catmull\u2013Clark subdivision leads to', () => {
  let points = Array.from({ length: 7 }, (_, r) => Array.from({ length: 7 }, (_, c) => at(r, c)))
  let [first, step] = [0, 1]
  for (let level = 0; level < 4; level++) {
    points = subdivide(points)
    first += step / 2
    step /= 2
  }
  let worst = 0
  points.forEach((row, r) => {
    row.forEach((value, c) => {
      const [u, v] = [first + r * step, first + c * step]
      // Near the border the limit depends on what lies beyond it.
      if (Math.min(u, v) < 1 || Math.max(u, v) > 5) return
      worst = Math.max(worst, Math.abs(smoothPoint(mesh, u, v, 0) - value))
    })
  })
  expect(worst).toBeGreaterThan(0)
  expect(worst).toBeLessThan(4e-3)
})

test('the surface ends where the mesh ends, and its weights sum to one', () => {
  for (const corner of [0, 6]) {
    for (const other of [0, 6]) {
      expect(smoothPoint(mesh, corner, other, 0)).toBeCloseTo(at(corner, other), 6)
    }
  }
  const weights = new Float64Array(4)
  for (let along = 0; along <= 6; along += 0.1) {
    splineWeights(along, weights)
    expect(weights.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 12)
  }
})

/**
 * The smooth surface of a petal's 7 × 7 points: the uniform cubic B-spline that Catmull–Clark
 * subdivision converges to on a regular mesh, with its border drawn through the corners. The shader
 * computes the same.
 */

const LAST = 6

/**
 * Weights of four neighbouring points, for one direction.
 * @param at 0..6 along the points
 * @param into weights of the points `first − 1` to `first + 2`
 * @returns `first`, 0..5; weights of points that are not there are 0
 */
export function splineWeights(at: number, into: Float64Array): number {
  const first = Math.min(LAST - 1, Math.max(0, Math.floor(at)))
  const t = at - first
  const s = 1 - t
  let [a, b, c, d] = [
    (s * s * s) / 6,
    (3 * t * t * t - 6 * t * t + 4) / 6,
    (3 * s * s * s - 6 * s * s + 4) / 6,
    (t * t * t) / 6,
  ]
  // Beyond a border the points go on straight: P₋₁ = 2 P₀ − P₁.
  if (first === 0) [a, b, c] = [0, b + 2 * a, c - a]
  if (first === LAST - 1) [b, c, d] = [b - d, c + 2 * d, 0]
  into[0] = a
  into[1] = b
  into[2] = c
  into[3] = d
  return first
}

const rowWeights = new Float64Array(4)
const columnWeights = new Float64Array(4)

/**
 * A point of the smooth surface.
 * @param mesh [step][7 x, 7 y, 7 z]
 * @param row 0..6, base to tip
 * @param column 0..6
 * @param axis 0 x, 1 y, 2 z
 */
export function smoothPoint(mesh: Float32Array, row: number, column: number, axis: 0 | 1 | 2) {
  const firstRow = splineWeights(row, rowWeights)
  const firstColumn = splineWeights(column, columnWeights)
  let sum = 0
  for (let r = 0; r < 4; r++) {
    for (let c = 0; c < 4; c++) {
      const weight = (rowWeights[r] ?? 0) * (columnWeights[c] ?? 0)
      const step = Math.min(LAST, Math.max(0, firstRow - 1 + r))
      const across = Math.min(LAST, Math.max(0, firstColumn - 1 + c))
      sum += weight * (mesh[step * 21 + axis * 7 + across] ?? 0)
    }
  }
  return sum
}

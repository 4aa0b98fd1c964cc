import { cos, sin } from '../core/maths.ts'

/**
 * Four and more drawn flowers on the performer's two coordinates: corners of a regular polygon, seen
 * through the affine map that puts the first flower at (0, 0), the second at (1, 0) and the third at
 * (0, 1), where they are when there are three.
 */

const PI = 3.141592653589793

type Point = readonly [x: number, y: number]

/** Flowers in the order in which they stand round the polygon: the first between its two neighbours. */
export function ringOf(count: number): readonly number[] {
  const others = Array.from({ length: Math.max(0, count - 3) }, (_, k) => k + 3)
  return [0, 1, ...others, ...(count > 2 ? [2] : [])]
}

/** The corners of each flower in a regular polygon of side 1 about (0, 0), first and second below. */
export function cornersOf(count: number): readonly Point[] {
  const radius = 0.5 / sin(PI / count)
  const ring = ringOf(count)
  return Array.from({ length: count }, (_, flower) => {
    const angle = -PI / 2 - PI / count + (2 * PI * ring.indexOf(flower)) / count
    return [radius * cos(angle), radius * sin(angle)] as const
  })
}

/** Three numbers an edge: p one + q two + r is 0 in the middle of the polygon and 1 on the edge. */
export interface PolygonEdges {
  readonly numbers: Float64Array
  /** Edge k leads from flower ring[k] to the next. */
  readonly ring: readonly number[]
}

function edgesOf(count: number): PolygonEdges {
  const ring = ringOf(count)
  const inner = (2 * PI) / count
  const apothem = 0.5 / (sin(PI / count) / cos(PI / count))
  // One leads along x, two along the polygon's other side at the first flower.
  const turn = PI - inner
  const [first = [0, 0] as const] = cornersOf(count)
  const numbers = new Float64Array(3 * count)
  for (let k = 0; k < count; k++) {
    const angle = -PI / 2 + inner * k
    const [nx, ny] = [cos(angle) / apothem, sin(angle) / apothem]
    numbers[3 * k] = nx
    numbers[3 * k + 1] = nx * cos(turn) + ny * sin(turn)
    numbers[3 * k + 2] = nx * first[0] + ny * first[1]
  }
  return { numbers, ring }
}

/** Of four flowers and of five; three have straight coordinates of their own. */
export const SQUARE = edgesOf(4)
export const PENTAGON = edgesOf(5)

const reached = new Float64Array(5)

/**
 * Wachspress coordinates (1975), which for a regular polygon are the products of the distances from
 * the edges that do not touch a corner; beyond the polygon they go on straight from its middle. They
 * are 1 on a flower, sum to 1, and weigh the corners so that the place comes out.
 * @param count 4 or 5
 * @param into the flowers' shares; allocates nothing
 */
export function polygonShares(one: number, two: number, count: number, into: Float64Array): void {
  const { numbers, ring } = count === 4 ? SQUARE : PENTAGON
  let out = 1
  for (let k = 0; k < count; k++) {
    const [p = 0, q = 0, r = 0] = [numbers[3 * k], numbers[3 * k + 1], numbers[3 * k + 2]]
    reached[k] = p * one + q * two + r
    out = Math.max(out, reached[k] ?? 0)
  }
  let sum = 0
  for (let k = 0; k < count; k++) {
    let product = 1
    for (let edge = k + 1; edge < k + count - 1; edge++) {
      product *= Math.max(0, 1 - (reached[edge % count] ?? 0) / out)
    }
    into[ring[k] ?? 0] = product
    sum += product
  }
  for (let k = 0; k < count; k++) {
    into[k] = 1 / count + out * ((into[k] ?? 0) / sum - 1 / count)
  }
}

/** Where shares of the flowers lie in {@link cornersOf}; y upwards. */
export const middleOf = (corners: readonly Point[], shares: ArrayLike<number>): Point => [
  corners.reduce((sum, [x], k) => sum + (shares[k] ?? 0) * x, 0),
  corners.reduce((sum, [, y], k) => sum + (shares[k] ?? 0) * y, 0),
]

/** The performer's coordinates of a place among {@link cornersOf}. */
export function coordinatesOf([x, y]: Point, count: number): Point {
  const [first = [0, 0] as const] = cornersOf(count)
  const turn = PI - (2 * PI) / count
  const two = (y - first[1]) / sin(turn)
  return [x - first[0] - two * cos(turn), two]
}

/** How far out from the middle the shares of a place on the edge may go until `outside` of them are negative. */
export function reachOfEdge(share: number, outside: number, count: number): number {
  const each = 1 / count
  const others = (count - 2) * each
  const lower = Math.min(share, 1 - share)
  const straight = 1 + outside / others
  return lower < each && straight > each / (each - lower)
    ? (outside + others + each) / (others + each - lower)
    : straight
}

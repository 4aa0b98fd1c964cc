import { PETAL_TIMES } from '../../engine/visuals/petalSource.ts'
import { PetalError } from './petalError.ts'
import type { SurfaceSeries } from './surfaceSeries.ts'

/** What each point of a surface is to the petal: 0 base .. 1 tip, and rising from side to side. */
export interface Marks {
  readonly along: Float64Array
  readonly across: Float64Array
}

/** Points this near to the base, in shares of the longest way, are the base. */
const BASE = 0.02

/**
 * Finds base, tip and sides of an open petal that leaves the origin along x: from its texture
 * coordinates where it has them, else from the way along its edges and from y.
 * @throws PetalError when it has no length
 */
export function markSurface(name: string, series: SurfaceSeries): Marks {
  const open = series.frames[PETAL_TIMES.indexOf(1)] ?? new Float64Array()
  const distances = Float64Array.from({ length: open.length / 3 }, (_, i) =>
    Math.hypot(open[i * 3] ?? 0, open[i * 3 + 1] ?? 0, open[i * 3 + 2] ?? 0),
  )
  const sides = distances.map((_, i) => open[i * 3 + 1] ?? 0)
  const marks =
    series.texture === null
      ? { along: waysFromBase(series.triangles, open, distances), across: sides }
      : fromTexture(series.texture, distances, sides)
  const along = stretch(marks.along)
  if (along === null) {
    throw new PetalError(`'${name}' is no surface with a base and a tip`, 'export one whole petal')
  }
  return { along, across: marks.across }
}

/** The coordinate that goes with the distance from the origin lies along, the other across. */
function fromTexture(texture: Float64Array, distances: Float64Array, sides: Float64Array): Marks {
  const [u, v] = [0, 1].map((part) => distances.map((_, i) => texture[i * 2 + part] ?? 0))
  if (u === undefined || v === undefined) return { along: distances, across: sides }
  const swapped = Math.abs(covariance(u, distances)) > Math.abs(covariance(v, distances))
  const [along, across] = swapped ? [u, v] : [v, u]
  return { along: facing(along, distances), across: facing(across, sides) }
}

const facing = (values: Float64Array, guide: Float64Array): Float64Array =>
  covariance(values, guide) < 0 ? values.map((value) => -value) : values

/** Of a with b, in units of a's range, so that coordinates of any scale compare. */
function covariance(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanA, meanB] = [mean(a), mean(b)]
  const sum = a.reduce((total, value, i) => total + (value - meanA) * ((b[i] ?? 0) - meanB), 0)
  const spread = Math.sqrt(a.reduce((total, value) => total + (value - meanA) ** 2, 0))
  return spread > 0 ? sum / spread : 0
}

/** Shortest ways along edges from the points nearest to the origin (Dijkstra, 1959). */
function waysFromBase(
  triangles: ArrayLike<number>,
  points: Float64Array,
  distances: Float64Array,
): Float64Array {
  const neighbours = Array.from(distances, () => new Set<number>())
  for (let corner = 0; corner < triangles.length; corner++) {
    const from = triangles[corner] ?? 0
    const to = triangles[corner % 3 === 2 ? corner - 2 : corner + 1] ?? 0
    neighbours[from]?.add(to)
    neighbours[to]?.add(from)
  }
  const least = distances.reduce((low, value) => Math.min(low, value), Infinity)
  const most = distances.reduce((high, value) => Math.max(high, value), 0)
  const ways = distances.map((value) => (value <= least + BASE * (most - least) ? 0 : Infinity))
  const open = new Set([...ways.keys()].filter((point) => ways[point] === 0))
  while (open.size > 0) {
    let point = -1
    for (const candidate of open) {
      if (point < 0 || (ways[candidate] ?? 0) < (ways[point] ?? 0)) point = candidate
    }
    open.delete(point)
    for (const next of neighbours[point] ?? []) {
      const edge = Math.hypot(
        ...[0, 1, 2].map(
          (axis) => (points[next * 3 + axis] ?? 0) - (points[point * 3 + axis] ?? 0),
        ),
      )
      const way = (ways[point] ?? 0) + edge
      if (way >= (ways[next] ?? Infinity)) continue
      ways[next] = way
      open.add(next)
    }
  }
  return ways
}

/** To 0..1; null when there is no range or no end to it. */
function stretch(values: Float64Array): Float64Array | null {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity)
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity)
  if (!(high > low) || !Number.isFinite(high - low)) return null
  return values.map((value) => (value - low) / (high - low))
}

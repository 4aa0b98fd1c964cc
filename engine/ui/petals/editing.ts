import { PETAL_COLUMNS, PETAL_STEPS, PETAL_TIMES, SHAPE_LENGTH } from '../../visuals/petalSource.ts'

/**
 * What hands do to a drawn petal. A shape is 1029 numbers, [7 times][7 steps][7 x, 7 y, 7 z], in mesh
 * units; every deed makes a new one, rounded to {@link GRAIN}, so that a saved flower is this flower.
 */

/** A point of the mesh: along the petal, base to tip, and across it. */
export interface MeshPoint {
  /** 0..6 */
  readonly step: number
  /** 0..6 */
  readonly column: number
}

export type Vector = readonly [x: number, y: number, z: number]

export interface Pull {
  /** Which of the seven times, 0..6. */
  readonly time: number
  readonly point: MeshPoint
  /** Mesh units. */
  readonly by: Vector
  /** How far round the point others follow, mesh units; 0 moves it alone. */
  readonly reach: number
  /** How far before and after other times follow, in units of the opening; 0 none. */
  readonly timeReach: number
  /** Whether the other half of the petal does the same in the mirror. */
  readonly symmetric: boolean
}

export const GRAIN = 1e-4
const LAST = PETAL_COLUMNS - 1
const MIDRIB = LAST / 2
/** Of the way to the straight line between its neighbours that a point goes when it is smoothed. */
const SMOOTHING = 0.5

/** Where a number stands in a shape; axis 0 x, 1 y, 2 z. */
const at = (time: number, { step, column }: MeshPoint, axis: number): number =>
  ((time * PETAL_STEPS.length + step) * 3 + axis) * PETAL_COLUMNS + column

export const pointOf = (shape: Float32Array, time: number, point: MeshPoint): Vector => [
  shape[at(time, point, 0)] ?? 0,
  shape[at(time, point, 1)] ?? 0,
  shape[at(time, point, 2)] ?? 0,
]

/** Of all 49 points, base to tip. */
export const MESH_POINTS: readonly MeshPoint[] = PETAL_STEPS.flatMap((_, step) =>
  Array.from({ length: PETAL_COLUMNS }, (_, column) => ({ step, column })),
)

const mirrorOf = ({ step, column }: MeshPoint): MeshPoint => ({ step, column: LAST - column })

/** 1 at a distance of 0, 0 from `reach` on, level at both ends; alone where there is no reach. */
function follow(distance: number, reach: number): number {
  if (distance === 0) return 1
  if (distance >= reach) return 0
  const left = 1 - (distance / reach) * (distance / reach)
  return left * left
}

const distanceOf = (a: Vector, b: Vector): number =>
  Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])

const rounded = (shape: Float32Array): Float32Array =>
  shape.map((value) => Math.round(value / GRAIN) * GRAIN)

/** The shape with a point pulled. */
export function pulled(shape: Float32Array, pull: Pull): Float32Array {
  const { time, point, reach, timeReach } = pull
  const next = Float32Array.from(shape)
  const isMidrib = point.column === MIDRIB
  const by: Vector = pull.symmetric && isMidrib ? [pull.by[0], 0, pull.by[2]] : pull.by
  const origin = pointOf(shape, time, point)
  PETAL_TIMES.forEach((moment, t) => {
    const inTime = follow(Math.abs(moment - (PETAL_TIMES[time] ?? 0)), timeReach)
    if (inTime === 0) return
    for (const other of MESH_POINTS) {
      const near = follow(distanceOf(pointOf(shape, time, other), origin), reach)
      if (near > 0) move(next, t, other, by, inTime * near)
      if (near > 0 && pull.symmetric && !isMidrib) {
        move(next, t, mirrorOf(other), [by[0], -by[1], by[2]], inTime * near)
      }
    }
  })
  return rounded(next)
}

function move(shape: Float32Array, time: number, point: MeshPoint, by: Vector, share: number) {
  by.forEach((value, axis) => {
    const place = at(time, point, axis)
    shape[place] = (shape[place] ?? 0) + value * share
  })
}

/**
 * The shape with one half copied over the other, at all times.
 * @param column of the half that stays; on the midrib the left one does
 */
export function mirrored(shape: Float32Array, column: number): Float32Array {
  const next = Float32Array.from(shape)
  const keeps = (other: number): boolean => (column > MIDRIB ? other > MIDRIB : other < MIDRIB)
  PETAL_TIMES.forEach((_, time) => {
    for (const point of MESH_POINTS) {
      const [x, y, z] = pointOf(shape, time, point)
      if (point.column === MIDRIB) next[at(time, point, 1)] = 0
      if (!keeps(point.column)) continue
      const values: Vector = [x, -y, z]
      values.forEach((value, axis) => {
        next[at(time, mirrorOf(point), axis)] = value
      })
    }
  })
  return rounded(next)
}

/** The shape with one time's bumps evened out; base, tip and the four corners hold it. */
export function smoothed(shape: Float32Array, time: number): Float32Array {
  const next = Float32Array.from(shape)
  for (const point of MESH_POINTS) {
    for (let axis = 0; axis < 3; axis++) {
      const lines = straightLines(shape, time, point, axis)
      if (lines.length === 0) continue
      const wanted = lines.reduce((sum, value) => sum + value, 0) / lines.length
      const place = at(time, point, axis)
      next[place] = (shape[place] ?? 0) + SMOOTHING * (wanted - (shape[place] ?? 0))
    }
  }
  return rounded(next)
}

/** What lies straight between a point's neighbours along and across, where it has them. */
function straightLines(shape: Float32Array, time: number, point: MeshPoint, axis: number) {
  const { step, column } = point
  const value = (other: MeshPoint): number => shape[at(time, other, axis)] ?? 0
  const lines: number[] = []
  if (column > 0 && column < LAST && step > 0) {
    lines.push((value({ step, column: column - 1 }) + value({ step, column: column + 1 })) / 2)
  }
  if (step > 0 && step < PETAL_STEPS.length - 1) {
    const before = PETAL_STEPS[step - 1] ?? 0
    const after = PETAL_STEPS[step + 1] ?? 1
    const part = ((PETAL_STEPS[step] ?? 0) - before) / (after - before)
    const from = value({ step: step - 1, column })
    lines.push(from + part * (value({ step: step + 1, column }) - from))
  }
  return lines
}

/** The shape between two drawn times, straight from point to point: 147 numbers. */
export function meshAt(shape: Float32Array, time: number): Float32Array {
  const length = SHAPE_LENGTH / PETAL_TIMES.length
  const last = PETAL_TIMES.length - 2
  let index = 0
  while (index < last && time >= (PETAL_TIMES[index + 1] ?? 0)) index++
  const from = PETAL_TIMES[index] ?? 0
  const part = (time - from) / ((PETAL_TIMES[index + 1] ?? 1) - from)
  return Float32Array.from({ length }, (_, i) => {
    const before = shape[index * length + i] ?? 0
    return before + part * ((shape[(index + 1) * length + i] ?? 0) - before)
  })
}

const OPENING_MILLISECONDS = 4000
const HOLD_MILLISECONDS = 900

/** Which time of the opening an animation shows: from the bud to the last time, a rest there, anew. */
export function openingTime(sinceBegunMilliseconds: number): number {
  const at = sinceBegunMilliseconds % (OPENING_MILLISECONDS + HOLD_MILLISECONDS)
  return (PETAL_TIMES.at(-1) ?? 1) * Math.min(1, at / OPENING_MILLISECONDS)
}

import { PETAL_STEPS, PETAL_TIMES, SHAPE_LENGTH } from '../../engine/visuals/petalSource.ts'

/**
 * A drawn petal is a Float32Array(1029): [7 times][7 steps][7 x, 7 y, 7 z], in mesh units, of which
 * a petal is 1.1 to 1.3 long; x outwards, y across, z up the flower's axis.
 */

/** Numbers in a row, the cross-section at one time and one step: 7 x, 7 y, 7 z. */
export const ROW_LENGTH = 21
/** Rows in an opening: 7 times × 7 steps. */
export const ROW_COUNT = PETAL_TIMES.length * PETAL_STEPS.length
/** Numbers in the mesh of one time. */
export const MESH_LENGTH = PETAL_STEPS.length * ROW_LENGTH

/** (time, step) of each of the 49 rows, in the order of a shape. */
export const GRID: readonly (readonly [time: number, step: number])[] = PETAL_TIMES.flatMap(
  (time) => PETAL_STEPS.map((step) => [time, step] as const),
)

/** Root of the mean squared difference, in mesh units. */
export function rmse(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
  return Math.sqrt(sum / a.length)
}

/** The longest side of the box around all points of all times, in mesh units. */
export function spanOf(shape: ArrayLike<number>): number {
  const low = [Infinity, Infinity, Infinity]
  const high = [-Infinity, -Infinity, -Infinity]
  for (let i = 0; i < shape.length; i++) {
    const axis = Math.floor((i % ROW_LENGTH) / 7)
    low[axis] = Math.min(low[axis] ?? 0, shape[i] ?? 0)
    high[axis] = Math.max(high[axis] ?? 0, shape[i] ?? 0)
  }
  return Math.max(...high.map((value, axis) => value - (low[axis] ?? 0)))
}

/**
 * How crumpled a shape is: root mean square of the second differences across the columns and, as
 * second divided differences, along the steps, over all times; mesh units.
 */
export function roughness(shape: ArrayLike<number>): number {
  let sum = 0
  let count = 0
  const at = (row: number, place: number): number => shape[row * ROW_LENGTH + place] ?? 0
  for (let row = 0; row < shape.length / ROW_LENGTH; row++) {
    const step = row % 7
    for (let place = 0; place < ROW_LENGTH; place++) {
      const here = at(row, place)
      if (place % 7 > 0 && place % 7 < 6) {
        sum += (at(row, place - 1) - 2 * here + at(row, place + 1)) ** 2
        count++
      }
      if (step > 0 && step < 6) {
        const before = stepLength(step - 1)
        const after = stepLength(step)
        const share = before / (before + after)
        const straight = at(row - 1, place) * (1 - share) + at(row + 1, place) * share
        sum += (straight - here) ** 2
        count++
      }
    }
  }
  return count === 0 ? 0 : Math.sqrt(sum / count)
}

const stepLength = (step: number): number => (PETAL_STEPS[step + 1] ?? 0) - (PETAL_STEPS[step] ?? 0)

/** @throws RangeError unless it has the 1029 numbers of an opening */
export function requireShape(shape: ArrayLike<number>): void {
  if (shape.length === SHAPE_LENGTH) return
  throw new RangeError(
    `a petal has ${SHAPE_LENGTH} numbers (7 times × 7 steps × 21), not ${shape.length}`,
  )
}

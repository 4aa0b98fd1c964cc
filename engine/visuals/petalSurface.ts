import { PETAL_STEPS } from './petalSource.ts'

const ROWS = PETAL_STEPS.length
const COLUMNS = 7

/** A grid of points of a petal, finer than it was drawn. */
export interface Surface {
  readonly rows: number
  readonly columns: number
  /** x, y, z of each point, row by row. */
  readonly points: Float64Array
}

/**
 * Smooths a petal's mesh by Catmull–Rom curves along and across it, and rounds its tip.
 * @param mesh 147 numbers, 7 rows of 7 x, 7 y, 7 z
 * @param fineness pieces that each of the six gaps is cut into
 */
export function smooth(mesh: Float32Array, fineness: number): Surface {
  const rows = (ROWS - 1) * fineness + 1
  const columns = (COLUMNS - 1) * fineness + 1
  const points = new Float64Array(rows * columns * 3)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      // An arch over the last row, since seven rows end in a straight cut.
      const across = column / (columns - 1) - 0.5
      const down = tipCut(across) * smoothStep((row / (rows - 1) - 0.55) / 0.45)
      for (let axis = 0; axis < 3; axis++) {
        points[(row * columns + column) * 3 + axis] = sample(
          mesh,
          axis,
          Math.max(0, row / fineness - down * (ROWS - 1)),
          column / fineness,
        )
      }
    }
  }
  return { rows, columns, points }
}

/** How far the edge draws back from the tip, as a share of the petal; across −0.5..0.5. */
const tipCut = (across: number): number =>
  0.2 * (1 - Math.sqrt(Math.max(0, 1 - 4 * across * across)))

const smoothStep = (t: number): number => {
  const inside = Math.min(1, Math.max(0, t))
  return inside * inside * (3 - 2 * inside)
}

function sample(mesh: Float32Array, axis: number, row: number, column: number): number {
  const along = (r: number): number =>
    spline((c) => mesh[r * 21 + axis * 7 + c] ?? 0, column, COLUMNS)
  return spline(along, row, ROWS)
}

/** Catmull and Rom (1974), its end points carried on in a straight line. */
function spline(at: (index: number) => number, place: number, count: number): number {
  const index = Math.min(Math.floor(place), count - 2)
  const t = place - index
  const b = at(index)
  const c = at(index + 1)
  const a = index > 0 ? at(index - 1) : 2 * b - c
  const d = index + 2 < count ? at(index + 2) : 2 * c - b
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
}

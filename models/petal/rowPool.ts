import { draw } from '../../engine/core/random.ts'
import { PETAL_TIMES } from '../../engine/visuals/petalSource.ts'
import { createPass, forward, rowWidth, type DenseNet } from './denseNet.ts'
import { GRID, ROW_COUNT, ROW_LENGTH } from './mesh.ts'
import { PADDED_ROW } from './templateNet.ts'

/** Rows to draw lessons from: the same (time, step) of every template. */
export interface RowPool {
  readonly count: number
  /** time and step of each row, in pairs. */
  readonly places: Float64Array
  /** For each template its rows, {@link PADDED_ROW} numbers each, of which 21 count. */
  readonly rows: readonly Float64Array[]
}

const ROAMING_COUNT = 4096

/** The 49 drawn (time, step), with the rows that the template networks have learnt. */
export function drawnPool(nets: readonly DenseNet[]): RowPool {
  const places = Float64Array.from(GRID.flat())
  return { count: ROW_COUNT, places, rows: nets.map((net) => rowsAt(net, places)) }
}

/**
 * Rows at random (time, step), as dense as the drawn ones. What a template network has missed at the
 * drawn rows around is added back, so that the pool runs through the drawing itself.
 * @param shapes the templates, 1029 numbers each
 */
export function roamingPool(
  nets: readonly DenseNet[],
  shapes: readonly Float32Array[],
  seed: number,
): RowPool {
  // In sevenths of the grid, 0..6, since drawn times and steps stand closer at both ends.
  const spots = Float64Array.from(
    { length: ROAMING_COUNT * 2 },
    (_, i) => (PETAL_TIMES.length - 1) * draw(seed, 'pool', i),
  )
  const places = spots.map((spot) => {
    const index = Math.floor(spot)
    const from = PETAL_TIMES[index] ?? 0
    return from + (spot - index) * ((PETAL_TIMES[index + 1] ?? 0) - from)
  })
  const drawn = drawnPool(nets)
  const rows = nets.map((net, k) => {
    const learnt = rowsAt(net, places)
    const atDrawn = drawn.rows[k] ?? learnt
    const missed = (row: number, i: number): number =>
      (shapes[k]?.[row * ROW_LENGTH + i] ?? 0) - (atDrawn[row * PADDED_ROW + i] ?? 0)
    for (let row = 0; row < ROAMING_COUNT; row++) {
      addMissed(learnt, row, spots[row * 2] ?? 0, spots[row * 2 + 1] ?? 0, missed)
    }
    return learnt
  })
  return { count: ROAMING_COUNT, places, rows }
}

/** Bilinear between the four drawn rows around a spot. */
function addMissed(
  rows: Float64Array,
  row: number,
  timeSpot: number,
  stepSpot: number,
  missed: (row: number, i: number) => number,
): void {
  const [time, step] = [Math.floor(timeSpot), Math.floor(stepSpot)]
  const [t, s] = [timeSpot - time, stepSpot - step]
  const corner = time * 7 + step
  for (let i = 0; i < ROW_LENGTH; i++) {
    const at = row * PADDED_ROW + i
    rows[at] =
      (rows[at] ?? 0) +
      (1 - t) * ((1 - s) * missed(corner, i) + s * missed(corner + 1, i)) +
      t * ((1 - s) * missed(corner + 7, i) + s * missed(corner + 8, i))
  }
}

function rowsAt(net: DenseNet, places: Float64Array): Float64Array {
  const count = places.length / 2
  const pass = createPass(net, count)
  const [input = new Float64Array()] = pass.values
  for (let row = 0; row < count; row++) {
    input.set(places.subarray(row * 2, row * 2 + 2), row * rowWidth(net, 0))
  }
  forward(net, pass)
  return pass.values.at(-1) ?? input
}

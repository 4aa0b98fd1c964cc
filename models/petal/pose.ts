import { cos, sin } from '../../engine/core/maths.ts'
import { ROW_LENGTH } from './mesh.ts'

/**
 * A cross-section as a botanist would bend it: where the midrib goes from the row before, and where
 * the seven points lie in the midrib's frame.
 */
export interface PoseRow {
  /** Length of midrib from the row before, mesh units. */
  readonly length: number
  /** Direction of that piece, radians above the horizontal, 0 outwards, π/2 up the axis. */
  readonly angle: number
  /** Of each of the 7 points from the midrib: along it, across, and towards the upper face. */
  readonly along: readonly number[]
  readonly across: readonly number[]
  readonly above: readonly number[]
}

/** A petal at one moment: seven rows from base to tip. */
export type Pose = readonly PoseRow[]

const COLUMNS = [0, 1, 2, 3, 4, 5, 6]
const MIDRIB = 3

/**
 * Lays a pose out as a mesh.
 * @param scale of everything, 1 the size as drawn
 * @returns 7 rows of 7 x, 7 y, 7 z: 147 numbers
 */
export function layOut(pose: Pose, scale: number): Float32Array {
  const mesh = new Float32Array(pose.length * ROW_LENGTH)
  let x = 0
  let z = 0
  pose.forEach((row, step) => {
    x += row.length * cos(row.angle)
    z += row.length * sin(row.angle)
    for (const column of COLUMNS) {
      const along = row.along[column] ?? 0
      const above = row.above[column] ?? 0
      const at = step * ROW_LENGTH + column
      mesh[at] = scale * (x + along * cos(row.angle) - above * sin(row.angle))
      mesh[at + 7] = scale * (row.across[column] ?? 0)
      mesh[at + 14] = scale * (z + along * sin(row.angle) + above * cos(row.angle))
    }
  })
  return mesh
}

/**
 * The pose of a petal that lies nearly flat, outwards along x; {@link layOut} gives the mesh back.
 * @param mesh 7 rows of 21
 */
export function poseOfFlat(mesh: readonly (readonly number[])[]): Pose {
  let before = { x: 0, z: 0 }
  return mesh.map((row) => {
    const x = row[MIDRIB] ?? 0
    const z = row[14 + MIDRIB] ?? 0
    const dx = x - before.x
    const dz = z - before.z
    const length = Math.sqrt(dx * dx + dz * dz)
    // A slope as small as these is its own arctangent to within the eye's reach, but the frame has
    // to be the one that layOut uses.
    const angle = length === 0 ? 0 : arcSine(dz / length)
    before = { x, z }
    const inFrame = (column: number): { along: number; above: number } => {
      const outwards = (row[column] ?? 0) - x
      const up = (row[14 + column] ?? 0) - z
      return {
        along: outwards * cos(angle) + up * sin(angle),
        above: up * cos(angle) - outwards * sin(angle),
      }
    }
    return {
      length,
      angle,
      along: COLUMNS.map((column) => inFrame(column).along),
      across: row.slice(7, 14),
      above: COLUMNS.map((column) => inFrame(column).above),
    }
  })
}

/** Arcsine of a small sine, |s| ≤ 0.5, by its Taylor series to s^13. */
function arcSine(s: number): number {
  const s2 = s * s
  let sum = 0
  let factor = 1
  for (let n = 0; n <= 6; n++) {
    sum += factor / (2 * n + 1)
    factor *= (s2 * (2 * n + 1)) / (2 * n + 2)
  }
  return s * sum
}

/** From one pose towards another: 0 the first, 1 the second, beyond 1 on in the same direction. */
export function bend(from: Pose, to: Pose, amount: number): Pose {
  const mix = (a: number, b: number): number => a + (b - a) * amount
  return from.map((row, step) => {
    const target = to[step] ?? row
    const points = (a: readonly number[], b: readonly number[]): number[] =>
      a.map((value, column) => mix(value, b[column] ?? value))
    return {
      length: mix(row.length, target.length),
      angle: mix(row.angle, target.angle),
      along: points(row.along, target.along),
      across: points(row.across, target.across),
      above: points(row.above, target.above),
    }
  })
}

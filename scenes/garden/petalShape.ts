import type { DataTexture, Node } from 'three/webgpu'
import {
  clamp,
  cross,
  float,
  floor,
  instanceIndex,
  int,
  ivec2,
  min,
  mix,
  normalize,
  textureLoad,
  vec3,
} from 'three/tsl'
import { PETAL_TIMES } from '../../engine/visuals/petalSource.ts'
import type { Vec4Buffer } from './network.ts'
import { NORMAL_ROWS, TIMES, VERTICES } from './shapes.ts'

type Float = Node<'float'>
type Vec3 = Node<'vec3'>

/** What the vertex stage asks of a petal's shape. */
export interface ShapeQuestion {
  /** 0..48, step by step from base to tip. */
  readonly vertex: Float
  /** 0 bud .. 1.1. */
  readonly opening: Float
  /** Of the three drawn flowers. */
  readonly shares: Vec3
}

/** A point of a petal and which way its surface faces there, in the petal's own space. */
export interface ShapePoint {
  readonly point: Vec3
  readonly normal: Vec3
}

export type PetalShape = (question: ShapeQuestion) => ShapePoint

/** The uneven times as an even row number 0..6. */
export const rowOf = (time: Float): Float => {
  let row: Float = float(0)
  for (let i = 0; i + 1 < TIMES; i++) {
    const from = PETAL_TIMES[i] ?? 0
    const to = PETAL_TIMES[i + 1] ?? 1
    row = row.add(clamp(time.sub(from).div(to - from), 0, 1))
  }
  return row
}

/** The drawn flowers, blended on straight lines. */
export const blendedShape =
  (drawn: DataTexture): PetalShape =>
  ({ vertex, opening, shares }) => {
    const row = rowOf(opening).toVar()
    const low = min(floor(row), TIMES - 2).toVar()
    const texel = (flower: number, base: number, time: Float): Vec3 =>
      textureLoad(drawn, ivec2(int(vertex), int(time.add(flower * TIMES + base)))).xyz
    const flowerAt = (flower: number, base: number): Vec3 =>
      mix(texel(flower, base, low), texel(flower, base, low.add(1)), row.sub(low))
    const blend = (base: number): Vec3 =>
      flowerAt(0, base)
        .mul(shares.x)
        .add(flowerAt(1, base).mul(shares.y))
        .add(flowerAt(2, base).mul(shares.z))
    return { point: blend(0).toVar(), normal: blend(NORMAL_ROWS).toVar() }
  }

/** @param at a point of the mesh by step and column, 0..6 each */
function meshShape(vertex: Float, at: (step: Float, column: Float) => Vec3): ShapePoint {
  const step = floor(vertex.add(0.5).div(7)).toVar()
  const column = vertex.sub(step.mul(7)).toVar()
  const along = at(min(step.add(1), 6), column).sub(at(step.sub(1).max(0), column))
  const across = at(step, min(column.add(1), 6)).sub(at(step, column.sub(1).max(0)))
  // Where a row has shrunk to a point there is no across; any direction will do, but not none.
  const normal = normalize(cross(along, across).add(vec3(0, 0, 1e-9)))
  return { point: at(step, column).toVar(), normal: normal.toVar() }
}

/** Petals that the network has grown on the GPU. @param points [petal][step][column], vec4 */
export const grownShape =
  (points: Vec4Buffer): PetalShape =>
  ({ vertex }) =>
    meshShape(
      vertex,
      (step, column) =>
        points.element(
          instanceIndex
            .toInt()
            .mul(VERTICES)
            .add(int(step.mul(7).add(column))),
        ).xyz,
    )

/**
 * Petals that the network has grown on the CPU, a row of texels each; the others are blended.
 * @param first the number of the first of them
 */
export const laidOutShape =
  (points: DataTexture, first: Float, blended: PetalShape): PetalShape =>
  (question) => {
    const row = instanceIndex.toFloat().sub(first).toVar()
    const isGrown = row.greaterThanEqual(0)
    const grown = meshShape(
      question.vertex,
      (step, column) =>
        textureLoad(points, ivec2(int(step.mul(7).add(column)), int(row.max(0)))).xyz,
    )
    const far = blended(question)
    return {
      point: isGrown.select(grown.point, far.point).toVar(),
      normal: isGrown.select(grown.normal, far.normal).toVar(),
    }
  }

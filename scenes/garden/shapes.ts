import * as THREE from 'three/webgpu'
import { growPetal, MESH_LENGTH, REACHED_FLOWERS } from '../../engine/visuals/growPetal.ts'
import {
  PETAL_COLUMNS,
  PETAL_STEPS,
  PETAL_TIMES,
  SHAPE_LENGTH,
  type PetalSource,
} from '../../engine/visuals/petalSource.ts'

/**
 * The drawn flowers as a texture: a column a vertex (49), a row a time (7) and flower; positions
 * first, then as many rows of normals. What lies between is blended on straight lines, which is what
 * the bud, petals far away and flowers without a network need.
 */

export const VERTICES = PETAL_STEPS.length * PETAL_COLUMNS
export const TIMES = PETAL_TIMES.length
/** Where the rows of normals begin. */
export const NORMAL_ROWS = REACHED_FLOWERS * TIMES

export interface ShapeTexture {
  readonly texture: THREE.DataTexture
  /** Fetches the shapes again if they have changed. */
  refresh(): void
}

export function createShapeTexture(source: PetalSource): ShapeTexture {
  const texels = new Float32Array(VERTICES * NORMAL_ROWS * 2 * 4)
  const texture = new THREE.DataTexture(
    texels,
    VERTICES,
    NORMAL_ROWS * 2,
    THREE.RGBAFormat,
    THREE.FloatType,
  )
  const shape = new Float32Array(SHAPE_LENGTH)
  let seen = -1
  const refresh = (): void => {
    if (source.version === seen) return
    seen = source.version
    for (let flower = 0; flower < REACHED_FLOWERS; flower++) {
      drawnFlower(source, flower, shape)
      for (let time = 0; time < TIMES; time++) bake(shape, time, flower * TIMES + time, texels)
    }
    texture.needsUpdate = true
  }
  refresh()
  return { texture, refresh }
}

/** Where two flowers were drawn, the second stands for the third. */
function drawnFlower(source: PetalSource, flower: number, into: Float32Array): void {
  const { network } = source
  if (network === null) {
    source.shape(Math.min(flower, 1), into)
    return
  }
  const shares = new Float64Array(REACHED_FLOWERS)
  shares[flower] = 1
  PETAL_TIMES.forEach((time, t) => {
    growPetal(network, shares, time, into.subarray(t * MESH_LENGTH, (t + 1) * MESH_LENGTH))
  })
}

const last = PETAL_COLUMNS - 1

/** One time of a shape into one row of positions and one of normals. */
function bake(shape: Float32Array, time: number, row: number, texels: Float32Array): void {
  const at = (step: number, column: number, axis: number): number =>
    shape[((time * 7 + step) * 3 + axis) * 7 + column] ?? 0
  const normal = new THREE.Vector3()
  const along = new THREE.Vector3()
  const across = new THREE.Vector3()
  for (let step = 0; step < 7; step++) {
    for (let column = 0; column < 7; column++) {
      const difference = (axis: number, byStep: 0 | 1): number =>
        byStep
          ? at(Math.min(last, step + 1), column, axis) - at(Math.max(0, step - 1), column, axis)
          : at(step, Math.min(last, column + 1), axis) - at(step, Math.max(0, column - 1), axis)
      along.set(difference(0, 1), difference(1, 1), difference(2, 1))
      across.set(difference(0, 0), difference(1, 0), difference(2, 0))
      normal.crossVectors(along, across).normalize()
      const vertex = step * 7 + column
      const p = (row * VERTICES + vertex) * 4
      texels.set([at(step, column, 0), at(step, column, 1), at(step, column, 2), 1], p)
      const n = ((NORMAL_ROWS + row) * VERTICES + vertex) * 4
      texels.set([normal.x, normal.y, normal.z, 0], n)
    }
  }
}

/**
 * The grid a petal is drawn with: x across −1..1, y along 0..1.
 * @param pieces into which each of the network's six steps is cut, each way
 */
export function petalGrid(pieces: number): THREE.InstancedBufferGeometry {
  const positions: number[] = []
  const index: number[] = []
  const side = last * pieces + 1
  for (let step = 0; step < side; step++) {
    for (let column = 0; column < side; column++) {
      const vertex = step * side + column
      positions.push((2 * column) / (side - 1) - 1, step / (side - 1), 0)
      if (step < side - 1 && column < side - 1) {
        index.push(vertex, vertex + 1, vertex + side, vertex + 1, vertex + side + 1, vertex + side)
      }
    }
  }
  const geometry = new THREE.InstancedBufferGeometry()
  geometry.setAttribute('position', new THREE.Float32BufferAttribute(positions, 3))
  geometry.setIndex(index)
  return geometry
}

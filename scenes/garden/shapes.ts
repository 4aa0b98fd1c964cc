import * as THREE from 'three/webgpu'
import {
  growPetal,
  MESH_LENGTH,
  REACHED_FLOWERS,
  STRAIGHT_FLOWERS,
} from '../../engine/visuals/growPetal.ts'
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
  const meshes = PETAL_TIMES.map((_, t) => shape.subarray(t * MESH_LENGTH, (t + 1) * MESH_LENGTH))
  const shares = new Float64Array(REACHED_FLOWERS)
  let seen = -1
  const refresh = (): void => {
    const { version, network } = source
    if (version === seen) return
    seen = version
    const flowers = Math.max(STRAIGHT_FLOWERS, network?.curves.length ?? 0)
    for (let flower = 0; flower < flowers; flower++) {
      // Where two flowers were drawn, the second stands for the third.
      if (network === null) source.shape(Math.min(flower, 1), shape)
      shares.fill(0)
      shares[flower] = 1
      for (let time = 0; time < TIMES; time++) {
        const mesh = meshes[time]
        if (mesh === undefined) continue
        if (network !== null) growPetal(network, shares, PETAL_TIMES[time] ?? 0, mesh)
        bake(mesh, flower * TIMES + time, texels)
      }
    }
    texture.needsUpdate = true
  }
  refresh()
  return { texture, refresh }
}

const last = PETAL_COLUMNS - 1
/** Kept between calls: shapes are baked again while curves glide. */
const normal = new THREE.Vector3()
const along = new THREE.Vector3()
const across = new THREE.Vector3()

/** From one vertex of a mesh to another, [step][7 x, 7 y, 7 z]. */
function difference(
  mesh: Float32Array,
  from: number,
  fromColumn: number,
  to: number,
  toColumn: number,
  into: THREE.Vector3,
): void {
  const axis = (index: number): number =>
    (mesh[(to * 3 + index) * 7 + toColumn] ?? 0) - (mesh[(from * 3 + index) * 7 + fromColumn] ?? 0)
  into.set(axis(0), axis(1), axis(2))
}

/** One time of a shape into one row of positions and one of normals. */
function bake(mesh: Float32Array, row: number, texels: Float32Array): void {
  for (let step = 0; step < 7; step++) {
    const before = Math.max(0, step - 1)
    const after = Math.min(last, step + 1)
    for (let column = 0; column < 7; column++) {
      difference(mesh, before, column, after, column, along)
      difference(mesh, step, Math.max(0, column - 1), step, Math.min(last, column + 1), across)
      normal.crossVectors(along, across).normalize()
      const p = (row * VERTICES + step * 7 + column) * 4
      texels[p] = mesh[step * 21 + column] ?? 0
      texels[p + 1] = mesh[step * 21 + 7 + column] ?? 0
      texels[p + 2] = mesh[step * 21 + 14 + column] ?? 0
      texels[p + 3] = 1
      normal.toArray(texels, p + NORMAL_ROWS * VERTICES * 4)
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

import { PETAL_COLUMNS, PETAL_STEPS, PETAL_TIMES } from '../../engine/visuals/petalSource.ts'
import { packGlb } from './glb.ts'
import { gatherBuffers } from './glbBuffers.ts'
import { MESH_LENGTH, ROW_LENGTH } from './mesh.ts'

/** Petals of a whole flower stand at steps of 137.5°, in radians. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))
const FLOAT = 5126
const UNSIGNED_SHORT = 5123

/**
 * The flower of one moment as a GLB file.
 * @param mesh of a petal, 147 numbers; z up, which glTF calls y
 * @param petals how many, at steps of 137.5°; all share one mesh
 */
export function exportFlower(name: string, mesh: Float32Array, petals: number): Uint8Array {
  return exportMeshes(name, [mesh], petals, 0)
}

/**
 * A whole opening as a GLB file: a mesh with six morph targets and an animation through the times 0
 * to 1.1, after which it holds.
 * @param shape of a petal, 1029 numbers
 * @param petals how many, at steps of 137.5°
 * @param seconds that the opening lasts
 */
export function exportOpening(
  name: string,
  shape: Float32Array,
  petals: number,
  seconds: number,
): Uint8Array {
  const meshes = PETAL_TIMES.map((_, t) => shape.subarray(t * MESH_LENGTH, (t + 1) * MESH_LENGTH))
  return exportMeshes(name, meshes, petals, seconds)
}

function exportMeshes(
  name: string,
  meshes: readonly Float32Array[],
  petals: number,
  seconds: number,
): Uint8Array {
  const buffers = gatherBuffers()
  const triangles = gridTriangles()
  const [base = new Float32Array(), ...later] = meshes.map(positionsOf)
  const [baseNormals = new Float32Array(), ...laterNormals] = [base, ...later].map((points) =>
    normalsOf(points, triangles),
  )
  const less = (a: Float32Array, b: Float32Array): Float32Array =>
    a.map((value, i) => value - (b[i] ?? 0))
  const primitive = {
    attributes: {
      POSITION: buffers.add(base, 3, FLOAT, true),
      NORMAL: buffers.add(baseNormals, 3, FLOAT, false),
      TEXCOORD_0: buffers.add(textureCoordinates(), 2, FLOAT, false),
    },
    indices: buffers.add(Uint16Array.from(triangles), 1, UNSIGNED_SHORT, false),
    material: 0,
    ...(later.length === 0
      ? {}
      : {
          targets: later.map((points, k) => ({
            POSITION: buffers.add(less(points, base), 3, FLOAT, true),
            NORMAL: buffers.add(less(laterNormals[k] ?? baseNormals, baseNormals), 3, FLOAT, false),
          })),
        }),
  }
  const nodes = Array.from({ length: petals }, (_, petal) => ({
    name: `${name} ${petal + 1}`,
    mesh: 0,
    rotation: [0, Math.sin((petal * GOLDEN_ANGLE) / 2), 0, Math.cos((petal * GOLDEN_ANGLE) / 2)],
  }))
  const animations =
    later.length === 0
      ? {}
      : { animations: [openingAnimation(buffers, meshes.length, petals, seconds)] }
  return packGlb({
    json: {
      asset: { version: '2.0', generator: 'Anthesis' },
      scene: 0,
      scenes: [{ nodes: nodes.map((_, i) => i) }],
      nodes,
      meshes: [
        {
          name,
          primitives: [primitive],
          ...(later.length === 0 ? {} : { weights: later.map(() => 0) }),
        },
      ],
      materials: [
        { name: 'petal', doubleSided: true, pbrMetallicRoughness: { metallicFactor: 0 } },
      ],
      ...animations,
      accessors: buffers.accessors,
      bufferViews: buffers.views,
      buffers: [{ byteLength: buffers.bytes().length }],
    },
    binary: buffers.bytes(),
  })
}

function openingAnimation(
  buffers: ReturnType<typeof gatherBuffers>,
  count: number,
  petals: number,
  seconds: number,
) {
  const end = PETAL_TIMES.at(-1) ?? 1
  const keys = Float32Array.from(PETAL_TIMES, (time) => (time / end) * seconds)
  const weights = Float32Array.from({ length: count * (count - 1) }, (_, i) =>
    Math.floor(i / (count - 1)) === (i % (count - 1)) + 1 ? 1 : 0,
  )
  const input = buffers.add(keys, 1, FLOAT, true)
  const output = buffers.add(weights, 1, FLOAT, false)
  return {
    name: 'opening',
    // Tells the importer that the last key is time 1.1.
    extras: { petalTimes: true },
    samplers: [{ input, output, interpolation: 'LINEAR' }],
    channels: Array.from({ length: petals }, (_, node) => ({
      sampler: 0,
      target: { node, path: 'weights' },
    })),
  }
}

/** x, y, z of each point, y up. */
function positionsOf(mesh: Float32Array): Float32Array {
  const points = new Float32Array(mesh.length)
  for (let i = 0; i < mesh.length / 3; i++) {
    const at = Math.floor(i / PETAL_COLUMNS) * ROW_LENGTH + (i % PETAL_COLUMNS)
    points.set([mesh[at] ?? 0, mesh[at + 14] ?? 0, -(mesh[at + 7] ?? 0)], i * 3)
  }
  return points
}

/** Along the petal v, across it u. */
const textureCoordinates = (): Float32Array =>
  Float32Array.from(
    PETAL_STEPS.flatMap((step) =>
      Array.from({ length: PETAL_COLUMNS }, (_, column) => [
        column / (PETAL_COLUMNS - 1),
        step / (PETAL_STEPS.at(-1) ?? 1),
      ]),
    ).flat(),
  )

function gridTriangles(): number[] {
  const triangles: number[] = []
  for (let row = 0; row + 1 < PETAL_STEPS.length; row++) {
    for (let column = 0; column + 1 < PETAL_COLUMNS; column++) {
      const at = row * PETAL_COLUMNS + column
      triangles.push(
        at,
        at + PETAL_COLUMNS,
        at + 1,
        at + 1,
        at + PETAL_COLUMNS,
        at + PETAL_COLUMNS + 1,
      )
    }
  }
  return triangles
}

/** Each point's normal: the sum of its triangles' own, larger ones counting more. */
function normalsOf(points: Float32Array, triangles: readonly number[]): Float32Array {
  const sums = new Float64Array(points.length)
  for (let i = 0; i < triangles.length; i += 3) {
    const corners = [0, 1, 2].map((corner) => triangles[i + corner] ?? 0)
    const [a = 0, b = 0, c = 0] = corners
    const edge = (to: number, axis: number): number =>
      (points[to * 3 + axis] ?? 0) - (points[a * 3 + axis] ?? 0)
    for (let axis = 0; axis < 3; axis++) {
      const [p, q] = [(axis + 1) % 3, (axis + 2) % 3]
      const cross = edge(b, p) * edge(c, q) - edge(b, q) * edge(c, p)
      for (const corner of corners) sums[corner * 3 + axis] = (sums[corner * 3 + axis] ?? 0) + cross
    }
  }
  return Float32Array.from(sums, (value, i) => {
    const at = i - (i % 3)
    const length = Math.hypot(sums[at] ?? 0, sums[at + 1] ?? 0, sums[at + 2] ?? 0)
    if (length > 0) return value / length
    return i % 3 === 1 ? 1 : 0
  })
}

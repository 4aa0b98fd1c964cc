import { PETAL_TIMES } from '../../engine/visuals/petalSource.ts'
import { openGlb, type Glb } from './glb.ts'
import { entryOf, readAccessor } from './gltfAccessors.ts'
import { sampleKeys } from './gltfKeys.ts'
import { worldMatrix } from './gltfNodes.ts'
import { isRecord, PetalError } from './petalError.ts'
import type { SurfaceSeries } from './surfaceSeries.ts'

type Fields = Readonly<Record<string, unknown>>

const listOf = (value: unknown): readonly Fields[] =>
  Array.isArray(value) ? value.map((entry: unknown) => (isRecord(entry) ? entry : {})) : []

/**
 * The first morph animation of a glTF at the seven times: its first key is time 0, its last time 1,
 * and 1.1 goes on in a straight line; an animation whose extras say `petalTimes` ends at 1.1. glTF's
 * y is up; here z is.
 * @param file .glb, or .gltf with an embedded buffer
 * @throws PetalError
 */
export function readGltfMorph(file: Uint8Array): SurfaceSeries {
  const glb = openGlb(file)
  const { channel, sampler, reachesBeyond } = morphChannel(glb)
  const { node: nodeIndex } = isRecord(channel['target']) ? channel['target'] : {}
  const node = entryOf(glb.json, 'nodes', nodeIndex)
  const mesh = entryOf(glb.json, 'meshes', node['mesh'])
  const [primitive] = listOf(mesh['primitives'])
  const targets = listOf(primitive?.['targets'])
  if (primitive === undefined || targets.length === 0) {
    throw new PetalError('the animated mesh has no morph targets', 'export it with shape keys')
  }
  const attributes = isRecord(primitive['attributes']) ? primitive['attributes'] : {}
  const base = readAccessor(glb, attributes['POSITION'])
  const deltas = targets.map(({ POSITION }) =>
    POSITION === undefined ? new Float64Array(base.length) : readAccessor(glb, POSITION),
  )
  const keys = readAccessor(glb, sampler['input'])
  const weights = readAccessor(glb, sampler['output'])
  const [first = 0, last = first] = [keys.at(0), keys.at(-1)]
  if (!(last > first)) {
    throw new PetalError(
      'the animation has no duration',
      'animate the opening over a second or more',
    )
  }
  const matrix = worldMatrix(glb.json, Number(nodeIndex))
  const poseAt = (time: number): Float64Array => {
    const seconds = first + (last - first) * (reachesBeyond ? time / 1.1 : time)
    const shares = sampleKeys(
      keys,
      weights,
      targets.length,
      String(sampler['interpolation']),
      seconds,
    )
    const morphed = base.map((value, i) =>
      deltas.reduce((sum, delta, k) => sum + (shares[k] ?? 0) * (delta[i] ?? 0), value),
    )
    return upright(matrix, morphed)
  }
  return {
    triangles: trianglesOf(glb, primitive, base.length / 3),
    texture:
      attributes['TEXCOORD_0'] === undefined ? null : readAccessor(glb, attributes['TEXCOORD_0']),
    frames: PETAL_TIMES.map((time) => {
      if (time <= 1 || reachesBeyond) return poseAt(time)
      const before = poseAt(2 - time)
      return poseAt(1).map((value, i) => 2 * value - (before[i] ?? 0))
    }),
  }
}

function morphChannel({ json }: Glb): {
  channel: Fields
  sampler: Fields
  reachesBeyond: boolean
} {
  for (const animation of listOf(json['animations'])) {
    const channel = listOf(animation['channels']).find(
      ({ target }) => isRecord(target) && target['path'] === 'weights',
    )
    if (channel === undefined) continue
    const { extras } = animation
    return {
      channel,
      sampler: entryOf(animation, 'samplers', channel['sampler']),
      reachesBeyond: isRecord(extras) && extras['petalTimes'] === true,
    }
  }
  throw new PetalError(
    listOf(json['animations']).length > 0
      ? 'the GLB moves its nodes but no morph targets'
      : 'the GLB has no animation',
    'animate the opening with shape keys and export it with animations',
  )
}

function trianglesOf(glb: Glb, primitive: Fields, points: number): ArrayLike<number> {
  if (primitive['mode'] !== undefined && primitive['mode'] !== 4) {
    throw new PetalError('the mesh is not made of triangles', 'triangulate it before exporting')
  }
  return primitive['indices'] === undefined
    ? Array.from({ length: points }, (_, i) => i)
    : readAccessor(glb, primitive['indices'])
}

/** Into the world, and from y up to z up. */
function upright(matrix: readonly number[], points: Float64Array): Float64Array {
  const placed = new Float64Array(points.length)
  for (let i = 0; i < points.length; i += 3) {
    const world = [0, 1, 2].map(
      (axis) =>
        (matrix[12 + axis] ?? 0) +
        [0, 1, 2].reduce((sum, k) => sum + (matrix[k * 4 + axis] ?? 0) * (points[i + k] ?? 0), 0),
    )
    placed.set([world[0] ?? 0, -(world[2] ?? 0), world[1] ?? 0], i)
  }
  return placed
}

import { PETAL_TIMES } from '../../engine/visuals/petalSource.ts'
import { PetalError } from './petalError.ts'
import type { SurfaceSeries } from './surfaceSeries.ts'

interface ObjMesh {
  readonly points: Float64Array
  readonly triangles: readonly number[]
  readonly texture: Float64Array | null
}

/**
 * Seven Wavefront OBJ files, one for each time, of the same mesh. y is up in the files, as Blender
 * writes them; here z is.
 * @param files contents in the order of the times
 * @throws PetalError that names the file by its time
 */
export function readObjSeries(files: readonly string[]): SurfaceSeries {
  if (files.length !== PETAL_TIMES.length) {
    throw new PetalError(
      `there are ${files.length} OBJ files, not 7`,
      `give one for each of the times ${PETAL_TIMES.join(', ')}`,
    )
  }
  const meshes = files.map((text, index) => readObj(text, PETAL_TIMES[index] ?? 0))
  const [first] = meshes
  if (first === undefined) throw new PetalError('there is no OBJ file', 'give seven')
  return {
    triangles: first.triangles,
    texture: first.texture,
    frames: meshes.map(({ points }) => points),
  }
}

function readObj(text: string, time: number): ObjMesh {
  const points: number[] = []
  const coordinates: number[] = []
  const triangles: number[] = []
  const textureOf = new Map<number, number>()
  for (const line of text.split('\n')) {
    const [word, ...rest] = line.trim().split(/\s+/)
    if (word === 'v') {
      const [x = NaN, y = NaN, z = NaN] = rest.map(Number)
      points.push(x, -z, y)
    }
    if (word === 'vt') {
      const [u = NaN, v = 0] = rest.map(Number)
      coordinates.push(u, v)
    }
    if (word !== 'f') continue
    const corners = rest.map((corner) => {
      const [point = '', texture = ''] = corner.split('/')
      const index = indexOf(point, points.length / 3)
      if (texture !== '') textureOf.set(index, indexOf(texture, coordinates.length / 2))
      return index
    })
    // A fan, which is right for the convex faces that modellers export.
    for (let i = 2; i < corners.length; i++) {
      triangles.push(corners[0] ?? 0, corners[i - 1] ?? 0, corners[i] ?? 0)
    }
  }
  const count = points.length / 3
  const isSound = triangles.length > 0 && triangles.every((index) => index >= 0 && index < count)
  if (!isSound) {
    throw new PetalError(
      `the OBJ file for time ${time} has no sound faces`,
      'export the mesh with its faces',
    )
  }
  const texture =
    textureOf.size === count
      ? Float64Array.from({ length: count * 2 }, (_, i) => {
          const at = textureOf.get(Math.floor(i / 2)) ?? 0
          return coordinates[at * 2 + (i % 2)] ?? 0
        })
      : null
  return { points: Float64Array.from(points), triangles, texture }
}

/** OBJ counts from 1, or backwards from the end. */
function indexOf(text: string, count: number): number {
  const value = Number(text)
  return value < 0 ? count + value : value - 1
}

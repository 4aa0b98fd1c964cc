import * as THREE from 'three/webgpu'
import { uniform } from 'three/tsl'
import {
  growPetal,
  MESH_LENGTH,
  petalShares,
  REACHED_FLOWERS,
} from '../../engine/visuals/growPetal.ts'
import type { PetalSource } from '../../engine/visuals/petalSource.ts'
import type { PetalStore } from '../../engine/visuals/petalStore.ts'
import type { GrownPetals } from './gpuPetals.ts'
import { petalMoment, type PetalMoment } from './opening.ts'
import { laidOutShape, type PetalShape } from './petalShape.ts'
import { VERTICES } from './shapes.ts'
import type { GardenUniforms } from './uniforms.ts'

/** Texels stand in rows, and a texture's height has its limit. */
const MOST_PETALS = 2048

/**
 * The newest petals grown on this thread, where no GPU computes; the others are blended.
 * @param grown how many of them this thread grows in time
 */
export function createCpuPetals(
  store: PetalStore,
  source: PetalSource,
  grown: number,
  blended: PetalShape,
  u: GardenUniforms,
): GrownPetals {
  const room = Math.max(1, Math.min(MOST_PETALS, Math.floor(grown)))
  const texels = new Float32Array(room * VERTICES * 4)
  const texture = new THREE.DataTexture(texels, VERTICES, room, THREE.RGBAFormat, THREE.FloatType)
  texture.needsUpdate = true
  const first = uniform(0)
  const mesh = new Float32Array(MESH_LENGTH)
  const shares = new Float64Array(REACHED_FLOWERS)
  const moment: PetalMoment = { opening: 0, one: 0, two: 0, lean: 0 }
  return {
    shape: laidOutShape(texture, first, blended),
    smooth: null,
    grow() {
      const { network } = source
      if (network === null || store.count === 0) return
      first.value = Math.max(0, store.count - room)
      for (let slot = first.value; slot < store.count; slot++) {
        petalMoment(store.values, slot, u, moment)
        petalShares(moment.one, moment.two, moment.lean, network.curves.length, shares)
        growPetal(network, shares, moment.opening, mesh)
        layOut(mesh, texels, (slot - first.value) * VERTICES * 4)
      }
      texture.needsUpdate = true
    },
    dispose() {
      texture.dispose()
    },
  }
}

/** 7 x, 7 y, 7 z a row to x, y, z, 0 a point. */
function layOut(mesh: Float32Array, texels: Float32Array, at: number): void {
  for (let vertex = 0; vertex < VERTICES; vertex++) {
    const step = Math.floor(vertex / 7)
    const from = step * 21 + (vertex - step * 7)
    texels[at + vertex * 4] = mesh[from] ?? 0
    texels[at + vertex * 4 + 1] = mesh[from + 7] ?? 0
    texels[at + vertex * 4 + 2] = mesh[from + 14] ?? 0
  }
}

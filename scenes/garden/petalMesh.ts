import * as THREE from 'three/webgpu'
import { PETAL_FIELDS, PETAL_STRIDE } from '../../engine/visuals/petalStore.ts'
import { petalGrid } from './shapes.ts'

/** Petals as one draw call. */

const attributes: readonly [string, number][] = [
  ['life', PETAL_FIELDS.birth],
  ['nature', PETAL_FIELDS.voice],
  ['place', PETAL_FIELDS.flower],
  ['mark', PETAL_FIELDS.flash],
]

export interface PetalMesh {
  readonly mesh: THREE.Mesh<THREE.InstancedBufferGeometry>
  /** Sends a part of the values to the GPU again, petals from..to. */
  upload(from: number, to: number): void
  /** How many of the petals are drawn. */
  show(count: number): void
  dispose(): void
}

/** What instances are read from: one buffer may serve several meshes. */
export function petalBuffer(values: Float32Array): THREE.InstancedInterleavedBuffer {
  const buffer = new THREE.InstancedInterleavedBuffer(values, PETAL_STRIDE)
  buffer.setUsage(THREE.DynamicDrawUsage)
  return buffer
}

/**
 * @param buffer as of {@link petalBuffer}
 * @param pieces see {@link petalGrid}
 * @param material stays the caller's
 */
export function createPetalMesh(
  buffer: THREE.InstancedInterleavedBuffer,
  pieces: number,
  material: THREE.Material,
  order: number,
): PetalMesh {
  const geometry = petalGrid(pieces)
  for (const [name, offset] of attributes) {
    geometry.setAttribute(name, new THREE.InterleavedBufferAttribute(buffer, 4, offset))
  }
  const mesh = new THREE.Mesh(geometry, material)
  mesh.frustumCulled = false
  mesh.renderOrder = order
  // One range object for ever: the renderer empties the list after each upload.
  const range = { start: 0, count: 0 }
  return {
    mesh,
    upload(from, to) {
      range.start = from * PETAL_STRIDE
      range.count = (to - from) * PETAL_STRIDE
      const { updateRanges } = buffer
      updateRanges.length = 0
      updateRanges.push(range)
      buffer.needsUpdate = true
    },
    show(count) {
      geometry.instanceCount = count
      mesh.visible = count > 0
    },
    dispose() {
      geometry.dispose()
    },
  }
}

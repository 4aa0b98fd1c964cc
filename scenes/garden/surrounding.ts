import type * as THREE from 'three/webgpu'
import type { Node } from 'three/webgpu'
import { float, smoothstep } from 'three/tsl'

/** What stands round the flowers: one mesh, drawn in its order. */
export interface Surrounding {
  readonly mesh: THREE.Mesh
  dispose(): void
}

type Scalar = Node<'float'> | number

/** 1 up to `from`, 0 beyond `to`; a smoothstep with its ends swapped is undefined in shaders. */
export const falling = (from: Scalar, to: Scalar, x: Node<'float'>): Node<'float'> =>
  float(1).sub(smoothstep(from, to, x))

/** What is painted when: far to near. */
export const ORDER = {
  sky: 0,
  ground: 1,
  air: 2,
  stems: 3,
  far: 4,
  near: 5,
  meant: 6,
  loose: 7,
  ring: 8,
  bloom: 9,
} as const

export function surround<M extends THREE.Mesh>(mesh: M, order: number) {
  mesh.frustumCulled = false
  mesh.renderOrder = order
  return {
    mesh,
    dispose() {
      mesh.geometry.dispose()
      const { material } = mesh
      for (const each of Array.isArray(material) ? material : [material]) each.dispose()
    },
  }
}

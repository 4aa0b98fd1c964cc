import type * as THREE from 'three/webgpu'
import { Fn, vec4 } from 'three/tsl'
import { createPaintedMaterial } from './painted.ts'
import { petalLook } from './petalLook.ts'
import type { PetalShape } from './petalShape.ts'
import { petalPosition } from './petalVertex.ts'
import type { GardenUniforms } from './uniforms.ts'

/** Petals as they are seen. */
export function createPetalMaterial(
  shapeOf: PetalShape,
  u: GardenUniforms,
): THREE.MeshBasicNodeMaterial {
  const material = createPaintedMaterial()
  material.positionNode = petalPosition(shapeOf, u)
  material.fragmentNode = Fn(() => {
    const { colour, cover } = petalLook(u)
    return vec4(colour.mul(cover), cover)
  })()
  return material
}

/** The light that petals give themselves; they stand in each other's way as they are seen to. */
export function createEmissionMaterial(
  shapeOf: PetalShape,
  u: GardenUniforms,
): THREE.MeshBasicNodeMaterial {
  const material = createPaintedMaterial()
  material.positionNode = petalPosition(shapeOf, u)
  material.fragmentNode = Fn(() => {
    const { emission, cover } = petalLook(u)
    return vec4(emission.mul(cover), cover)
  })()
  return material
}

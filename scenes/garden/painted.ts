import * as THREE from 'three/webgpu'

/**
 * A material painted in order, newest last, as a flower's petals lie: a depth buffer would cut clear
 * petals out. Its colours are multiplied by their opacity already, so that opacity 0 adds light.
 */
export function createPaintedMaterial(): THREE.MeshBasicNodeMaterial {
  const material = new THREE.MeshBasicNodeMaterial({
    transparent: true,
    side: THREE.DoubleSide,
    depthTest: false,
    depthWrite: false,
    // Not three's premultipliedAlpha, which would multiply by the opacity once more.
    blending: THREE.CustomBlending,
    blendSrc: THREE.OneFactor,
    blendDst: THREE.OneMinusSrcAlphaFactor,
    blendSrcAlpha: THREE.OneFactor,
    blendDstAlpha: THREE.OneMinusSrcAlphaFactor,
  })
  material.forceSinglePass = true
  return material
}

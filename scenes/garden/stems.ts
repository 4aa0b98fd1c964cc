import * as THREE from 'three/webgpu'
import type { Node } from 'three/webgpu'
import {
  exp,
  float,
  Fn,
  instanceIndex,
  max,
  mix,
  positionGeometry,
  sin,
  smoothstep,
  step,
  uniform,
  varyingProperty,
  vec2,
  vec3,
  vec4,
} from 'three/tsl'
import { createPaintedMaterial } from './painted.ts'
import { GROUND_HEIGHT } from '../../engine/visuals/gardenPath.ts'
import { flowerCentre } from './flowerPlace.ts'
import { ORDER } from './surrounding.ts'
import type { GardenUniforms } from './uniforms.ts'

/** A stem under each of the newest flowers, and one under the bud: thin ribbons to the ground. */

const STEMS = 14
const PIECES = 48

/** Petals fall, a seed head stays: how much wider it makes the stem, metres; `down` 0..1 from its top. */
const HEAD = { middle: 0.045, half: 0.045, width: 0.1 }
const seedHead = (down: Node<'float'>): Node<'float'> => {
  const from = down.sub(HEAD.middle).div(HEAD.half)
  return max(float(1).sub(from.mul(from)), 0)
    .sqrt()
    .mul(HEAD.width)
}

export function createStems(u: GardenUniforms) {
  /** Number of the newest flower; 0 for the bud. */
  const newest = uniform(0)
  const at = varyingProperty('vec2', 'stemPlace')
  const material = createPaintedMaterial()
  material.positionNode = Fn(() => {
    // The furthest is painted first.
    const flower = newest.sub(STEMS - 1).add(instanceIndex.toFloat())
    const back = max(max(u.front, 0).sub(flower), 0)
    const down = positionGeometry.y
    const centre = flowerCentre(flower, back, u)
    const bend = sin(down.mul(2.1).add(flower.mul(1.7)).add(u.now.mul(0.3)))
      .mul(down)
      .mul(u.wind.mul(0.08).add(0.08))
    const across = positionGeometry.x.mul(mix(0.014, 0.026, down).add(seedHead(down)))
    const there = step(0, flower).mul(float(1).sub(smoothstep(9, 12, back)))
    at.assign(vec2(down, back.add(float(1).sub(there).mul(50))))
    const length = centre.y.sub(GROUND_HEIGHT)
    return centre.add(vec3(bend.add(across), down.mul(length.negate()), down.mul(-0.35)))
  })()
  material.fragmentNode = Fn(() => {
    const alpha = exp(at.y.mul(-0.3)).mul(0.9)
    const head = float(1).sub(smoothstep(HEAD.middle, HEAD.middle * 2, at.x))
    const ink = mix(u.colours.leaf, u.colours.amberDeep, head.mul(0.6))
      .mul(mix(0.5, 0.12, at.x))
      .mul(exp(at.y.mul(-0.2)))
    return vec4(ink.mul(alpha).mul(mix(0.4, 1, u.awake)), alpha)
  })()
  const geometry = new THREE.PlaneGeometry(1, 1, 1, PIECES)
  geometry.translate(0, 0.5, 0)
  const mesh = new THREE.InstancedMesh(geometry, material, STEMS)
  mesh.frustumCulled = false
  mesh.renderOrder = ORDER.stems
  return {
    mesh,
    newest,
    dispose() {
      mesh.dispose()
      geometry.dispose()
      material.dispose()
    },
  }
}

import * as THREE from 'three/webgpu'
import type { Node } from 'three/webgpu'
import {
  atan,
  color,
  float,
  Fn,
  fwidth,
  hash,
  instanceIndex,
  length,
  mix,
  positionGeometry,
  screenCoordinate,
  sin,
  smoothstep,
  step,
  uniform,
  uv,
  vec3,
  vec4,
} from 'three/tsl'
import { createPaintedMaterial } from './painted.ts'
import type { GardenUniforms } from './uniforms.ts'

/** What stands round the flowers: the ring that calls the answer, a glow, and motes in the air. */

export interface Surrounding {
  readonly mesh: THREE.Mesh
  dispose(): void
}

type Scalar = Node<'float'> | number

/** 1 up to `from`, 0 beyond `to`; a smoothstep with its ends swapped is undefined in shaders. */
const falling = (from: Scalar, to: Scalar, x: Node<'float'>) =>
  float(1).sub(smoothstep(from, to, x))

const surround = (mesh: THREE.Mesh, order: number): Surrounding => {
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

/** Closes clockwise from the top as the performer rests, from amber to the model's cyan. */
export function createRing() {
  const rest = uniform(0)
  const material = createPaintedMaterial()
  material.fragmentNode = Fn(() => {
    const at = positionGeometry.xy
    const radius = length(at)
    const turn = atan(at.x.negate(), at.y.negate())
      .div(Math.PI * 2)
      .add(0.5)
    const thin = fwidth(radius)
    const line = falling(thin.mul(0.5).add(0.001), thin.mul(1.5).add(0.0035), radius.sub(1).abs())
    const closed = falling(rest.sub(0.004), rest, turn)
    const head = falling(0, 0.05, turn.sub(rest).abs()).mul(step(0.001, rest))
    const ink = mix(color('#ffb454'), color('#5ad1cd'), smoothstep(0.3, 1, rest))
    const seen = line.mul(closed.mul(0.92).add(0.025)).mul(smoothstep(0, 0.06, rest))
    const alpha = seen.add(line.mul(head).mul(0.4)).min(1)
    return vec4(ink.mul(alpha), alpha)
  })()
  const mesh = new THREE.Mesh(new THREE.PlaneGeometry(2.2, 2.2), material)
  mesh.scale.setScalar(1.52)
  return { ...surround(mesh, 4), rest }
}

/** A breath of light behind the flower; it follows the temperature, never an onset. */
export function createGlow(u: GardenUniforms) {
  const heat = uniform(0.5)
  const material = createPaintedMaterial()
  material.fragmentNode = Fn(() => {
    const from = length(uv().sub(0.5).mul(2))
    const fall = falling(0, 1, from).pow(2.2)
    const pulse = sin(u.beat.mul(Math.PI)).mul(0.06).add(1)
    const ink = mix(color('#29506e'), color('#7a2c17'), heat)
    const light = ink
      .mul(fall)
      .mul(0.13)
      .mul(pulse)
      .mul(mix(0.4, 1, u.awake))
    // Without grain, eight bits show the fall of so faint a light as steps.
    const grain = hash(screenCoordinate.x.add(screenCoordinate.y.mul(4096)))
      .sub(0.5)
      .mul(0.003)
    return vec4(light.add(grain.mul(fall)), 0)
  })()
  const mesh = new THREE.Mesh(new THREE.PlaneGeometry(11, 7), material)
  mesh.position.set(0, 0.1, -1.5)
  return { ...surround(mesh, 0), heat }
}

const MOTES = 140

/** Pollen: rises slowly in show time, each mote on a path of its own. */
export function createMotes(u: GardenUniforms): Surrounding {
  const material = createPaintedMaterial()
  const own = hash(instanceIndex.add(1))
  const other = hash(instanceIndex.add(7919))
  const third = hash(instanceIndex.add(104729))
  const rise = u.now.mul(own.mul(0.02).add(0.008)).add(third).fract()
  const waver = sin(u.now.mul(own.mul(0.3).add(0.15)).add(other.mul(6.28))).mul(0.4)
  const centre = vec3(
    other
      .sub(0.5)
      .mul(9)
      .add(waver.mul(u.wind.add(0.3))),
    rise.sub(0.5).mul(4.4),
    own.mul(-5).add(1.5),
  )
  material.positionNode = positionGeometry.mul(mix(0.5, 1.4, third)).add(centre)
  material.fragmentNode = Fn(() => {
    const from = length(uv().sub(0.5).mul(2))
    const fade = smoothstep(0, 0.15, rise).mul(falling(0.8, 1, rise))
    const seen = falling(0, 1, from).pow(2).mul(fade).mul(0.28)
    const ink = mix(color('#ffb454'), color('#ece8e1'), third)
    return vec4(ink.mul(seen), float(0))
  })()
  const mesh = new THREE.InstancedMesh(new THREE.PlaneGeometry(0.03, 0.03), material, MOTES)
  const surrounding = surround(mesh, 1)
  return {
    mesh,
    dispose() {
      mesh.dispose()
      surrounding.dispose()
    },
  }
}

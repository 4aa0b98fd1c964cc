import * as THREE from 'three/webgpu'
import {
  float,
  Fn,
  hash,
  instanceIndex,
  length,
  mix,
  positionGeometry,
  sin,
  smoothstep,
  uv,
  vec3,
  vec4,
} from 'three/tsl'
import { flowerCentre } from './flowerPlace.ts'
import { createPaintedMaterial } from './painted.ts'
import { falling, ORDER, surround, type Surrounding } from './surrounding.ts'
import type { GardenUniforms } from './uniforms.ts'
import { windAt } from './wind.ts'

/** What floats in the air, each on a path of its own in show time. */

const MOTES = 150
const SEEDS = 48
const FLOWERS_THAT_SEED = 4
/** After so much silence flowers let their seeds go, seconds, and over how long. */
const SEEDING = { from: 9, within: 14, lasts: 11 }

function floating(
  count: number,
  size: number,
  order: number,
  material: THREE.MeshBasicNodeMaterial,
): Surrounding {
  const mesh = new THREE.InstancedMesh(new THREE.PlaneGeometry(size, size), material, count)
  const surrounding = surround(mesh, order)
  return {
    mesh,
    dispose() {
      mesh.dispose()
      surrounding.dispose()
    },
  }
}

/** Pollen; in the cold still stars of ice, in the heat embers that rise. */
export function createMotes(u: GardenUniforms): Surrounding {
  const { colours } = u
  const material = createPaintedMaterial()
  const own = hash(instanceIndex.add(1))
  const other = hash(instanceIndex.add(7919))
  const third = hash(instanceIndex.add(104729))
  // Two speeds, each its own mote: one speed that changed would jump.
  const isEmber = smoothstep(0.45, 0.46, own)
  const speed = mix(own.mul(0.02).add(0.008), own.mul(0.16).add(0.05), isEmber)
  const rise = u.now.mul(speed).add(third).fract()
  const hot = smoothstep(0.6, 0.95, u.heat)
  const cold = falling(0.1, 0.4, u.heat)
  const centre = vec3(
    other.sub(0.5).mul(9).sub(0.8),
    rise.mul(3.6).sub(1.2),
    own.mul(7.1).fract().mul(-4.5).add(1),
  )
  const carried = centre.add(windAt(centre, u).mul(mix(0.4, 1.2, isEmber)))
  const size = mix(0.5, 1.3, third).mul(mix(1, 1.5, isEmber.mul(hot)))
  material.positionNode = positionGeometry.mul(size).add(carried)
  material.fragmentNode = Fn(() => {
    const from = length(uv().sub(0.5).mul(2))
    const fade = smoothstep(0, 0.12, rise).mul(falling(0.7, 1, rise))
    const twinkle = sin(u.now.mul(own.mul(0.8).add(0.5)).add(other.mul(40)))
      .mul(0.5)
      .add(0.5)
    const pollen = mix(float(0.22), twinkle.mul(twinkle).mul(0.9), cold)
    const strength = mix(pollen, hot.mul(1.6), isEmber)
    const mild = mix(colours.amberPale, vec3(0.8, 0.78, 0.72), third)
    const ink = mix(mix(mild, colours.ice, cold), colours.ember, isEmber)
    const seen = falling(0, 1, from).pow(2).mul(fade).mul(strength)
    return vec4(ink.mul(seen).mul(mix(0.5, 1, u.awake)), float(0))
  })()
  return floating(MOTES, 0.032, ORDER.loose, material)
}

/** Flowers that have been silent for long let bright seeds go, which the air takes. */
export function createSeeds(u: GardenUniforms): Surrounding {
  const material = createPaintedMaterial()
  const own = hash(instanceIndex.add(31))
  const other = hash(instanceIndex.add(1013))
  const leaves = own.mul(SEEDING.within).add(SEEDING.from)
  const age = u.silence.sub(leaves).max(0)
  const part = age.div(SEEDING.lasts).min(1)
  const back = instanceIndex.toFloat().mod(FLOWERS_THAT_SEED)
  const flower = u.front.round().sub(back)
  const turn = other.mul(Math.PI * 2)
  const heart = flowerCentre(flower, u.front.sub(flower).max(0), u)
  const away = vec3(turn.cos().mul(0.5).sub(0.5), own.mul(0.6).add(0.8), turn.sin().mul(0.4))
  const path = heart.add(vec3(0, 0.25, 0.1)).add(away.mul(part.mul(1.6)))
  const carried = path.add(windAt(path.add(own), u).mul(part))
  material.positionNode = positionGeometry.mul(mix(0.7, 1.3, other)).add(carried)
  const there = smoothstep(0, 0.06, part)
    .mul(falling(0.7, 1, part))
    .mul(smoothstep(-0.5, 0, flower))
  material.fragmentNode = Fn(() => {
    const at = uv().sub(0.5).mul(2)
    const from = length(at)
    // A kernel and its tuft.
    const kernel = falling(0, 0.4, from).pow(2)
    const tuft = falling(0.75, 1, from)
      .mul(smoothstep(0.2, 0.9, from))
      .mul(smoothstep(-0.2, 0.6, at.y))
    const seen = kernel.add(tuft.mul(0.35)).mul(there)
    return vec4(u.colours.amberPale.mul(seen).mul(0.9), float(0))
  })()
  return floating(SEEDS, 0.24, ORDER.loose, material)
}

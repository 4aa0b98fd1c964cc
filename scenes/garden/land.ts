import * as THREE from 'three/webgpu'
import type { Node } from 'three/webgpu'
import {
  cameraPosition,
  dot,
  exp,
  float,
  Fn,
  hash,
  length,
  max,
  mix,
  positionWorld,
  screenCoordinate,
  sin,
  smoothstep,
  texture,
  vec2,
  vec3,
  vec4,
} from 'three/tsl'
import { GROUND_HEIGHT, STEP_BACK } from '../../engine/visuals/gardenPath.ts'
import { BEAT_PULSE } from '../../engine/visuals/onsetLight.ts'
import { pathAside } from './flowerPlace.ts'
import { createPaintedMaterial } from './painted.ts'
import { groundPlaceNode, type Stains } from './stains.ts'
import { falling, ORDER, surround, type Surrounding } from './surrounding.ts'
import type { GardenUniforms } from './uniforms.ts'

/** The black ground under a low horizon. Who plays lights it warm or cool, the heat edges the sky. */

/** Beyond the last flower that can be seen. */
const FAR = 60

/** Without grain, eight bits show the fall of so faint a light as steps. */
const grain = () =>
  hash(screenCoordinate.x.floor().add(screenCoordinate.y.floor().mul(4096)))
    .sub(0.5)
    .mul(0.0035)

/** Ice, night or ember. */
const heatColour = ({ heat, colours }: GardenUniforms) =>
  mix(
    mix(colours.ice.mul(vec3(0.25, 0.5, 1)), colours.mild.mul(0.7), smoothstep(0, 0.5, heat)),
    colours.ember,
    smoothstep(0.5, 1, heat),
  )

/** How cold and how hot it is set, 0..1 each. */
const extremes = ({ heat }: GardenUniforms) => ({
  cold: max(float(0.5).sub(heat), 0).mul(2),
  hot: max(heat.sub(0.5), 0).mul(2),
})

const pulse = ({ beat }: GardenUniforms) => float(1).add(sin(beat.mul(Math.PI)).mul(BEAT_PULSE))

/** Both voices' light. */
const voices = ({ colours, performer, model }: GardenUniforms) =>
  colours.amber.mul(performer).add(colours.cyan.mul(model))

export function createSky(u: GardenUniforms): Surrounding {
  const material = createPaintedMaterial()
  material.fragmentNode = Fn(() => {
    const up = positionWorld.y.sub(cameraPosition.y).div(FAR).toVar()
    const { cold, hot } = extremes(u)
    const band = exp(max(up, 0).mul(-9))
      .mul(0.6)
      .add(exp(max(up, 0).mul(-42)))
    const horizon = heatColour(u)
      .mul(band)
      .mul(mix(0.05, 0.12, cold).add(hot.mul(0.02)))
    // A halo stands behind the newest flower, in the colour of who plays.
    const from = positionWorld.xy.div(vec2(30, 19))
    const halo = falling(0, 1, length(from)).pow(2).mul(0.03)
    const light = horizon
      .add(voices(u).mul(halo))
      .mul(pulse(u))
      .mul(mix(0.45, 1, u.awake))
    return vec4(light.add(vec3(0.0032, 0.0032, 0.004)).add(grain()), 1)
  })()
  const geometry = new THREE.PlaneGeometry(FAR * 4, FAR * 2)
  const mesh = new THREE.Mesh(geometry, material)
  mesh.position.set(0, 0, -FAR)
  return surround(mesh, ORDER.sky)
}

export function createGround(u: GardenUniforms, stains: Stains): Surrounding {
  const material = createPaintedMaterial()
  material.fragmentNode = Fn(() => {
    const at = positionWorld.xz.toVar()
    const toEye = cameraPosition.sub(positionWorld).toVar()
    const far = length(toEye)
    const air = exp(far.mul(-0.085))
    const back = max(at.y.div(-STEP_BACK), 0).toVar()
    const across = at.x.sub(pathAside(back))
    const soil = texture(stains.texture, groundPlaceNode(u.front.sub(back), across)).mul(
      stains.left,
    )
    const rough = waves(at.mul(1.9))
      .mul(0.5)
      .add(waves(at.mul(5.3)).mul(0.3))
      .add(0.75)
    // Light falls from the newest flower, and lies along the path.
    const pool = exp(dot(at, at).mul(-0.42))
    const path = exp(across.mul(across).mul(-0.35)).mul(0.14)
    const lit = voices(u).mul(pool.mul(0.16).add(path.mul(0.3)))
    const { cold, hot } = extremes(u)
    const cast = heatColour(u).mul(mix(0.012, 0.05, cold.add(hot.mul(0.1))))
    // Seen flat, wet ground gives the sky back.
    const flat = exp(toEye.normalize().y.mul(-14))
    const glossy = heatColour(u)
      .mul(flat)
      .mul(mix(0.03, 0.13, cold.add(hot.mul(0.25))))
    const colour = lit.add(cast).mul(rough).add(soil.rgb.mul(rough).mul(0.5)).mul(air).add(glossy)
    const light = colour.mul(pulse(u)).mul(mix(0.45, 1, u.awake))
    return vec4(light.add(vec3(0.0032, 0.0032, 0.0036)).add(grain()), 1)
  })()
  const geometry = new THREE.PlaneGeometry(FAR * 3, FAR + 6)
  geometry.rotateX(-Math.PI / 2)
  const mesh = new THREE.Mesh(geometry, material)
  mesh.position.set(0, GROUND_HEIGHT, -FAR / 2 + 3)
  return surround(mesh, ORDER.ground)
}

/** A cheap unevenness, −1..1. */
const waves = (at: Node<'vec2'>) =>
  sin(at.x.add(sin(at.y.mul(1.3)).mul(1.7))).mul(
    sin(at.y.mul(1.1).sub(sin(at.x.mul(0.7)).mul(2.1))),
  )

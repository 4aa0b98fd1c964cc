import * as THREE from 'three/webgpu'
import {
  attribute,
  cameraPosition,
  clamp,
  color,
  dot,
  exp,
  float,
  Fn,
  fwidth,
  max,
  mix,
  normalize,
  pow,
  sin,
  smoothstep,
  step,
  varying,
  vec3,
  vec4,
} from 'three/tsl'
import { petalPosition, varyings } from './petalVertex.ts'
import type { GardenUniforms } from './uniforms.ts'

/**
 * How a petal looks. Who plays: the performer's are filled, amber and opaque, the model's are
 * outlined, cyan and clear. Temperature is the rim, from ice to ember; surprise makes it glow. Pitch
 * goes from deep to pale. One light stands above and behind, and shines through.
 */

const GROUND = '#0b0b0d'
const AMBER = '#ffb454'
const AMBER_DEEP = '#c2531b'
const AMBER_PALE = '#ffe6b0'
const CYAN = '#5ad1cd'
const CYAN_DEEP = '#2a8fa8'
const CYAN_PALE = '#c4fff2'
const ICE = '#9fd8ff'
const EMBER = '#ff5c39'
const BUD = '#c9a57a'

const KEY_LIGHT = new THREE.Vector3(-0.35, 0.85, -0.4).normalize()

export function createPetalMaterial(
  shapes: THREE.DataTexture,
  u: GardenUniforms,
): THREE.MeshBasicNodeMaterial {
  const material = new THREE.MeshBasicNodeMaterial({
    transparent: true,
    side: THREE.DoubleSide,
    // Newest last is the painter's order of a flower; a depth buffer would cut clear petals out.
    depthTest: false,
    depthWrite: false,
    premultipliedAlpha: true,
  })
  material.forceSinglePass = true
  material.positionNode = petalPosition(shapes, u)

  const nature = varying(attribute<'vec4'>('nature', 'vec4'))
  const v = varyings()
  material.fragmentNode = Fn(() => {
    const isBud = step(1.5, nature.x)
    const isModel = step(0.5, nature.x).mul(float(1).sub(isBud))
    const heat = smoothstep(0.5, 1.5, nature.y)
    const across = v.place.x.abs()
    const along = v.place.y
    const pitch = v.state.z
    const flash = v.state.y

    const view = normalize(cameraPosition.sub(v.world))
    const facing = dot(normalize(v.normal), view)
    const normal = normalize(v.normal).mul(facing.sign())
    const grazing = pow(float(1).sub(facing.abs()), 2.5)

    // Light: wrapped diffuse, and what shines through from behind.
    const key = vec3(KEY_LIGHT.x, KEY_LIGHT.y, KEY_LIGHT.z)
    const lit = clamp(dot(normal, key).mul(0.5).add(0.5), 0, 1)
    const through = pow(clamp(dot(view.negate(), key).mul(0.5).add(0.5), 0, 1), 2)
    const shade = mix(0.2, 1, smoothstep(-0.05, 0.75, along)).mul(lit.mul(0.75).add(0.3))
    const vein = sin(across.mul(19).sub(along.mul(2))).mul(0.5).add(0.5)
    const veins = vein.pow(4).mul(0.16).mul(smoothstep(0.95, 0.2, along)).mul(across.oneMinus())
    const rib = smoothstep(0.07, 0, across).mul(smoothstep(1, 0.3, along))

    const amber = mix(
      mix(color(AMBER_DEEP), color(AMBER), smoothstep(0, 0.45, pitch)),
      color(AMBER_PALE),
      smoothstep(0.45, 1, pitch),
    )
    const cyan = mix(
      mix(color(CYAN_DEEP), color(CYAN), smoothstep(0, 0.45, pitch)),
      color(CYAN_PALE),
      smoothstep(0.45, 1, pitch),
    )
    const filled = mix(amber, color(BUD), isBud)
      .mul(shade)
      .mul(mix(1.15, 0.8, along))
      .mul(float(1).sub(veins).sub(rib.mul(0.18)))
      .add(amber.mul(through).mul(0.25))

    // Edges, a pixel soft whatever the distance.
    const soft = max(fwidth(v.place.x), 0.002)
    const inside = float(1).sub(smoothstep(float(1).sub(soft.mul(1.5)), 1, across))
    const wide = mix(0.14, 0.3, isModel)
    const toEdge = max(across, smoothstep(0.86, 1.02, along))
    const edge = smoothstep(float(1).sub(wide).sub(soft), 1, toEdge)
    const glow = heat.sub(0.5).abs().mul(1.5).add(0.35).add(nature.z.mul(0.12))
    const rim = mix(color(ICE), color(EMBER), heat).mul(edge).mul(glow).mul(mix(1, 0.25, isBud))

    const clear = edge.pow(1.4).mul(0.9).add(rib.mul(0.5)).add(grazing.mul(0.35)).add(0.1)
    const alpha = mix(float(0.97), clamp(clear, 0, 0.95), isModel)
    const outlined = cyan.mul(lit.mul(0.5).add(0.7))
    const base = mix(filled, outlined, isModel)
    const lighted = base.add(rim.mul(0.8)).mul(flash.mul(0.9).add(1)).mul(mix(0.55, 1, u.awake))

    // Fog: what lies back sinks into the ground.
    const fog = exp(v.state.w.mul(-0.3))
    const seen = v.state.x.mul(inside).mul(alpha).mul(mix(0.25, 1, fog))
    const shown = mix(color(GROUND), lighted, fog.mul(0.9).add(0.1))
    return vec4(shown.mul(seen), seen)
  })()
  return material
}

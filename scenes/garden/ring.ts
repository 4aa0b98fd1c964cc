import * as THREE from 'three/webgpu'
import {
  atan,
  float,
  Fn,
  fwidth,
  length,
  mix,
  positionGeometry,
  smoothstep,
  step,
  uniform,
  vec4,
} from 'three/tsl'
import { createPaintedMaterial } from './painted.ts'
import { falling, ORDER, surround } from './surrounding.ts'
import type { GardenUniforms } from './uniforms.ts'

/** Closes clockwise from the top as the performer rests, from their colour to the model's. */
export function createRing({ colours }: GardenUniforms) {
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
    const ink = mix(colours.amber, colours.cyan, smoothstep(0.3, 1, rest))
    const seen = line.mul(closed.mul(0.92).add(0.025)).mul(smoothstep(0, 0.06, rest))
    const alpha = seen.add(line.mul(head).mul(0.4)).min(float(1))
    return vec4(ink.mul(alpha), alpha)
  })()
  const mesh = new THREE.Mesh(new THREE.PlaneGeometry(2.2, 2.2), material)
  mesh.scale.setScalar(1.46)
  return { ...surround(mesh, ORDER.ring), rest }
}

import type { Node } from 'three/webgpu'
import { cos, sin, vec3 } from 'three/tsl'
import type { GardenUniforms } from './uniforms.ts'

type Vec3 = Node<'vec3'>

/** A flow without sources, the curl of itself (Arnold–Beltrami–Childress): it never gathers. */
const curl = (p: Vec3): Vec3 =>
  vec3(sin(p.z).add(cos(p.y)), sin(p.x).add(cos(p.z)), sin(p.y).add(cos(p.x)))

/** As dense as playing gets, notes a second. */
const DENSE = 8

/**
 * How hard the wind blows.
 * @param wish the performer's, 0..1
 * @param density notes a second
 */
export const windStrength = (wish: number, density: number): number =>
  wish * (0.5 + Math.min(1, density / DENSE))

/** Which way the air carries what is loose at a place, about one metre at most. */
export function windAt(place: Vec3, u: GardenUniforms): Vec3 {
  const drift = vec3(u.now.mul(0.42), u.now.mul(0.31), u.now.mul(-0.23))
  const slow = curl(place.mul(0.9).add(drift))
  const quick = curl(place.mul(2.3).sub(drift.mul(2.7)))
  return slow.add(quick.mul(0.35)).mul(u.wind).mul(0.36)
}

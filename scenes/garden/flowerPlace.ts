import type { Node } from 'three/webgpu'
import { float, min, sin, vec3 } from 'three/tsl'
import {
  LEAN,
  PATH_ASIDE,
  PATH_BEND,
  PATH_EYE,
  STEP_BACK,
  STREWN,
  STREWN_TURN,
} from '../../engine/visuals/gardenPath.ts'
import type { GardenUniforms } from './uniforms.ts'

/** Where a flower stands, on the GPU; the numbers are those of gardenPath.ts. */

type Float = Node<'float'>
type Vec3 = Node<'vec3'>

/** How far the path lies to the left, steps back. */
export const pathAside = (back: Float): Float =>
  back
    .mul(STEP_BACK)
    .add(PATH_EYE)
    .mul(
      back.div(
        back
          .mul(back)
          .add(PATH_BEND * PATH_BEND)
          .sqrt(),
      ),
    )
    .mul(-PATH_ASIDE)

/** The heart of a flower: the newest in front, older ones drift left and back into the fog. */
export function flowerCentre(flower: Float, back: Float, u: GardenUniforms): Vec3 {
  const drift = sin(u.now.mul(0.13).add(flower.mul(2.4)))
    .mul(0.05)
    .mul(u.wind.add(0.4))
  const strewn = min(back, 1)
  const away = sin(flower.mul(STREWN_TURN.aside)).mul(STREWN.aside).mul(strewn)
  const up = sin(flower.mul(STREWN_TURN.up)).mul(STREWN.up).mul(strewn)
  return vec3(pathAside(back).add(away).add(drift), up.add(drift.mul(0.6)), back.mul(-STEP_BACK))
}

/** From a flower's own space, its axis along z, to the garden's, leaning towards the viewer. */
export function leaning(v: Vec3): Vec3 {
  const s = float(Math.sin(LEAN))
  const c = float(Math.cos(LEAN))
  return vec3(v.x, v.y.mul(s).add(v.z.mul(c)), v.z.mul(s).sub(v.y.mul(c)))
}

import type { Node } from 'three/webgpu'
import { float, max, mix, smoothstep, step } from 'three/tsl'
import { FALL_SECONDS, LETS_GO_WITHIN, LIES_SECONDS } from '../../engine/visuals/falling.ts'
import { FEWEST_BACK, MOST_BACK } from '../../engine/visuals/gardenPath.ts'
import type { GardenUniforms } from './uniforms.ts'

/** Whether a petal is there, and how far it has fallen; the numbers are those of falling.ts. */

/** Above the numbers of performer and model, below those of the bud and of what is meant. */
const LAST_VOICE = 1.5

type Float = Node<'float'>
type Vec4 = Node<'vec4'>

/**
 * Seconds since it let go (0 before), and what part of its fall is through, 0..1. Only what sounded
 * falls: the bud and what is meant have no birth to grow old from.
 */
export function fallNode(life: Vec4, nature: Vec4, u: GardenUniforms) {
  const own = nature.w
  const isNote = step(nature.x, LAST_VOICE)
  const fallen = max(u.oldBefore.sub(life.x).sub(own.mul(LETS_GO_WITHIN)), 0)
    .mul(isNote)
    .toVar()
  const lasts = mix(FALL_SECONDS.least, FALL_SECONDS.most, own).toVar()
  return { fallen, lasts, part: fallen.div(lasts).min(1).toVar() }
}

/** 1 for a petal that is there, 0 for one not yet born, never sounded, far back or long fallen. */
export function presenceNode(life: Vec4, nature: Vec4, back: Float, u: GardenUniforms): Float {
  const born = step(life.x, u.now).mul(step(life.x.add(0.0001), life.y))
  const reach = mix(FEWEST_BACK, MOST_BACK, u.depth)
  const near = float(1).sub(smoothstep(reach, reach.add(1), back))
  const { fallen, lasts } = fallNode(life, nature, u)
  const lies = float(1).sub(smoothstep(lasts, lasts.add(LIES_SECONDS), fallen))
  return born.mul(near).mul(lies)
}

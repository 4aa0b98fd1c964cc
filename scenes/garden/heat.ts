import type { Node } from 'three/webgpu'
import { float, smoothstep } from 'three/tsl'

/**
 * What temperature makes of a petal: up to 0.8 a crystal, about 1 it breathes, above 1.2 a storm has
 * it; each once for the GPU, once in plain TypeScript for where no GPU computes.
 */

type Float = Node<'float'>

/** A crystal up to the first, none from the second on. */
const CRYSTAL = [0.8, 0.9] as const
/** No storm up to the first; from the second on it grows, as far as the third. */
const STORM = [1.2, 1.3, 1.6] as const
/** Up to here a petal breathes in full; in a storm not at all. */
const BREATHES = 1.1
/** How strong a storm breaks out, of its full strength. */
const OUTBREAK = 0.5

/** 1 up to 0.8, 0 from 0.9 on. */
export const crystalNode = (temperature: Float): Float =>
  float(1).sub(smoothstep(CRYSTAL[0], CRYSTAL[1], temperature))

/** 0 up to 1.2, then quickly a half, 1 from 1.6 on. */
export const stormNode = (temperature: Float): Float =>
  smoothstep(STORM[0], STORM[1], temperature).mul(
    smoothstep(STORM[0], STORM[2], temperature)
      .mul(1 - OUTBREAK)
      .add(OUTBREAK),
  )

/** 1 about 1, 0 in a crystal and in a storm. */
export const breathingNode = (temperature: Float): Float =>
  smoothstep(CRYSTAL[0], CRYSTAL[1], temperature).mul(
    float(1).sub(smoothstep(BREATHES, STORM[0], temperature)),
  )

/** 3t² − 2t³ between two values, 0 before, 1 after, as the GPU's smoothstep. */
export function rise(from: number, to: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

/** See {@link crystalNode}. */
export const crystalAt = (temperature: number): number =>
  1 - rise(CRYSTAL[0], CRYSTAL[1], temperature)

/** See {@link breathingNode}. */
export const breathingAt = (temperature: number): number =>
  rise(CRYSTAL[0], CRYSTAL[1], temperature) * (1 - rise(BREATHES, STORM[0], temperature))

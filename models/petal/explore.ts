import { exp } from '../../engine/core/maths.ts'
import type { PetalModel } from './petalModel.ts'

/** How far contexts may lie outside the templates' own, as a part of their range. */
const MARGIN = 1.5

/**
 * Mixes the templates' context curves row by row: with shares (1 − e, e) it is cA + e (cB − cA).
 * @param shares of the templates, which sum to 1
 * @param into [7 times][7 steps][contexts]
 */
export function mixCurves(
  { curves }: PetalModel,
  shares: ArrayLike<number>,
  into: Float32Array,
): void {
  for (let i = 0; i < into.length; i++) {
    let sum = 0
    for (let k = 0; k < curves.length; k++) sum += (shares[k] ?? 0) * (curves[k]?.[i] ?? 0)
    into[i] = sum
  }
}

/** The contexts that a walk may reach, for each context. */
export interface ContextLimits {
  readonly lowest: readonly number[]
  readonly highest: readonly number[]
}

/** The edge of what is safe: {@link MARGIN} times the templates' range below and above it. */
export function contextLimits({ curves, contexts }: PetalModel): ContextLimits {
  const ranges = Array.from({ length: contexts }, (_, context) => {
    const values = curves.flatMap((curve) => [...curve].filter((_, i) => i % contexts === context))
    const [low, high] = [Math.min(...values), Math.max(...values)]
    const margin = Math.max(1e-3, MARGIN * (high - low))
    return [low - margin, high + margin] as const
  })
  return { lowest: ranges.map(([low]) => low), highest: ranges.map(([, high]) => high) }
}

/** Bends contexts back before they reach the limits; the middle half is left as it is. */
export function limitCurves(curve: Float32Array, { lowest, highest }: ContextLimits): void {
  const contexts = lowest.length
  for (let i = 0; i < curve.length; i++) {
    const low = lowest[i % contexts] ?? 0
    const high = highest[i % contexts] ?? 0
    const middle = (low + high) / 2
    const half = (high - low) / 2
    const place = (curve[i] ?? 0) - middle
    const share = Math.abs(place) / half
    if (share <= FREE) continue
    const bent = 1 - (1 - FREE) * exp((FREE - share) / (1 - FREE))
    curve[i] = middle + Math.sign(place) * half * bent
  }
}

const FREE = 0.8

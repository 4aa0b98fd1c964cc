import { exp } from '../../engine/core/maths.ts'
import { PETAL_STEPS } from '../../engine/visuals/petalSource.ts'
import { ROW_COUNT } from './mesh.ts'
import type { PetalModel } from './petalModel.ts'

/** Affine moves of the context curves, on top of where the walk stands. */
export interface CurveMove {
  /** Added to each context, in context units; 0 moves nothing. */
  readonly shift: number
  /** Of a curve about its mean over the steps; 1 moves nothing. */
  readonly scale: number
  /** How far each curve is pushed off along its normal in the plane of step and context. */
  readonly normal: number
}

export const NO_MOVE: CurveMove = { shift: 0, scale: 1, normal: 0 }

/** How far contexts may lie outside the templates' own, as a part of their range. */
const MARGIN = 1.5

/** A number of the performer's, or what it stands for when it is none. */
const sound = (value: number, otherwise: number): number =>
  value === value ? Math.min(1e6, Math.max(-1e6, value)) : otherwise

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

/**
 * Moves context curves in place. Scale: about the mean over the seven steps of a time. Normal: a
 * curve c(s) pushed by d along its normal lies at c + d √(1 + c′²), to first order. What is no number
 * moves nothing.
 * @param curve [7 times][7 steps][contexts]
 */
export function moveCurves(curve: Float32Array, move: CurveMove): void {
  const contexts = curve.length / ROW_COUNT
  const shift = sound(move.shift, 0)
  const scale = sound(move.scale, 1)
  const normal = sound(move.normal, 0)
  for (let time = 0; time < 7; time++) {
    for (let context = 0; context < contexts; context++) {
      const at = (step: number): number => (time * 7 + step) * contexts + context
      const line = PETAL_STEPS.map((_, step) => curve[at(step)] ?? 0)
      const mean = line.reduce((sum, value) => sum + value, 0) / line.length
      const scaled = line.map((value) => mean + scale * (value - mean))
      scaled.forEach((value, step) => {
        const slope = slopeAt(scaled, step)
        curve[at(step)] = value + shift + normal * Math.sqrt(1 + slope * slope)
      })
    }
  }
}

/** The slope of a curve over the steps; central, one-sided at both ends. */
function slopeAt(line: readonly number[], step: number): number {
  const before = Math.max(0, step - 1)
  const after = Math.min(line.length - 1, step + 1)
  const run = (PETAL_STEPS[after] ?? 0) - (PETAL_STEPS[before] ?? 0)
  return ((line[after] ?? 0) - (line[before] ?? 0)) / run
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

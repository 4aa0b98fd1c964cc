import type { Seconds } from '../core/units.ts'
import { curveOf, parameterAt, type Modulation } from '../modulation/modulation.ts'
import { withJump, type ContextGlide, type Contexts } from '../visuals/contextGlide.ts'
import { withMoveJump, type CurveGlide } from '../visuals/curveGlide.ts'
import type { CurveMove } from '../visuals/curveMove.ts'
import type { Performance } from './state.ts'

const CONTEXTS = ['context.1', 'context.2'] as const

/** Where the performer stands between the drawn flowers. */
export const contextsAt = (modulation: Modulation, at: number): Contexts => [
  parameterAt(modulation, CONTEXTS[0], at),
  parameterAt(modulation, CONTEXTS[1], at),
]

const MOVES = ['curves.shift', 'curves.scale', 'curves.normal'] as const

/** How the performer moves the flowers' curves. */
export const curveMoveAt = (modulation: Modulation, at: number): CurveMove => ({
  shift: parameterAt(modulation, MOVES[0], at),
  scale: parameterAt(modulation, MOVES[1], at),
  normal: parameterAt(modulation, MOVES[2], at),
})

/** The glide of the contexts after an event that may have moved them. */
export function glided(before: Performance, after: Modulation, at: Seconds): ContextGlide {
  const { contextGlide, modulation, horizonTicks } = before
  if (CONTEXTS.every((id) => curveOf(after, id) === curveOf(modulation, id))) return contextGlide
  const from = contextsAt(modulation, horizonTicks)
  return withJump(contextGlide, from, contextsAt(after, horizonTicks), at)
}

/** The glide of the curves, likewise. */
export function curvesGlided(before: Performance, after: Modulation, at: Seconds): CurveGlide {
  const { curveGlide, modulation, horizonTicks } = before
  if (MOVES.every((id) => curveOf(after, id) === curveOf(modulation, id))) return curveGlide
  const from = curveMoveAt(modulation, horizonTicks)
  return withMoveJump(curveGlide, from, curveMoveAt(after, horizonTicks), at)
}

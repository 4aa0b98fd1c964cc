import type { Seconds } from '../core/units.ts'
import { leftOfJump } from './contextGlide.ts'
import { isSameMove, type CurveMove } from './curveMove.ts'

/**
 * How the flowers' curves follow a move that jumps, as `ContextGlide` does for contexts: what is shown
 * lies off the parameters' own values by `offset`, which melts away. Plain data.
 */
export interface CurveGlide {
  readonly offset: CurveMove
  /** When it last jumped, show seconds. */
  readonly atSeconds: Seconds
}

export const NO_CURVE_GLIDE: CurveGlide = {
  offset: { shift: 0, scale: 0, normal: 0 },
  atSeconds: 0 as Seconds,
}

/** What is shown at a moment, while the parameters say `wanted`. */
export function shownMove(
  { offset, atSeconds }: CurveGlide,
  wanted: CurveMove,
  now: number,
): CurveMove {
  const left = leftOfJump(now - atSeconds)
  if (left === 0) return wanted
  return {
    shift: wanted.shift + offset.shift * left,
    scale: wanted.scale + offset.scale * left,
    normal: wanted.normal + offset.normal * left,
  }
}

/** The glide after the parameters have jumped at a moment; unchanged when they have not. */
export function withMoveJump(
  glide: CurveGlide,
  before: CurveMove,
  after: CurveMove,
  at: Seconds,
): CurveGlide {
  if (isSameMove(before, after)) return glide
  const shown = shownMove(glide, before, at)
  const offset = {
    shift: shown.shift - after.shift,
    scale: shown.scale - after.scale,
    normal: shown.normal - after.normal,
  }
  return { offset, atSeconds: at }
}

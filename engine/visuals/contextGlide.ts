import type { Seconds } from '../core/units.ts'

/** Where two context coordinates stand; 0 is the first drawn flower, 1 the one each leads to. */
export type Contexts = readonly [one: number, two: number]

/**
 * How the flower in front follows a context that jumps: what is shown lies off the parameter's own
 * value by `offset`, which melts away. Plain data.
 */
export interface ContextGlide {
  readonly offset: Contexts
  /** When it last jumped, show seconds. */
  readonly atSeconds: Seconds
}

/** A jump is through after this long, seconds. */
const GLIDE_SECONDS = 0.25

export const NO_GLIDE: ContextGlide = { offset: [0, 0], atSeconds: 0 as Seconds }

/** What is left of a jump that long after it, 1 at once .. 0. */
export function leftOfJump(sinceSeconds: number): number {
  const t = Math.min(1, Math.max(0, sinceSeconds / GLIDE_SECONDS))
  return 1 - t * t * (3 - 2 * t)
}

/** What is shown at a moment, while the parameters say `wanted`. */
export function shownContexts(glide: ContextGlide, [one, two]: Contexts, now: number): Contexts {
  const left = leftOfJump(now - glide.atSeconds)
  return left === 0 ? [one, two] : [one + glide.offset[0] * left, two + glide.offset[1] * left]
}

/** The glide after the parameters have jumped at a moment; unchanged when they have not. */
export function withJump(
  glide: ContextGlide,
  before: Contexts,
  after: Contexts,
  at: Seconds,
): ContextGlide {
  if (before[0] === after[0] && before[1] === after[1]) return glide
  const [one, two] = shownContexts(glide, before, at)
  return { offset: [one - after[0], two - after[1]], atSeconds: at }
}

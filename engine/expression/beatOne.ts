/** Onsets among which beat 1 is looked for: a pick-up is not longer. */
export const OPENING_ONSETS = 8

/** Below this difference of velocities (0..1) nothing is accented. */
const LEAST_CONTRAST = 0.12
/** An accent lies in the upper part of the velocities heard. */
const ACCENT_SHARE = 0.6

/**
 * Which onset is beat 1: the first accented one; the first of all when the velocities tell nothing.
 * @param velocities 0..1 of a phrase's onsets, from its first; those after {@link OPENING_ONSETS} do
 *   not count
 * @returns an index
 */
export function beatOneOf(velocities: readonly number[]): number {
  const opening = velocities.slice(0, OPENING_ONSETS)
  const lowest = Math.min(...opening)
  const highest = Math.max(...opening)
  if (!(highest - lowest >= LEAST_CONTRAST)) return 0
  const accent = lowest + ACCENT_SHARE * (highest - lowest)
  return Math.max(
    0,
    opening.findIndex((velocity) => velocity >= accent),
  )
}

/**
 * The light of an onset: it rises for 120 ms and falls for 600. At most three a second are let
 * through (`flash` of the petal store); the others come on without a light. The shaders read the
 * same numbers.
 */

export const LIGHT_RISES = 0.12
export const LIGHT_FALLS = 0.6
/** The most by which the beat moves any light, as a share of it. */
export const BEAT_PULSE = 0.06

const smooth = (t: number): number => {
  const x = Math.min(1, Math.max(0, t))
  return x * x * (3 - 2 * x)
}

/** @param age since the onset, seconds @returns 0..1 */
export const onsetLight = (age: number): number =>
  smooth(age / LIGHT_RISES) * (1 - smooth((age - LIGHT_RISES) / LIGHT_FALLS))

import type { Envelope } from '../../sound/timbre.ts'

/**
 * Levels that never click. Every segment is an exponential approach: the engine lets it go on from
 * wherever the level is when the segment is reached, so a command that comes a few milliseconds
 * late, as live ones do, bends the curve but makes no step.
 */

/** An approach is within 5 % of its goal after this many time constants. */
const ARRIVED = 3
/** And below -60 dB after these. */
const SILENT = 7
/** The level is set to a true zero when even a release that came this late has faded. */
const LATEST_SECONDS = 0.1

/** Rises to `peak` and decays to its sustain. */
export function attack(
  level: AudioParam,
  peak: number,
  envelope: Envelope,
  atSeconds: number,
): void {
  level.cancelScheduledValues(atSeconds)
  level.setTargetAtTime(peak, atSeconds, envelope.attackSeconds / ARRIVED)
  level.setTargetAtTime(
    peak * envelope.sustain,
    atSeconds + envelope.attackSeconds,
    envelope.decaySeconds / ARRIVED,
  )
}

/** Falls to silence in the given time, and forgets whatever was to come after. */
export function release(level: AudioParam, atSeconds: number, releaseSeconds: number): void {
  level.cancelScheduledValues(atSeconds)
  level.setTargetAtTime(0, atSeconds, releaseSeconds / SILENT)
  level.setValueAtTime(0, atSeconds + releaseSeconds + LATEST_SECONDS)
}

/** Goes to a level in the given time. */
export function glide(
  param: AudioParam,
  value: number,
  atSeconds: number,
  glideSeconds: number,
): void {
  param.setTargetAtTime(value, atSeconds, glideSeconds / ARRIVED)
}

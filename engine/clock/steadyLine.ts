/**
 * Performance time to show time at one pace, for what others ask for ahead of its time. The clock map
 * bends towards each reading of the audio clock, by up to one part in a hundred: two notes that were
 * asked for a second apart would come out some milliseconds off. This line does not move while the map
 * trembles about it; beyond that it leans, as far as the device's clock runs away from the machine's,
 * and is nowhere further from the map than {@link FARTHEST_SECONDS}.
 */
export interface SteadyLine {
  readonly atPerformanceSeconds: number
  /** Show time minus performance time. */
  readonly offsetSeconds: number
}

/** The line gives up its pace and goes to where the map is, when it is off by more. */
export const FARTHEST_SECONDS = 0.003
/** Readings tremble by less. */
const TREMBLE_SECONDS = 0.002
/** Seconds a second, for each second that the map is off beyond its trembling: 60 ppm a millisecond. */
const PACE = 0.06

/**
 * The line after a reading of both clocks at the same moment.
 * @param line null before the first
 */
export function follow(
  line: SteadyLine | null,
  performanceSeconds: number,
  showSeconds: number,
): SteadyLine {
  const wanted = showSeconds - performanceSeconds
  const error = line === null ? Infinity : wanted - line.offsetSeconds
  if (line === null || Math.abs(error) > FARTHEST_SECONDS) {
    return { atPerformanceSeconds: performanceSeconds, offsetSeconds: wanted }
  }
  const elapsed = Math.max(0, performanceSeconds - line.atPerformanceSeconds)
  const beyond = error - Math.min(TREMBLE_SECONDS, Math.max(-TREMBLE_SECONDS, error))
  return {
    atPerformanceSeconds: performanceSeconds,
    offsetSeconds: line.offsetSeconds + beyond * Math.min(1, PACE * elapsed),
  }
}

export const showOnLine = (line: SteadyLine, performanceSeconds: number): number =>
  performanceSeconds + line.offsetSeconds

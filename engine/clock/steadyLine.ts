/**
 * Performance time to show time at one pace, for what others ask for ahead of its time. The clock map
 * bends towards each reading of the audio clock, by up to one part in a hundred: two notes that were
 * asked for a second apart would come out some milliseconds off. This line keeps their interval to
 * 30 µs a second, a sample and a half, and is nowhere further from the map than {@link FARTHEST_SECONDS}.
 */
export interface SteadyLine {
  readonly atPerformanceSeconds: number
  /** Show time minus performance time. */
  readonly offsetSeconds: number
}

/** The line gives up its pace and goes to where the map is, when it is off by more. */
export const FARTHEST_SECONDS = 0.003
/** Seconds a second by which the line goes towards the map. */
export const GREATEST_PACE = 30e-6

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
  const most = GREATEST_PACE * Math.max(0, performanceSeconds - line.atPerformanceSeconds)
  return {
    atPerformanceSeconds: performanceSeconds,
    offsetSeconds: line.offsetSeconds + Math.min(most, Math.max(-most, error)),
  }
}

export const showOnLine = (line: SteadyLine, performanceSeconds: number): number =>
  performanceSeconds + line.offsetSeconds

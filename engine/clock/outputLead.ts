/**
 * How far the audio device renders ahead of what is heard: its output's latency, as its clocks tell
 * it. What is handed over with less than that to spare begins at once instead of in time.
 */

/** A longer way out is not waited for: a turned knob would come too late. */
const GREATEST_LEAD_SECONDS = 0.25
/** Waking, folding and handing over, and the block that is being rendered. */
export const HAND_OVER_SECONDS = 0.012
/** The render clock moves in blocks, so the longest of late counts; a shorter one is believed slowly. */
const DECAY_SECONDS = 10

/**
 * The lead after another reading, in seconds.
 * @param seen the render clock less what is heard, at one moment
 * @param elapsedSeconds since the reading before
 */
export function leadAfter(lead: number, seen: number, elapsedSeconds: number): number {
  const share = elapsedSeconds > 0 ? Math.min(1, elapsedSeconds / DECAY_SECONDS) : 0
  const fallen = lead * (1 - share)
  // NaN where a device tells nothing.
  return seen > fallen ? Math.min(GREATEST_LEAD_SECONDS, seen) : fallen
}

/**
 * How far ahead of the present things are to be decided.
 * @param leastSeconds where the way out is short
 */
export const lookaheadOf = (leastSeconds: number, lead: number): number =>
  Math.max(leastSeconds, lead + HAND_OVER_SECONDS)

/** From where the garden is seen: every five minutes from elsewhere, beginning on a bar. */

export const VANTAGE_SECONDS = 300
/** The eye's way from one vantage to the next, bars. */
export const GLIDE_BARS = 2

/** The eye as seen from the newest flower. */
export interface Vantage {
  /** To the right of straight ahead, radians. */
  azimuth: number
  /** Above the flower's height, radians. */
  elevation: number
  distance: number
}

/** The horizon stays low: no eye stands far above the flowers. To the side they go as far as the older
 * flowers neither stand behind each other nor leave the picture. */
export const VANTAGES: readonly Readonly<Vantage>[] = [
  { azimuth: 0, elevation: -0.05, distance: 4.5 },
  { azimuth: 0.16, elevation: -0.1, distance: 4.1 },
  { azimuth: -0.02, elevation: 0.03, distance: 5.1 },
  { azimuth: 0.1, elevation: -0.14, distance: 3.9 },
  { azimuth: -0.035, elevation: -0.02, distance: 4.6 },
]

const smooth = (t: number): number => t * t * (3 - 2 * t)

/**
 * Where the eye is at a moment. Five minutes are up at the first bar line after them.
 * @param barPhase where in the bar, 0..1
 * @param barSeconds how long a bar is
 */
export function vantageAt(
  showSeconds: number,
  barPhase: number,
  barSeconds: number,
  into: Vantage,
): Vantage {
  // A hair later, so that rounding never takes a bar line for the bar before.
  const barBegan = showSeconds - barPhase * barSeconds + 1e-6
  const turn = Math.max(0, Math.floor(barBegan / VANTAGE_SECONDS))
  const barsBefore = Math.floor((barBegan - turn * VANTAGE_SECONDS) / barSeconds)
  const along = turn === 0 ? 1 : Math.min(1, (Math.max(0, barsBefore) + barPhase) / GLIDE_BARS)
  const from = VANTAGES[Math.max(0, turn - 1) % VANTAGES.length]
  const to = VANTAGES[turn % VANTAGES.length]
  if (from === undefined || to === undefined) return into
  const part = smooth(along)
  into.azimuth = from.azimuth + (to.azimuth - from.azimuth) * part
  into.elevation = from.elevation + (to.elevation - from.elevation) * part
  into.distance = from.distance + (to.distance - from.distance) * part
  return into
}

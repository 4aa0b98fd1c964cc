import { cos, exp, sin } from '../../engine/core/maths.ts'

/**
 * How far a walk may leave the templates before it is slowed down, in gaps between two of them, and
 * where it stands still. Up to the first, petals stay smooth; beyond the second they fray.
 */
export const SOFT_EDGE = 1
export const HARD_EDGE = 1.5

const PI = 3.141592653589793

/** 0..∞ to 0..{@link HARD_EDGE}, unchanged up to {@link SOFT_EDGE}, and with no corner there. */
function soften(outside: number): number {
  if (outside <= SOFT_EDGE) return outside
  const room = HARD_EDGE - SOFT_EDGE
  return HARD_EDGE - room * exp((SOFT_EDGE - outside) / room)
}

/**
 * A performer's coordinate kept within what petals can bear: 0 is the first template, 1 the second;
 * unchanged within −1..2, never beyond −1.5..2.5.
 * @returns NaN for NaN
 */
export function softCoordinate(coordinate: number): number {
  if (coordinate > 1) return 1 + soften(coordinate - 1)
  return coordinate < 0 ? -soften(-coordinate) : coordinate
}

/** Shares of `count` templates for a coordinate on the line through the first two. */
export function lineShares(coordinate: number, count: number): Float64Array {
  const soft = softCoordinate(coordinate)
  const shares = new Float64Array(count)
  shares[0] = 1 - soft
  shares[1] = soft
  return shares
}

/**
 * Shares kept within what petals can bear: they are drawn towards the templates once their negative
 * part exceeds {@link SOFT_EDGE}.
 * @param shares of each template, of any sum but 0
 * @returns shares whose sum is 1; NaN when the sum is 0 or one of them is no finite number
 */
export function softShares(shares: ArrayLike<number>): Float64Array {
  const given = Float64Array.from(shares)
  const sum = given.reduce((total, share) => total + share, 0)
  const whole = given.map((share) => share / sum)
  const outside = whole.reduce((total, share) => total + Math.max(0, -share), 0)
  if (!(outside > SOFT_EDGE)) return Number.isFinite(outside) ? whole : whole.fill(NaN)
  const inside = whole.map((share) => Math.max(0, share) / (1 + outside))
  const kept = soften(outside) / outside
  return whole.map((share, k) => (inside[k] ?? 0) + kept * (share - (inside[k] ?? 0)))
}

/** Where template `index` of `count` stands on the performer's map: round the unit circle, the first on top. */
export function cornerOf(index: number, count: number): readonly [x: number, y: number] {
  const angle = PI / 2 - (2 * PI * index) / count
  return [cos(angle), sin(angle)]
}

/**
 * A place on the performer's map as shares of three or more templates: mean value coordinates
 * (Floater, 2003; outside: Hormann and Floater, 2006), which for three are the barycentric ones.
 * @param x −1..1 on the map, beyond outside; y the same, upwards
 */
export function mapShares(x: number, y: number, count: number): Float64Array {
  const shares = new Float64Array(count)
  const corners = Array.from({ length: count }, (_, k) => {
    const [cx, cy] = cornerOf(k, count)
    const [dx, dy] = [cx - x, cy - y]
    return { dx, dy, far: Math.sqrt(dx * dx + dy * dy) }
  })
  for (const [k, here] of corners.entries()) {
    const next = corners[(k + 1) % count]
    if (here.far < 1e-9) return shares.fill(0).fill(1, k, k + 1)
    if (next === undefined) continue
    const cross = next.dx * here.dy - next.dy * here.dx
    const dot = here.dx * next.dx + here.dy * next.dy
    const product = here.far * next.far
    // On an edge only its two ends count.
    if (cross * cross < 1e-18 && dot < 0) {
      const share = next.far / (here.far + next.far)
      shares.fill(0)
      shares[k] = share
      shares[(k + 1) % count] = 1 - share
      return shares
    }
    // tan(α/2) of the angle between the two, by half-angle formula.
    const tangent = Math.abs(cross) < 1e-12 ? 0 : (product - dot) / cross
    shares[k] = (shares[k] ?? 0) + tangent / here.far
    shares[(k + 1) % count] = (shares[(k + 1) % count] ?? 0) + tangent / next.far
  }
  return softShares(shares)
}

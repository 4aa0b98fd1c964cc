import type { Contexts } from '../../visuals/contextGlide.ts'
import { movedNetwork, type CurveMove } from '../../visuals/curveMove.ts'
import {
  coordinatesOf,
  cornersOf,
  middleOf,
  reachOfEdge,
  ringOf,
} from '../../visuals/flowerPolygon.ts'
import {
  contextsAt,
  curveOf,
  petalShares,
  REACHED_FLOWERS,
  SOFT_EDGE,
  STRAIGHT_FLOWERS,
} from '../../visuals/growPetal.ts'
import { PETAL_STEPS, PETAL_TIMES, type PetalNetwork } from '../../visuals/petalSource.ts'

/** Where a performer walks between the drawn flowers, for the plots. */
export interface Walk {
  /** With its curves moved. */
  readonly network: PetalNetwork
  readonly contexts: Contexts
  /** What grows there, [7 times][7 steps][contexts], within the limits. */
  readonly curve: Float32Array
}

export function walkAt(still: PetalNetwork, contexts: Contexts, move: CurveMove): Walk {
  const network = movedNetwork(still, move)
  const shares = new Float64Array(REACHED_FLOWERS)
  petalShares(...contexts, 0, network.curves.length, shares)
  const curve = new Float32Array(PETAL_TIMES.length * PETAL_STEPS.length * network.contexts)
  contextsAt(network, shares, curve)
  return { network, contexts, curve }
}

const PIECES = 8

/** Shares of the flowers at the corners of an edge: where their negative part is `outside`. */
export function edgeShares(outside: number, flowers: number): readonly (readonly number[])[] {
  if (flowers > STRAIGHT_FLOWERS) return polygonEdge(outside, flowers)
  const [far, near] = [1 + outside, -outside]
  return flowers < 3
    ? [
        [far, near, 0],
        [near, far, 0],
      ]
    : [
        [far, near, 0],
        [far, 0, near],
        [0, far, near],
        [near, far, 0],
        [near, 0, far],
        [0, near, far],
      ]
}

/** The edge round a polygon of flowers, in {@link PIECES} a side. */
function polygonEdge(outside: number, flowers: number): readonly (readonly number[])[] {
  const ring = ringOf(flowers)
  return ring.flatMap((from, k) => {
    const to = ring[(k + 1) % flowers]
    return Array.from({ length: PIECES }, (_, piece) => {
      const part = piece / PIECES
      const out = reachOfEdge(part, outside, flowers)
      const side = (flower: number): number =>
        flower === from ? 1 - part : flower === to ? part : 0
      return Array.from(
        { length: flowers },
        (_, flower) => 1 / flowers + out * (side(flower) - 1 / flowers),
      )
    })
  })
}

/** What the contexts of a row reach within an edge, [lowest, highest]. */
export function reachOf(
  network: PetalNetwork,
  row: number,
  context: number,
  outside: number,
): readonly [low: number, high: number] {
  const values = edgeShares(outside, network.curves.length).map((shares) =>
    shares.reduce((sum, share, k) => sum + share * valueOf(network, k, row, context), 0),
  )
  return [Math.min(...values), Math.max(...values)]
}

export const softReachOf = (network: PetalNetwork, row: number, context: number) =>
  reachOf(network, row, context, SOFT_EDGE)

const valueOf = (network: PetalNetwork, flower: number, row: number, context: number): number =>
  curveOf(network, flower)[row * network.contexts + context] ?? 0

/** How little a row may tell the flowers apart and still be pulled, as a part of a context's range. */
const DAMPING = 0.05
/** A step along a coordinate from which a slope is told. */
const SMALL = 1e-4

/**
 * Where the performer has to stand for a context of a row to have a value: the nearest such place to
 * where they stand, by damped least squares (Levenberg, 1944), so that a row in which all flowers are
 * alike moves little and never wildly.
 * @param row time × 7 + step
 */
export function contextsFor(walk: Walk, row: number, context: number, value: number): Contexts {
  const { network, contexts } = walk
  const { here, one, two } = slopesAt(walk, row, context)
  const [low, high] = rangeOf(network, context)
  const damping = DAMPING * (high - low)
  const step = (value - here) / (one * one + two * two + damping * damping)
  const inside = (coordinate: number): number => Math.min(2, Math.max(-1, coordinate))
  return [inside(contexts[0] + step * one), inside(contexts[1] + step * two)]
}

/** What a context is where the walk stands, and how it changes with either coordinate. */
function slopesAt({ network, contexts }: Walk, row: number, context: number) {
  const flowers = network.curves.length
  if (flowers <= STRAIGHT_FLOWERS) {
    const first = valueOf(network, 0, row, context)
    const one = valueOf(network, 1, row, context) - first
    // Where two were drawn, the second coordinate leads to the same flower as the first.
    const two = flowers < 3 ? 0 : valueOf(network, 2, row, context) - first
    return { here: first + one * contexts[0] + two * contexts[1], one, two }
  }
  const shares = new Float64Array(REACHED_FLOWERS)
  const at = (one: number, two: number): number => {
    petalShares(one, two, 0, flowers, shares)
    return shares.reduce((sum, share, k) => sum + share * valueOf(network, k, row, context), 0)
  }
  const here = at(...contexts)
  const [one, two] = contexts
  return {
    here,
    one: (at(one + SMALL, two) - here) / SMALL,
    two: (at(one, two + SMALL) - here) / SMALL,
  }
}

/** What a context spans in all rows within the soft edge, [lowest, highest]. */
export function rangeOf(network: PetalNetwork, context: number): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (let row = 0; row < PETAL_TIMES.length * PETAL_STEPS.length; row++) {
    const [least, most] = softReachOf(network, row, context)
    low = Math.min(low, least)
    high = Math.max(high, most)
  }
  return [low, high]
}

/** Corners of the performer's map: flowers one, two and three in a triangle of side 1. */
const TRIANGLE = [
  [-0.5, -0.289],
  [0.5, -0.289],
  [0, 0.577],
] as const

const mapCorners = (flowers: number): readonly Place[] =>
  flowers > STRAIGHT_FLOWERS ? cornersOf(flowers) : TRIANGLE

type Place = readonly [x: number, y: number]

/** Where shares of the flowers lie on the map; y upwards. */
export const placeOf = (shares: ArrayLike<number>, flowers: number): Place =>
  middleOf(mapCorners(flowers), shares)

/** The coordinates of a place on the map. @param flowers two leave the second where it is */
export function contextsOfPlace(place: Place, flowers: number, before: Contexts): Contexts {
  const inside = (coordinate: number): number => Math.min(2, Math.max(-1, coordinate))
  const [x, y] = place
  if (flowers < 3) return [inside(x + 0.5), before[1]]
  if (flowers > STRAIGHT_FLOWERS) {
    const [one, two] = coordinatesOf(place, flowers)
    return [inside(one), inside(two)]
  }
  const two = (y + 0.289) / 0.866
  return [inside(x + 0.5 - two / 2), inside(two)]
}

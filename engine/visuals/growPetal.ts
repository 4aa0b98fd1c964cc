import { elu } from '../core/elu.ts'
import { exp } from '../core/maths.ts'
import { polygonShares } from './flowerPolygon.ts'
import { PETAL_COLUMNS, PETAL_STEPS, PETAL_TIMES, type PetalNetwork } from './petalSource.ts'

/**
 * Petals grown by the generative network, in plain TypeScript and without allocating: the reference
 * for the same on the GPU, and what draws where no GPU computes.
 */

/** Drawn flowers that two context coordinates reach at most. */
export const REACHED_FLOWERS = 5
/** Up to so many they reach along straight lines: where they start, and where each leads. */
export const STRAIGHT_FLOWERS = 3
/** Context values that the picture has room for. */
export const MOST_CONTEXTS = 4
/** Of the network's layers. */
export const NETWORK_WIDTHS = [10, 15, 21] as const
/** Numbers in the mesh of one petal at one moment: 7 steps of 7 x, 7 y, 7 z. */
export const MESH_LENGTH = PETAL_STEPS.length * 3 * PETAL_COLUMNS

/** How far beyond the drawn flowers a walk is left alone, and where it stands still, in gaps. */
export const SOFT_EDGE = 1
export const HARD_EDGE = 1.5
/** The part of the way to a context's limit that is left as it is. */
export const FREE_PART = 0.8

const ROWS = PETAL_TIMES.length * PETAL_STEPS.length

/**
 * Refuses a network that the picture cannot draw.
 * @throws RangeError that says in one line what is wrong and what to do
 */
export function requireNetwork({ contexts, layers, curves, limits }: PetalNetwork): void {
  const refuse = (why: string): never => {
    throw new RangeError(`These petals cannot be drawn: ${why}. Train them again.`)
  }
  if (curves.length > REACHED_FLOWERS) {
    refuse(`they are ${curves.length} flowers, and the show has room for ${REACHED_FLOWERS}`)
  }
  if (!Number.isInteger(contexts) || contexts < 1 || contexts > MOST_CONTEXTS) {
    refuse(`they have ${contexts} contexts, and the picture has room for 1 to ${MOST_CONTEXTS}`)
  }
  if (curves.length < 2) refuse('two drawn flowers are the least')
  let inputs = 2 + contexts
  NETWORK_WIDTHS.forEach((outputs, index) => {
    const layer = layers[index]
    if (layer?.kernel.length !== inputs * outputs || layer.bias.length !== outputs) {
      refuse(`layer ${index + 1} was trained for another number of contexts than ${contexts}`)
    }
    inputs = outputs
  })
  if (layers.length !== NETWORK_WIDTHS.length) refuse(`they have ${layers.length} layers, not 3`)
  if (curves.some((curve) => curve.length !== ROWS * contexts) || limits.length !== contexts) {
    refuse(`their flowers’ curves do not have ${contexts} contexts`)
  }
  const numbers = [...layers.flatMap(({ kernel, bias }) => [kernel, bias]), ...curves, ...limits]
  if (!numbers.every((list) => list.every(Number.isFinite))) refuse('one of their numbers is none')
}

/**
 * Where between the drawn flowers a petal lies: (0, 0) the first, (1, 0) the second, (0, 1) the
 * third, bent back softly once it is more than a gap outside. Four and five flowers are the corners
 * of a polygon, see {@link polygonShares}.
 * @param lean 0..1, how far it is drawn to the third by itself
 * @param flowers how many were drawn, 2..{@link REACHED_FLOWERS}
 * @param into the flowers' shares, which sum to 1
 */
export function petalShares(
  one: number,
  two: number,
  lean: number,
  flowers: number,
  into: Float64Array,
): void {
  if (flowers > STRAIGHT_FLOWERS) polygonShares(one, two, flowers, into)
  else {
    into.fill(0)
    into[0] = 1 - one - two
    into[1] = one
    into[2] = two
  }
  const rest = 1 - lean
  let outside = 0
  for (let k = 0; k < into.length; k++) {
    const share = (into[k] ?? 0) * rest + (k === 2 ? lean : 0)
    into[k] = share
    outside += Math.max(0, -share)
  }
  const kept = outside > SOFT_EDGE ? soften(outside) / outside : 1
  for (let k = 0; k < into.length; k++) {
    const share = into[k] ?? 0
    into[k] = kept * share + (1 - kept) * (Math.max(0, share) / (1 + outside))
  }
}

function soften(outside: number): number {
  const room = HARD_EDGE - SOFT_EDGE
  return HARD_EDGE - room * exp((SOFT_EDGE - outside) / room)
}

/** A flower's curve; where two were drawn, the second stands for the third. */
export const curveOf = ({ curves }: PetalNetwork, flower: number): Float32Array =>
  curves[Math.min(flower, curves.length - 1)] ?? new Float32Array(0)

/** Kept between calls, since petals are grown by the hundred each frame. */
const input = new Float64Array(2 + MOST_CONTEXTS)
const reached: Float32Array[] = []
let reachedCount = 0
const inner = NETWORK_WIDTHS.map((width) => new Float64Array(width))

/**
 * Grows a petal at any moment of its opening; contexts between two drawn times lie on a straight
 * line between theirs.
 * @param shares of the flowers, see {@link petalShares}
 * @param time 0..1.1, clamped
 * @param into {@link MESH_LENGTH} numbers, mesh units
 */
export function growPetal(
  network: PetalNetwork,
  shares: Float64Array,
  time: number,
  into: Float32Array,
): void {
  const clamped = Math.min(1.1, Math.max(0, time))
  let before = 0
  while (before < PETAL_TIMES.length - 2 && clamped >= (PETAL_TIMES[before + 1] ?? 0)) before++
  const from = PETAL_TIMES[before] ?? 0
  const part = (clamped - from) / ((PETAL_TIMES[before + 1] ?? 1) - from)
  reach(network)
  input[0] = clamped
  for (let step = 0; step < PETAL_STEPS.length; step++) {
    input[1] = PETAL_STEPS[step] ?? 0
    for (let context = 0; context < network.contexts; context++) {
      const early = mixed(network, shares, before * 7 + step, context)
      const late = mixed(network, shares, (before + 1) * 7 + step, context)
      input[2 + context] = early + (late - early) * part
    }
    runRow(network, into, step * 3 * PETAL_COLUMNS)
  }
}

/**
 * The contexts of a place between the flowers at the drawn times and steps, within their limits.
 * @param shares of the flowers, see {@link petalShares}
 * @param into [7 times][7 steps][contexts]
 */
export function contextsAt(network: PetalNetwork, shares: Float64Array, into: Float32Array): void {
  reach(network)
  for (let row = 0; row < ROWS; row++) {
    for (let context = 0; context < network.contexts; context++) {
      into[row * network.contexts + context] = mixed(network, shares, row, context)
    }
  }
}

function reach(network: PetalNetwork): void {
  reachedCount = Math.max(STRAIGHT_FLOWERS, Math.min(REACHED_FLOWERS, network.curves.length))
  for (let flower = 0; flower < reachedCount; flower++) reached[flower] = curveOf(network, flower)
}

function mixed(network: PetalNetwork, shares: Float64Array, row: number, context: number): number {
  let sum = 0
  for (let flower = 0; flower < reachedCount; flower++) {
    sum += (shares[flower] ?? 0) * (reached[flower]?.[row * network.contexts + context] ?? 0)
  }
  return limited(network, context, sum)
}

function limited({ limits }: PetalNetwork, context: number, value: number): number {
  const low = limits[context]?.[0] ?? 0
  const high = limits[context]?.[1] ?? 0
  const middle = (low + high) / 2
  const half = (high - low) / 2
  const share = Math.abs(value - middle) / half
  if (!(share > FREE_PART)) return value
  const bent = 1 - (1 - FREE_PART) * exp((FREE_PART - share) / (1 - FREE_PART))
  return middle + Math.sign(value - middle) * half * bent
}

function runRow({ layers, contexts }: PetalNetwork, into: Float32Array, at: number): void {
  let values: Float64Array = input
  let count = 2 + contexts
  for (let index = 0; index < layers.length; index++) {
    const layer = layers[index]
    const next = inner[index]
    if (layer === undefined || next === undefined) return
    const { kernel, bias } = layer
    const outputs = bias.length
    const isLast = index === layers.length - 1
    for (let o = 0; o < outputs; o++) {
      let sum = bias[o] ?? 0
      for (let i = 0; i < count; i++) sum += (values[i] ?? 0) * (kernel[i * outputs + o] ?? 0)
      next[o] = isLast ? sum : elu(sum)
    }
    values = next
    count = outputs
  }
  for (let o = 0; o < count; o++) into[at + o] = values[o] ?? 0
}

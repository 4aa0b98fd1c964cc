import { PETAL_STEPS, PETAL_TIMES, type PetalNetwork } from './petalSource.ts'

/** Affine moves of context curves. */
export interface CurveMove {
  /** Added to each context; 0 moves nothing. */
  readonly shift: number
  /** Of a curve about its mean over the steps; 1 moves nothing. */
  readonly scale: number
  /** How far each curve is pushed off along its normal in the plane of step and context. */
  readonly normal: number
}

export const NO_MOVE: CurveMove = { shift: 0, scale: 1, normal: 0 }

export const isSameMove = (a: CurveMove, b: CurveMove): boolean =>
  a.shift === b.shift && a.scale === b.scale && a.normal === b.normal

const TIMES = PETAL_TIMES.length
const STEPS = PETAL_STEPS.length

/** A number of the performer's, or what it stands for when it is none. */
const sound = (value: number, otherwise: number): number =>
  value === value ? Math.min(1e6, Math.max(-1e6, value)) : otherwise

/**
 * Moves context curves in place. Scale: about the mean over the seven steps of a time. Normal: a
 * curve c(s) pushed by d along its normal lies at c + d √(1 + c′²), to first order. What is no number
 * moves nothing.
 * @param curve [7 times][7 steps][contexts]
 * @param move shift and normal in context units
 */
export function moveCurves(curve: Float32Array, move: CurveMove): void {
  const contexts = curve.length / (TIMES * STEPS)
  for (let context = 0; context < contexts; context++) moveContext(curve, contexts, context, move)
}

function moveContext(
  curve: Float32Array,
  contexts: number,
  context: number,
  move: CurveMove,
): void {
  const shift = sound(move.shift, 0)
  const scale = sound(move.scale, 1)
  const normal = sound(move.normal, 0)
  for (let time = 0; time < TIMES; time++) {
    const first = time * STEPS * contexts + context
    let mean = 0
    for (let step = 0; step < STEPS; step++) mean += (curve[first + step * contexts] ?? 0) / STEPS
    for (let step = 0; step < STEPS; step++) {
      line[step] = mean + scale * ((curve[first + step * contexts] ?? 0) - mean)
    }
    for (let step = 0; step < STEPS; step++) {
      const slope = slopeAt(step)
      const pushed = normal * Math.sqrt(1 + slope * slope)
      curve[first + step * contexts] = (line[step] ?? 0) + shift + pushed
    }
  }
}

/** One time's curve, kept between calls: curves are moved each frame while a fader glides. */
const line = new Float64Array(STEPS)

/** The slope of {@link line} over the steps; central, one-sided at both ends. */
function slopeAt(step: number): number {
  const before = Math.max(0, step - 1)
  const after = Math.min(line.length - 1, step + 1)
  const run = (PETAL_STEPS[after] ?? 0) - (PETAL_STEPS[before] ?? 0)
  return ((line[after] ?? 0) - (line[before] ?? 0)) / run
}

/**
 * The network with its flowers' curves moved; its limits stay where they are.
 * @param move shift and normal as shares of what the flowers' curves span, so that they mean the same
 *   for every network
 */
export function movedNetwork(network: PetalNetwork, move: CurveMove): PetalNetwork {
  if (isSameMove(move, NO_MOVE)) return network
  const curves = network.curves.map((curve) => Float32Array.from(curve))
  moveNetwork(network, move, curves)
  return { ...network, curves }
}

/** What {@link movedNetwork} has as its curves, into curves there are already; allocates nothing. */
export function moveNetwork(
  network: PetalNetwork,
  move: CurveMove,
  into: readonly Float32Array[],
): void {
  for (let flower = 0; flower < into.length; flower++) {
    const still = network.curves[flower]
    if (still !== undefined) into[flower]?.set(still)
  }
  if (isSameMove(move, NO_MOVE)) return
  for (let context = 0; context < network.contexts; context++) {
    const span = spanOfContext(network, context)
    own.shift = move.shift * span
    own.scale = move.scale
    own.normal = move.normal * span
    for (let flower = 0; flower < into.length; flower++) {
      const curve = into[flower]
      if (curve !== undefined) moveContext(curve, network.contexts, context, own)
    }
  }
}

/** A move in a context's own units, kept between calls. */
const own = { shift: 0, scale: 1, normal: 0 }

function spanOfContext({ curves, contexts }: PetalNetwork, context: number): number {
  let low = Infinity
  let high = -Infinity
  for (const curve of curves) {
    for (let i = context; i < curve.length; i += contexts) {
      low = Math.min(low, curve[i] ?? 0)
      high = Math.max(high, curve[i] ?? 0)
    }
  }
  return high - low
}

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
    const at = (step: number): number => (time * STEPS + step) * contexts + context
    const line = PETAL_STEPS.map((_, step) => curve[at(step)] ?? 0)
    const mean = line.reduce((sum, value) => sum + value, 0) / line.length
    const scaled = line.map((value) => mean + scale * (value - mean))
    scaled.forEach((value, step) => {
      const slope = slopeAt(scaled, step)
      curve[at(step)] = value + shift + normal * Math.sqrt(1 + slope * slope)
    })
  }
}

/** The slope of a curve over the steps; central, one-sided at both ends. */
function slopeAt(line: readonly number[], step: number): number {
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
  for (let context = 0; context < network.contexts; context++) {
    const span = spanOfContext(network, context)
    const own = { shift: move.shift * span, scale: move.scale, normal: move.normal * span }
    for (const curve of curves) moveContext(curve, network.contexts, context, own)
  }
  return { ...network, curves }
}

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

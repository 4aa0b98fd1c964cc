import { SHAPE_LENGTH } from '../../engine/visuals/petalSource.ts'
import { growShape, runNetwork } from './generate.ts'
import { rmse, ROW_COUNT, ROW_LENGTH, roughness } from './mesh.ts'
import type { NetworkWeights, PetalFigures } from './petalModel.ts'

const WALK_STEPS = 20
/** Places of times 0.1 and 1 among the drawn times. */
const EARLY = 1
const OPEN = 5

/**
 * The contexts that the relational network finds in a drawn flower.
 * @returns [7 times][7 steps][contexts]
 */
export function contextCurve(relational: NetworkWeights, shape: Float32Array): Float32Array {
  const outputs = relational.at(-1)?.outputs ?? 2
  const contexts = outputs - 2
  const curve = new Float32Array(ROW_COUNT * contexts)
  const map = new Float64Array(outputs)
  for (let row = 0; row < ROW_COUNT; row++) {
    runNetwork(relational, shape.subarray(row * ROW_LENGTH, (row + 1) * ROW_LENGTH), map)
    curve.set(map.subarray(2), row * contexts)
  }
  return curve
}

/**
 * Measures a model against the flowers that it was trained on.
 * @param shapes of the templates, 1029 numbers each
 * @param curves of the same, from {@link contextCurve}
 */
export function measure(
  generative: NetworkWeights,
  curves: readonly Float32Array[],
  shapes: readonly Float32Array[],
): PetalFigures {
  const grow = (curve: Float32Array): Float32Array => {
    const shape = new Float32Array(SHAPE_LENGTH)
    growShape(generative, curve, shape)
    return shape
  }
  const [from = new Float32Array(), to = from] = curves
  const [first = new Float32Array(), second = first] = shapes
  const between = (a: Float32Array, b: Float32Array, e: number): Float32Array =>
    a.map((value, i) => value + e * ((b[i] ?? 0) - value))
  const walk = Array.from({ length: WALK_STEPS + 1 }, (_, i) =>
    grow(between(from, to, i / WALK_STEPS)),
  )
  const forwards = walk.map((shape) =>
    shape.reduce((sum, value, i) => sum + value * ((second[i] ?? 0) - (first[i] ?? 0)), 0),
  )
  return {
    reconstruction: curves.map((curve, k) => rmse(grow(curve), shapes[k] ?? [])),
    gapRatio: contextGap(from, to, EARLY) / contextGap(from, to, OPEN),
    offLine: Math.max(
      ...walk.map((shape, i) => rmse(shape, between(first, second, i / WALK_STEPS))),
    ),
    isMonotone: forwards.every((value, i) => i === 0 || value > (forwards[i - 1] ?? 0)),
    roughness: [
      roughness(grow(between(from, to, -1))) / roughness(first),
      roughness(grow(between(from, to, 2))) / roughness(second),
    ],
  }
}

/** Root mean square distance of two curves over the steps of one time. */
function contextGap(a: Float32Array, b: Float32Array, time: number): number {
  const width = a.length / 7
  return rmse(
    a.subarray(time * width, (time + 1) * width),
    b.subarray(time * width, (time + 1) * width),
  )
}

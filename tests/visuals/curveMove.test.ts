import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { movedNetwork, NO_MOVE } from '../../engine/visuals/curveMove.ts'
import { NetworkPetals } from '../../engine/visuals/networkPetals.ts'
import { CURVE_QUADS, packCurves } from '../../scenes/garden/network.ts'
import { networkOf } from '../../models/petal/network.ts'
import { randomModel } from '../models/petal/randomModel.ts'

const network = networkOf(randomModel(5, 2, 3))

/** Values of one context of a flower. */
const valuesOf = (curve: Float32Array | undefined, context: number): number[] =>
  [...(curve ?? [])].filter((_, i) => i % 2 === context)

test('a shift of one carries each context by all that its flowers span', () => {
  const shifted = movedNetwork(network, { ...NO_MOVE, shift: 1 })
  for (const context of [0, 1]) {
    const all = network.curves.flatMap((curve) => valuesOf(curve, context))
    const span = Math.max(...all) - Math.min(...all)
    network.curves.forEach((curve, flower) => {
      const before = valuesOf(curve, context)
      valuesOf(shifted.curves[flower], context).forEach((value, i) => {
        expect(value - (before[i] ?? 0)).toBeCloseTo(span, 5)
      })
    })
  }
})

test('a move is news to the scene, the same move again is none, and none at all is the network', () => {
  const source = new NetworkPetals(network)
  source.move({ shift: 0.2, scale: 2, normal: 0.1 })
  expect(source.version).toBe(2)
  expect(source.network.curves).not.toEqual(network.curves)
  source.move({ shift: 0.2, scale: 2, normal: 0.1 })
  expect(source.version).toBe(2)
  source.move(NO_MOVE)
  expect(source.network.curves).toEqual(network.curves)
})

test('a newly trained network keeps the move that is on', () => {
  const source = new NetworkPetals(network)
  const move = { ...NO_MOVE, shift: -0.3 }
  source.move(move)
  const next = networkOf(randomModel(6, 2, 3))
  source.replace(next)
  expect(source.network.curves).toEqual(movedNetwork(next, move).curves)
})

test('curves glide through a thousand frames, and are packed for the GPU, without allocating', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const source = new NetworkPetals(network)
  const packed = new Float32Array(CURVE_QUADS * 4)
  const move = { shift: 0, scale: 1, normal: 0 }
  const moves = [0, 1].map((i) => ({ ...move, shift: 0.1 + i, scale: 1.2 + i, normal: 0.05 + i }))
  const glide = (frames: number): void => {
    for (let frame = 0; frame < frames; frame++) {
      source.move(moves[frame % 2] ?? move)
      packCurves(source.network, packed)
    }
  }
  const bytesAFrame = (): number => {
    collect()
    const before = process.memoryUsage().heapUsed
    glide(1000)
    return (process.memoryUsage().heapUsed - before) / 1000
  }
  glide(3000)
  // The least of some rounds: what is not compiled yet, on a busy machine, allocates.
  const bytes = Math.min(...Array.from({ length: 5 }, bytesAFrame))
  // A copy of the three curves alone would be 1,200.
  expect(bytes).toBeLessThan(200)
})

import { expect, test } from 'vitest'
import { movedNetwork, NO_MOVE } from '../../engine/visuals/curveMove.ts'
import { NetworkPetals } from '../../engine/visuals/networkPetals.ts'
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
  expect(source.network).toBe(network)
})

test('a newly trained network keeps the move that is on', () => {
  const source = new NetworkPetals(network)
  const move = { ...NO_MOVE, shift: -0.3 }
  source.move(move)
  const next = networkOf(randomModel(6, 2, 3))
  source.replace(next)
  expect(source.network.curves).toEqual(movedNetwork(next, move).curves)
})

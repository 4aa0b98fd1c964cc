import { expect, test } from 'vitest'
import { readPetalFolder } from '../../engine/cli/petalsFolder.ts'
import {
  growPetal,
  MESH_LENGTH,
  petalShares,
  requireNetwork,
} from '../../engine/visuals/growPetal.ts'
import { NetworkPetals } from '../../engine/visuals/networkPetals.ts'
import { SHAPE_LENGTH, type PetalNetwork } from '../../engine/visuals/petalSource.ts'
import { networkOf } from '../../models/petal/network.ts'
import { WalkSource } from '../../models/petal/walkSource.ts'

const model = readPetalFolder('models/petal/weights')
const network = networkOf(model)

const sharesAt = (one: number, two = 0, lean = 0): Float64Array => {
  const shares = new Float64Array(3)
  petalShares(one, two, lean, 3, shares)
  return shares
}

const grownAt = (one: number, time: number): Float32Array => {
  const mesh = new Float32Array(MESH_LENGTH)
  growPetal(network, sharesAt(one), time, mesh)
  return mesh
}

test('the garden grows the petals that a walk through the model finds', () => {
  const walk = new WalkSource(model)
  const found = new Float32Array(MESH_LENGTH)
  for (const context of [-1, -0.4, 0, 0.5, 1, 1.7, 2]) {
    for (const time of [0, 0.07, 0.3, 0.62, 1, 1.1]) {
      walk.mesh(context, time, found)
      const grown = grownAt(context, time)
      const worst = Math.max(...grown.map((value, i) => Math.abs(value - (found[i] ?? NaN))))
      expect(worst).toBeLessThan(1e-5)
    }
  }
})

test('the shipped flowers are grown within .02 of what was drawn', () => {
  expect(Math.max(...model.figures.reconstruction)).toBeLessThan(0.02)
  expect(model.names).toEqual(['magnolia', 'lily', 'star'])
})

test('a walk too far out stops softly, and any context gives a finite petal', () => {
  const far = sharesAt(1e9)
  expect([...far]).toEqual([expect.closeTo(-1.5, 6), expect.closeTo(2.5, 6), 0])
  for (const context of [-1e12, 1e12, 3]) {
    expect(grownAt(context, 0.8).every((value) => Math.abs(value) < 5)).toBe(true)
  }
  expect([...sharesAt(0.5, 0.25)]).toEqual([0.25, 0.5, 0.25])
  expect([...sharesAt(0.5, 0.25, 1)]).toEqual([0, 0, 1])
})

test.each([
  ['weights for another number of contexts', { contexts: 1 }, 'another number of contexts than 1'],
  [
    'a bouquet of six',
    { curves: Array.from({ length: 6 }, () => new Float32Array(98)) },
    'they are 6 flowers, and the show has room for 5',
  ],
  ['more contexts than there is room for', { contexts: 7 }, 'room for 1 to 4'],
  ['contexts that are no number', { contexts: NaN }, 'room for 1 to 4'],
  ['one flower alone', { curves: network.curves.slice(0, 1) }, 'two drawn flowers'],
  ['a layer too few', { layers: network.layers.slice(0, 2) }, 'layer 3'],
  ['a curve that is no number', { curves: network.curves.map((c) => c.map(() => NaN)) }, 'none'],
] satisfies [string, Partial<PetalNetwork>, string][])(
  '%s: refused in one line, and the last good flower stays',
  (_name, part, why) => {
    const petals = new NetworkPetals(network)
    const bad: PetalNetwork = { ...network, ...part }
    expect(() => petals.replace(bad)).toThrow(why)
    expect(() => requireNetwork(bad)).toThrow(/^[^\n]+$/)
    expect([petals.network, petals.version]).toEqual([network, 1])
    const shape = new Float32Array(SHAPE_LENGTH)
    petals.shape(NaN, shape)
    expect(shape.every(Number.isFinite)).toBe(true)
  },
)

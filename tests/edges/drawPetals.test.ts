import { describe, expect, test } from 'vitest'
import { openPetals } from '../../engine/edges/drawPetals.ts'
import { NetworkPetals } from '../../engine/visuals/networkPetals.ts'
import type { PetalNetwork } from '../../engine/visuals/petalSource.ts'
import { createPetalStore } from '../../engine/visuals/petalStore.ts'
import { networkOf } from '../../models/petal/network.ts'
import { createCpuPetals } from '../../scenes/garden/cpuPetals.ts'
import { blendedShape } from '../../scenes/garden/petalShape.ts'
import { createShapeTexture } from '../../scenes/garden/shapes.ts'
import { createGardenUniforms } from '../../scenes/garden/uniforms.ts'
import { gardenNote } from '../bench/gardenNote.ts'
import { randomModel } from '../models/petal/randomModel.ts'

const ROWS_A_PETAL = 7

/** Petals by a network that counts how many are grown, on a machine that takes so long for each. */
function onMachine(millisecondsAPetal: number) {
  let rows = 0
  const plain = networkOf(randomModel(4, 2, 3))
  const counted: PetalNetwork = {
    ...plain,
    get layers() {
      rows++
      return plain.layers
    },
  }
  const grown = (): number => rows / ROWS_A_PETAL
  const clock = {
    epochMilliseconds: () => 1e12 + grown() * millisecondsAPetal,
    requestFrame: () => undefined,
  }
  return { counted, grown, clock }
}

describe.each([0.007, 0.04, 0.3, 2])('where no GPU computes, at %f ms a petal', (each) => {
  const SOUNDED = 1500

  test('a frame grows as many of the newest petals as take less than 4 ms, and most of them', async () => {
    const { counted, grown, clock } = onMachine(each)
    const petals = await openPetals(counted, false, clock)
    const store = createPetalStore(SOUNDED, 7)
    for (let id = 0; id < SOUNDED; id++) store.apply(gardenNote(id, id / 100))
    // A copy would count no more.
    const source = new NetworkPetals(counted)
    Object.defineProperty(source, 'network', { value: counted })
    const u = createGardenUniforms()
    u.now.value = SOUNDED / 100
    const blended = blendedShape(createShapeTexture(source).texture)
    const garden = createCpuPetals(store, source, petals.grown, blended, u)
    const before = grown()
    garden.grow()
    const inAFrame = grown() - before
    expect(inAFrame).toBe(petals.grown)
    expect(inAFrame * each).toBeLessThan(4)
    expect((inAFrame + 1) * each).toBeGreaterThan(each > 1 ? 0 : 2.9)
    expect(petals.report).toEqual({ grown: inAFrame, trouble: null })
    garden.dispose()
  })
})

test('where a GPU computes, there is no such limit', async () => {
  const { counted, clock } = onMachine(2)
  expect((await openPetals(counted, true, clock)).report.grown).toBe(Infinity)
})

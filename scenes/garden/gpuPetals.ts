import * as THREE from 'three/webgpu'
import type { ComputeNode, WebGPURenderer } from 'three/webgpu'
import { float, Fn, If, instanceIndex, int, storage, vec4 } from 'three/tsl'
import type { PetalNetwork, PetalSource } from '../../engine/visuals/petalSource.ts'
import { PETAL_STRIDE, type PetalStore } from '../../engine/visuals/petalStore.ts'
import { sharesNode } from './flowerShares.ts'
import {
  contextsNode,
  CURVE_QUADS,
  packCurves,
  packWeights,
  rowNode,
  WEIGHT_QUADS,
} from './network.ts'
import { contextNode, openingNode } from './opening.ts'
import { grownShape, rowOf, smoothShape, type PetalShape } from './petalShape.ts'
import { presenceNode } from './presence.ts'
import { VERTICES } from './shapes.ts'
import type { GardenUniforms } from './uniforms.ts'

const ROWS = 7
const QUADS = PETAL_STRIDE / 4
const WORKGROUP = [64]

/** Petals grown by the network each frame, and where the vertex stage finds them. */
export interface GrownPetals {
  readonly shape: PetalShape
  /** Of a fine grid; null where there is none. */
  readonly smooth: PetalShape | null
  /** Grows the petals of this moment; after the uniforms have been set. */
  grow(): void
  dispose(): void
}

/** What a test reads back. */
export interface GpuPetals extends GrownPetals {
  /** [petal][step][column] as x, y, z, 0; what is not visible is left as it was. */
  readonly points: THREE.StorageBufferAttribute
}

/**
 * Evaluates the generative network for every petal and row in a compute pass, into a buffer that the
 * vertex stage reads. Another network is other numbers in the same buffers.
 */
export function createGpuPetals(
  renderer: WebGPURenderer,
  store: PetalStore,
  source: PetalSource,
  u: GardenUniforms,
): GpuPetals {
  const weights = new THREE.StorageBufferAttribute(WEIGHT_QUADS, 4)
  const curves = new THREE.StorageBufferAttribute(CURVE_QUADS, 4)
  const notes = new THREE.StorageBufferAttribute(store.values, 4)
  const points = new THREE.StorageBufferAttribute(store.room * VERTICES, 4)
  const weightsNode = storage(weights, 'vec4', WEIGHT_QUADS).toReadOnly()
  const curvesNode = storage(curves, 'vec4', CURVE_QUADS).toReadOnly()
  const notesNode = storage(notes, 'vec4', store.room * QUADS).toReadOnly()
  const written = storage(points, 'vec4', store.room * VERTICES)

  const kernel: ComputeNode = Fn(() => {
    const petal = instanceIndex.div(ROWS).toVar()
    const stepIndex = instanceIndex.mod(ROWS).toFloat().toVar()
    const note = (quad: number) => notesNode.element(petal.mul(QUADS).add(quad)).toVar()
    const [life, nature, place] = [note(0), note(1), note(2)]
    const { opening } = openingNode(life, nature, u)
    const back = u.front.sub(place.x).max(0).toVar()
    If(presenceNode(life, nature, back, u).greaterThan(0), () => {
      const { contexts, lean } = contextNode(nature, place, back, u)
      const time = opening.toVar()
      const shares = sharesNode(contexts, lean, u.flowers)
      const own = contextsNode(weightsNode, curvesNode, shares, rowOf(time).toVar(), stepIndex)
      const first = int(petal)
        .mul(VERTICES)
        .add(int(stepIndex.mul(7)))
      rowNode(weightsNode, time, stepIndex, own).forEach((point, column) => {
        written.element(first.add(column)).assign(vec4(point, float(0)))
      })
    })
  })().compute(ROWS, WORKGROUP)

  let seen = -1
  let packed: PetalNetwork | null = null
  const refresh = (): void => {
    const { network, version } = source
    if (network === null || version === seen) return
    seen = version
    packCurves(network, curves.array as Float32Array)
    curves.needsUpdate = true
    // Moved curves leave the network the same.
    if (network === packed) return
    packed = network
    packWeights(network, weights.array as Float32Array)
    weights.needsUpdate = true
  }
  refresh()

  const read = storage(points, 'vec4', store.room * VERTICES).toReadOnly()
  // One range object for ever: the renderer empties the list after each upload.
  const range = { start: 0, count: 0 }
  return {
    points,
    shape: grownShape(read),
    smooth: smoothShape(read),
    grow() {
      refresh()
      if (store.dirtyFrom < store.dirtyTo) {
        range.start = store.dirtyFrom * PETAL_STRIDE
        range.count = (store.dirtyTo - store.dirtyFrom) * PETAL_STRIDE
        notes.updateRanges.length = 0
        notes.updateRanges.push(range)
        notes.needsUpdate = true
      }
      if (store.count === 0) return
      kernel.count = store.count * ROWS
      // Settled at once: the renderer is open before a scene is made.
      void renderer.compute(kernel)
    },
    dispose() {
      kernel.dispose()
    },
  }
}

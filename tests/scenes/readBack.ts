import type { WebGPURenderer } from 'three/webgpu'
import { MOST_BACK } from '../../engine/visuals/gardenPath.ts'
import { draw } from '../../engine/core/random.ts'
import { seconds, midiNote, unit } from '../../engine/core/units.ts'
import { openDrawDevice } from '../../engine/edges/drawDevice.ts'
import {
  growPetal,
  MESH_LENGTH,
  petalShares,
  REACHED_FLOWERS,
} from '../../engine/visuals/growPetal.ts'
import { NetworkPetals } from '../../engine/visuals/networkPetals.ts'
import type { PetalNetwork } from '../../engine/visuals/petalSource.ts'
import { createPetalStore, type PetalStore } from '../../engine/visuals/petalStore.ts'
import { createGpuPetals } from '../../scenes/garden/gpuPetals.ts'
import { petalMoment } from '../../scenes/garden/opening.ts'
import { createGardenUniforms, type GardenUniforms } from '../../scenes/garden/uniforms.ts'

/** Runs in the page: petals grown on the GPU, read back, and the same grown on the CPU. */

/** Petals of every age, context and temperature, in eight flowers. */
export function mixedPetals(store: PetalStore, count: number): void {
  const own = (stream: string, id: number): number => draw(11, stream, id)
  for (let id = 0; id < count; id++) {
    const atSeconds = seconds(1 + (id * 30) / count)
    store.apply({
      type: 'petal',
      id,
      voice: own('voice', id) < 0.5 ? 'performer' : 'model',
      pitch: midiNote(40 + Math.floor(own('pitch', id) * 40)),
      velocity: unit(own('velocity', id)),
      temperature: own('temperature', id) * 2,
      surpriseBits: 1,
      contexts: [own('one', id) * 3 - 1, own('two', id) * 3 - 1],
      atSeconds,
    })
    if (id % 3 > 0) store.apply({ type: 'petalEnd', id, atSeconds: seconds(atSeconds + 0.4) })
  }
}

/** @throws without WebGPU */
async function openGrowing(network: PetalNetwork, petals: number) {
  const canvas = document.createElement('canvas')
  const device = await openDrawDevice(canvas, 'best')
  if (device.gpu === null) throw new Error('there is no WebGPU here')
  return { device, ...growOn(device.renderer, network, petals) }
}

/**
 * Petals ready to be grown by a renderer of WebGPU, all of them there to be seen: an early flower
 * stands in front, because petals too far back are not grown.
 */
export function growOn(renderer: WebGPURenderer, network: PetalNetwork, petals: number) {
  const store = createPetalStore(petals, 7)
  const u = createGardenUniforms()
  const source = new NetworkPetals(network)
  const grown = createGpuPetals(renderer, store, source, u)
  mixedPetals(store, petals)
  u.depth.value = 1
  u.now.value = 31.05
  u.context.value = 0.6
  u.secondContext.value = -0.3
  u.front.value = Math.min(store.front(seconds(31.05)), MOST_BACK)
  return { renderer, store, u, source, grown }
}

type Growing = ReturnType<typeof growOn>

/** The largest difference of a coordinate, mesh units, over all petals. */
export async function worstOf({ renderer, store, u, source, grown }: Growing): Promise<number> {
  u.flowers.value = source.network.curves.length
  grown.grow()
  store.clean()
  const points = await pointsOf(renderer, grown)
  const reference = growAll(store, u, source.network)
  let worst = 0
  reference.forEach((mesh, petal) => {
    for (let vertex = 0; vertex < 49; vertex++) {
      for (let axis = 0; axis < 3; axis++) {
        const wanted = mesh[Math.floor(vertex / 7) * 21 + axis * 7 + (vertex % 7)] ?? NaN
        const difference = Math.abs((points[(petal * 49 + vertex) * 4 + axis] ?? NaN) - wanted)
        worst = difference > worst || Number.isNaN(difference) ? difference : worst
      }
    }
  })
  return worst
}

const pointsOf = async (renderer: WebGPURenderer, grown: Growing['grown']): Promise<Float32Array> =>
  new Float32Array(await renderer.getArrayBufferAsync(grown.points))

function growAll(store: PetalStore, u: GardenUniforms, network: PetalNetwork): Float32Array[] {
  const moment = { opening: 0, one: 0, two: 0, lean: 0 }
  const shares = new Float64Array(REACHED_FLOWERS)
  return Array.from({ length: store.count }, (_, slot) => {
    const mesh = new Float32Array(MESH_LENGTH)
    petalMoment(store.values, slot, u, moment)
    petalShares(moment.one, moment.two, moment.lean, network.curves.length, shares)
    growPetal(network, shares, moment.opening, mesh)
    return mesh
  })
}

export interface Swap {
  readonly worst: number
  readonly worstAfterSwap: number
  /** Compute pipelines that the swap asked for. */
  readonly pipelines: number
}

/** How far GPU and CPU are apart, and again after another network has come in. */
export async function compare(
  network: PetalNetwork,
  others: readonly PetalNetwork[],
  petals: number,
): Promise<Swap> {
  const growing = await openGrowing(network, petals)
  const worst = await worstOf(growing)
  let pipelines = 0
  const { gpu } = growing.device
  if (gpu === null) throw new Error('there is no WebGPU here')
  const make = gpu.createComputePipeline.bind(gpu)
  gpu.createComputePipeline = (descriptor) => {
    pipelines++
    return make(descriptor)
  }
  let worstAfterSwap = 0
  for (const other of others) {
    growing.source.replace(other)
    worstAfterSwap = Math.max(worstAfterSwap, await worstOf(growing))
  }
  growing.device.close()
  return { worst, worstAfterSwap, pipelines }
}

export interface GrowingTimes {
  readonly gpuMilliseconds: number
  readonly cpuMilliseconds: number
}

/** Medians of growing all petals once, in turns: on the GPU until it is done, and on this thread. */
export async function timeGrowing(
  network: PetalNetwork,
  petals: number,
  runs: number,
): Promise<GrowingTimes> {
  const growing = await openGrowing(network, petals)
  const { device, store, u, grown } = growing
  const gpuTimes: number[] = []
  const cpuTimes: number[] = []
  for (let run = -2; run < runs; run++) {
    const start = performance.now()
    grown.grow()
    await device.gpu?.queue.onSubmittedWorkDone()
    const between = performance.now()
    growAll(store, u, network)
    if (run < 0) continue
    gpuTimes.push(between - start)
    cpuTimes.push(performance.now() - between)
  }
  device.close()
  const median = (times: number[]): number => times.sort((a, b) => a - b)[times.length >> 1] ?? NaN
  return { gpuMilliseconds: median(gpuTimes), cpuMilliseconds: median(cpuTimes) }
}

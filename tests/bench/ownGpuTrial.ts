import { TimestampQuery, WebGPURenderer } from 'three/webgpu'
import { seconds } from '../../engine/core/units.ts'
import { openDrawDevice } from '../../engine/edges/drawDevice.ts'
import type { PetalNetwork } from '../../engine/visuals/petalSource.ts'
import { networkOf } from '../../models/petal/network.ts'
import { openShippedPetals } from '../../models/petal/shipped.ts'
import { growOn, worstOf } from '../scenes/readBack.ts'
import { openStudio } from '../scenes/still.ts'
import { gardenNote } from './gardenNote.ts'

/** Runs in the page: what the garden costs the GPU of this machine. */

export interface GardenTrial {
  readonly petals: number
  readonly passes: number
  readonly drawn: number
  readonly frames: number
  /** Fewer of them where the processor stands in for a GPU. */
  readonly inSoftware: { readonly passes: number; readonly frames: number }
}

/** @throws without WebGPU */
export async function timeGarden({ petals, passes, drawn, frames, inSoftware }: GardenTrial) {
  const network = networkOf(await openShippedPetals())
  const { software, adapter } = await timeComputePasses(network, 4, 1)
  const few = software ? inSoftware : { passes, frames }
  const { worst, milliseconds } = await timeComputePasses(network, petals, few.passes)
  const pictures = await timeFrames(drawn, few.frames, 1920, 1080)
  return { adapter, software, worst, milliseconds, ...pictures }
}

interface ComputeTimes {
  /** As WebGPU names it. */
  readonly adapter: string
  /** The processor in a GPU's place. */
  readonly software: boolean
  /** From the CPU reference, mesh units, over all petals: none of them was left out. */
  readonly worst: number
  /** Of each pass, by timestamp-query; NaN where the adapter has none. */
  readonly milliseconds: readonly number[]
}

const WARM_UPS = 5

/**
 * The garden's own compute pass, all its petals there to be seen.
 * @throws without WebGPU
 */
async function timeComputePasses(
  network: PetalNetwork,
  petals: number,
  passes: number,
): Promise<ComputeTimes> {
  const device = await openDrawDevice(document.createElement('canvas'), 'best')
  if (device.gpu === null) throw new Error('there is no WebGPU here')
  const { vendor, architecture, device: model, description } = device.gpu.adapterInfo
  const renderer = new WebGPURenderer({ device: device.gpu, trackTimestamp: true })
  await renderer.init()
  const growing = growOn(renderer, network, petals)
  const { grown, store } = growing
  const milliseconds: number[] = []
  for (let pass = -WARM_UPS; pass < passes; pass++) {
    grown.grow()
    store.clean()
    const took = await renderer.resolveTimestampsAsync(TimestampQuery.COMPUTE)
    if (pass >= 0) milliseconds.push(took ?? NaN)
  }
  const worst = await worstOf(growing)
  device.close()
  return {
    worst,
    adapter: [vendor, architecture, model, description].filter(Boolean).join(' '),
    software: device.software,
    milliseconds,
  }
}

interface FrameTimes {
  /** This thread's part of each picture. */
  readonly thread: readonly number[]
  /** Each picture from its beginning until the GPU is done with it. */
  readonly whole: readonly number[]
}

/** The whole garden, with fine meshes and its bloom, while notes of eight a second come in. */
async function timeFrames(
  petals: number,
  frames: number,
  width: number,
  height: number,
): Promise<FrameTimes> {
  const studio = await openStudio('best', width, height, petals, true)
  studio.play(Array.from({ length: petals }, (_, id) => gardenNote(id, 1 + (id * 10) / petals)))
  const [thread, whole]: [number[], number[]] = [[], []]
  for (let frame = -WARM_UPS; frame < frames; frame++) {
    const showSeconds = seconds(12 + frame / 60)
    if (frame % 8 === 0) studio.play([gardenNote(petals + frame, showSeconds)], 'keep')
    const start = performance.now()
    const took = studio.work({ showSeconds })
    await studio.drawn()
    if (frame < 0) continue
    thread.push(took)
    whole.push(performance.now() - start)
  }
  studio.close()
  return { thread, whole }
}

import { openDrawDevice } from '../../engine/edges/drawDevice.ts'
import { draw } from '../../engine/core/random.ts'
import { createFrameBuffer } from '../../engine/visuals/extrapolate.ts'
import type { Frame, PetalCommand } from '../../engine/visuals/frame.ts'
import { openShippedPetals } from '../../models/petal/shipped.ts'
import { networkOf } from '../../models/petal/network.ts'
import { NetworkPetals } from '../../engine/visuals/networkPetals.ts'
import type { PetalNetwork } from '../../engine/visuals/petalSource.ts'
import { createPetalStore } from '../../engine/visuals/petalStore.ts'
import garden from '../../scenes/garden.ts'

/** Runs in the page: the garden drawn at chosen moments, with its pixels and its draw calls. */

export interface Take {
  readonly commands: readonly PetalCommand[]
  readonly moment: Partial<Frame>
}

export interface Studio {
  readonly backend: string
  readonly canvas: HTMLCanvasElement
  /** Takes the garden's petals away and plays these. */
  play(commands: readonly PetalCommand[], keep?: 'keep'): void
  /** RGBA, row by row, as it stands at a moment. */
  still(moment: Partial<Frame>): Uint8ClampedArray
  take(take: Take): Uint8ClampedArray
  /** Grows the petals by another network from now on, as a show does. */
  swap(network: PetalNetwork): void
  png(): string
  drawCalls(): number
  /** Milliseconds of this thread for one picture: update and render, without the GPU's time. */
  work(moment: Partial<Frame>): number
  /** When the GPU has drawn everything asked for; at once under WebGL2. */
  drawn(): Promise<void>
  close(): void
}

/** Pixels of which a colour differs by more than `by` of 255. */
export const mask = (one: Uint8ClampedArray, other: Uint8ClampedArray, by: number): boolean[] =>
  Array.from({ length: one.length / 4 }, (_, pixel) =>
    [0, 1, 2].some((c) => {
      const i = pixel * 4 + c
      return Math.abs((one[i] ?? 0) - (other[i] ?? 0)) > by
    }),
  )

export const count = (pixels: readonly boolean[]): number => pixels.filter(Boolean).length

/** Of the pixels in one shape or the other, the share that lies in both. */
export const overlap = (one: readonly boolean[], other: readonly boolean[]): number =>
  count(one.map((seen, pixel) => seen && other[pixel] === true)) /
  count(one.map((seen, pixel) => seen || other[pixel] === true))

export async function openStudio(
  wanted: 'best' | 'webgl2',
  width: number,
  height: number,
  capacity = 1000,
  fine = false,
): Promise<Studio> {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  document.body.append(canvas)
  const device = await openDrawDevice(canvas, wanted)
  const { renderer } = device
  renderer.setSize(width, height, false)
  const store = createPetalStore(capacity, 7)
  const source = new NetworkPetals(networkOf(await openShippedPetals()))
  const instance = garden.create({
    renderer,
    petals: { store, source, grown: device.backend === 'webgpu' ? Infinity : 64 },
    random: (stream, step) => draw(7, stream, step),
    size: { width, height },
    fine,
  })
  await renderer.compileAsync(instance.scene, instance.camera)
  const reader = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (reader === null) throw new Error('no 2d canvas')
  const picture = (moment: Partial<Frame>): void => {
    instance.update({ ...createFrameBuffer(), ...moment })
    renderer.info.reset()
    renderer.render(instance.scene, instance.camera)
    store.clean()
  }
  const play: Studio['play'] = (commands, keep) => {
    if (!keep) store.clear()
    for (const command of commands) store.apply(command)
  }
  const still: Studio['still'] = (moment) => {
    picture(moment)
    reader.drawImage(canvas, 0, 0)
    return reader.getImageData(0, 0, width, height).data
  }
  return {
    backend: device.backend,
    canvas,
    play,
    still,
    take({ commands, moment }) {
      play(commands)
      return still(moment)
    },
    swap: (network) => source.replace(network),
    png: () => canvas.toDataURL(),
    drawCalls: () => renderer.info.render.drawCalls,
    work(moment) {
      const before = performance.now()
      picture(moment)
      return performance.now() - before
    },
    async drawn() {
      await device.gpu?.queue.onSubmittedWorkDone()
    },
    close() {
      instance.dispose()
      device.close()
      canvas.remove()
    },
  }
}

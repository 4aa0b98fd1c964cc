import { openDrawDevice } from '../../engine/edges/drawDevice.ts'
import { draw } from '../../engine/core/random.ts'
import { createFrameBuffer } from '../../engine/visuals/extrapolate.ts'
import type { Frame, PetalCommand } from '../../engine/visuals/frame.ts'
import { handMadePetals } from '../../engine/visuals/petalSource.ts'
import { createPetalStore } from '../../engine/visuals/petalStore.ts'
import garden from '../../scenes/garden.ts'

/** Runs in the page: the garden drawn at chosen moments, with its pixels and its draw calls. */

export interface Still {
  /** RGBA, row by row. */
  readonly pixels: Uint8ClampedArray
  readonly png: string
  readonly drawCalls: number
}

export interface Studio {
  readonly backend: string
  readonly canvas: HTMLCanvasElement
  play(commands: readonly PetalCommand[]): void
  clear(): void
  still(moment: Partial<Frame>): Still
  /** Milliseconds of this thread for one picture: update and render, without the GPU's time. */
  work(moment: Partial<Frame>): number
  close(): void
}

export async function openStudio(
  wanted: 'best' | 'webgl2',
  width: number,
  height: number,
  capacity = 1000,
): Promise<Studio> {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  document.body.append(canvas)
  const device = await openDrawDevice(canvas, wanted)
  const { renderer } = device
  renderer.setSize(width, height, false)
  const store = createPetalStore(capacity, 7)
  const instance = garden.create({
    renderer,
    petals: { store, source: handMadePetals() },
    random: (stream, step) => draw(7, stream, step),
    size: { width, height },
  })
  await renderer.compileAsync(instance.scene, instance.camera)
  const reader = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (reader === null) throw new Error('no 2d canvas')
  const picture = (moment: Partial<Frame>): void => {
    instance.update({ ...createFrameBuffer(), ...moment })
    renderer.render(instance.scene, instance.camera)
    store.clean()
  }
  return {
    backend: device.backend,
    canvas,
    play: (commands) => {
      for (const command of commands) store.apply(command)
    },
    clear: () => {
      store.clear()
    },
    still(moment) {
      picture(moment)
      reader.drawImage(canvas, 0, 0)
      return {
        pixels: reader.getImageData(0, 0, width, height).data,
        png: canvas.toDataURL(),
        drawCalls: renderer.info.render.drawCalls,
      }
    },
    work(moment) {
      const before = performance.now()
      picture(moment)
      return performance.now() - before
    },
    close() {
      instance.dispose()
      device.close()
      canvas.remove()
    },
  }
}

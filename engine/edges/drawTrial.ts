import { HalfFloatType, RenderTarget, setConsoleFunction } from 'three/webgpu'
import type { Frame } from '../visuals/frame.ts'
import type { Petals, SceneDefinition, SceneInstance, Size } from '../visuals/scene.ts'
import type { Stage } from '../visuals/sceneHost.ts'
import { draw } from '../core/random.ts'
import type { DrawDevice } from './drawDevice.ts'

/** A scene proved where nobody sees it: compiled, and drawn once off screen. */

/** What went wrong, and how far the scene had come. */
export class TrialError extends Error {
  constructor(
    readonly stage: Stage,
    reason: unknown,
  ) {
    super(lineOf(reason))
  }
}

/** The first line of whatever was thrown. */
export const lineOf = (reason: unknown): string => {
  const text = reason instanceof Error ? reason.message : String(reason)
  return (text.trim().split('\n')[0] ?? '').slice(0, 240) || 'no reason was given'
}

/** three writes shader errors to the console and goes on; while a scene is tried they count. */
const complaints: string[] = []
let listening = false

export function listenToThree(): void {
  setConsoleFunction((type, message, ...rest) => {
    if (listening && type === 'error') complaints.push(message)
    else if (type === 'error') console.error(message, ...rest)
  })
}

/**
 * @param frame the moment to draw; asked for after compiling, which can take seconds
 * @throws TrialError; the scene is disposed of
 */
export async function tryOut(
  device: DrawDevice,
  definition: SceneDefinition,
  petals: Petals,
  seed: number,
  size: Size,
  frame: () => Frame,
): Promise<SceneInstance> {
  const { renderer, gpu } = device
  let stage: Stage = 'compiling'
  let instance: SceneInstance | null = null
  complaints.length = 0
  listening = true
  gpu?.pushErrorScope('out-of-memory')
  gpu?.pushErrorScope('validation')
  let thrown: unknown = null
  try {
    const random = (stream: string, step: number) =>
      draw(seed, `${definition.name}.${stream}`, step)
    const fine = !device.software
    instance = definition.create({ renderer, petals, random, size, fine })
    await renderer.compileAsync(instance.scene, instance.camera)
    if (complaints.length === 0) {
      stage = 'proving'
      instance.update(frame())
      drawOffScreen(device, instance, size)
    }
  } catch (reason) {
    thrown = reason
  }
  const gpuErrors = [await gpu?.popErrorScope(), await gpu?.popErrorScope()]
  listening = false
  const fault = thrown ?? complaints[0] ?? gpuErrors.find((error) => error)?.message
  if (instance !== null && fault === undefined) return instance
  instance?.dispose()
  throw new TrialError(stage, fault)
}

/** In the format and with the samples of the screen, so that the same pipelines serve there. */
function drawOffScreen({ renderer }: DrawDevice, instance: SceneInstance, size: Size): void {
  const target = new RenderTarget(size.width, size.height, {
    type: HalfFloatType,
    samples: renderer.samples,
  })
  try {
    renderer.setRenderTarget(target)
    renderer.render(instance.scene, instance.camera)
  } finally {
    renderer.setRenderTarget(null)
    target.dispose()
  }
}

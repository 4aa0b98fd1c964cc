import type { Camera, Scene as ThreeScene, WebGPURenderer } from 'three/webgpu'
import { unit as toUnit, type Unit } from '../core/units.ts'
import type { Frame } from './frame.ts'
import type { PetalSource } from './petalSource.ts'
import type { PetalStore } from './petalStore.ts'

/** One knob of a scene: where it stands at first and what it does, in the performer's words. */
export interface Control {
  readonly initial: Unit
  readonly label: string
}

/**
 * Declares a control.
 * @param initial clamped to 0..1; the scene gives it meaning
 * @param label what it does, such as 'how far the petals open'
 */
export const unit = (initial: number, label: string): Control => ({
  initial: toUnit(initial),
  label,
})

/** Pixels of the drawing buffer. */
export interface Size {
  readonly width: number
  readonly height: number
}

export interface Petals {
  /** The notes of the show, laid out as instance attributes. Read only for a scene. */
  readonly store: PetalStore
  /** What a petal looks like while it opens. */
  readonly source: PetalSource
  /**
   * How many of its petals this thread can grow in time for a frame; Infinity where the GPU grows
   * them.
   */
  readonly grown: number
}

export interface SceneTools {
  readonly renderer: WebGPURenderer
  readonly petals: Petals
  /** A keyed draw in [0, 1): the same (stream, step) gives the same number on every machine. */
  readonly random: (stream: string, step: number) => Unit
  readonly size: Size
  /** Whether meshes may be fine: a processor that draws in the GPU's place has no time for them. */
  readonly fine: boolean
}

/** A scene on the stage. */
export interface SceneInstance {
  readonly scene: ThreeScene
  readonly camera: Camera
  /** Sets the picture for one moment; the frame is reused, so keep numbers, never the object. */
  update(frame: Frame): void
  resize(size: Size): void
  /** Frees geometries, materials and textures; called once. */
  dispose(): void
}

export interface SceneDefinition {
  readonly name: string
  readonly controls: Readonly<Record<string, Control>>
  /** @throws whatever is wrong; the host reports it and the previous scene stays on */
  create(tools: SceneTools): SceneInstance
}

/** Loads one scene; a file that cannot be read fails alone. */
export type SceneLoader = () => Promise<{ readonly default: SceneDefinition }>

/** The scenes by name, in the order in which they are offered. */
export type SceneRegistry = Readonly<Record<string, SceneLoader>>

/**
 * Checks and returns a scene.
 * @throws when the name or a control cannot be an address ('scene.NAME')
 */
export function defineScene(definition: SceneDefinition): SceneDefinition {
  const address = /^[a-z][a-zA-Z0-9]*$/
  if (!address.test(definition.name)) {
    throw new Error(
      `A scene is called '${definition.name}': use letters and digits, small first letter`,
    )
  }
  for (const name of Object.keys(definition.controls)) {
    if (!address.test(name)) {
      throw new Error(`A control is called '${name}': use letters and digits, small first letter`)
    }
  }
  return definition
}

import type { Status } from '../core/status.ts'
import type { Unit } from '../core/units.ts'
import type { Frame, PetalCommand } from '../visuals/frame.ts'
import type { PetalNetwork } from '../visuals/petalSource.ts'
import type { PetalSnapshot } from '../visuals/petalStore.ts'
import type { Size } from '../visuals/scene.ts'
import type { SceneTrouble } from '../visuals/sceneHost.ts'

/** What main and the draw worker say to each other. */

export type Backend = 'webgpu' | 'webgl2' | 'none'

/** Saved scenes, under the dev server. */
export interface SceneChange {
  /** Where the registry is read again; names a version of it that no cache holds. */
  readonly url: string
  /** The scene whose file, or helper's file, was saved. */
  readonly saved: string
  /** Files that could not be read, and why. */
  readonly problems: readonly { readonly scene: string; readonly why: string }[]
}

export interface DrawStart {
  /** Pixels. */
  readonly size: Size
  /** 'webgl2' leaves WebGPU alone even where there is one. */
  readonly backend: 'best' | 'webgl2'
  readonly scene: string
  /** Tried when `scene` fails and nothing else was on. */
  readonly fallback: string
  /** URL of a registry to read in place of the built-in one; null for that. */
  readonly registry: string | null
  readonly capacity: number
  readonly seed: number
  readonly petals: PetalSnapshot
  /** Trained since the page was opened; null for the petals that came with it. */
  readonly network: PetalNetwork | null
}

export type ToDraw =
  | { readonly type: 'start'; readonly canvas: OffscreenCanvas; readonly start: DrawStart }
  | { readonly type: 'petal'; readonly command: PetalCommand }
  | { readonly type: 'clear' }
  /** These petals, and no others. */
  | { readonly type: 'restore'; readonly petals: PetalSnapshot }
  | { readonly type: 'network'; readonly network: PetalNetwork }
  | {
      readonly type: 'frame'
      readonly frame: Frame
      /** When the frame's moment is, milliseconds since the Unix epoch: both threads know it. */
      readonly atEpochMilliseconds: number
    }
  | ({ readonly type: 'resize' } & Size)
  | { readonly type: 'scene'; readonly name: string }
  | { readonly type: 'changed'; readonly change: SceneChange }
  | { readonly type: 'ping' }

export interface SceneControl {
  readonly name: string
  readonly label: string
  readonly initial: Unit
}

/** What grows the petals. */
export interface PetalReport {
  /** How many at a time the processor grows; Infinity where the GPU does, 0 where nothing does. */
  readonly grown: number
  /** Why they are drawn and not grown, and what to do; null when all is well. */
  readonly trouble: string | null
}

export interface DrawReport {
  readonly supervised: Status
  readonly backend: Backend
  /** The live scene; null while there is none. */
  readonly scene: string | null
  readonly controls: readonly SceneControl[]
  readonly trouble: SceneTrouble | null
  readonly petals: PetalReport
  /** Longest time from one picture to the next in the last two seconds; 0 before the second. */
  readonly worstFrameMilliseconds: number
  /** Longest the thread worked on one picture in the last two seconds. */
  readonly worstWorkMilliseconds: number
}

export type FromDraw =
  | { readonly type: 'report'; readonly report: DrawReport }
  | { readonly type: 'pong' }
  /** Nothing can be drawn on this thread. */
  | { readonly type: 'cannotDraw'; readonly why: string }
  /** The GPU or the canvas is gone; only a new canvas helps. */
  | { readonly type: 'lost'; readonly why: string }

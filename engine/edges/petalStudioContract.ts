import type { PetalModel, SchemeName } from '../../models/petal/petalModel.ts'
import type { PetalsEvent } from '../core/events.ts'
import type { PetalNetwork } from '../visuals/petalSource.ts'
import type { Extent, Place } from './petalExport.ts'

/** What the tools see of the studio in which flowers are drawn and trained. */

/** How networks are trained: as it was found by trying, or as the article has it. */
export type Scheme = SchemeName

/** A flower being drawn: one petal, [7 times][7 steps][7 x, 7 y, 7 z]. */
export interface Flower {
  readonly name: string
  readonly shape: Float32Array
}

/** A network with what it was trained on. */
export interface Grown {
  readonly network: PetalNetwork
  readonly flowers: readonly string[]
  /** Of what it has learnt, as the log names it. */
  readonly hash: string
}

export type Training =
  | { readonly state: 'idle' }
  | {
      readonly state: 'running'
      /** 0..1 */
      readonly done: number
      readonly stage: 'templates' | 'networks'
      /** Seconds to go, by how it went so far; null at first. */
      readonly secondsLeft: number | null
    }

/** What the tools draw; another object whenever something has changed. */
export interface StudioState {
  readonly flowers: readonly Flower[]
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly training: Training
  /** Root mean squared errors of the last training, mesh units, oldest first. */
  readonly losses: readonly number[]
  /** What grows in the show; null while the petals that come with the page are fetched. */
  readonly live: Grown | null
  /** What has been learnt and is not in the show; a preview while training goes on. */
  readonly next: Grown | null
}

export interface StudioHooks {
  /** Grows the show's petals by another network. @throws RangeError for one that cannot be drawn */
  readonly show: (network: PetalNetwork) => void
  readonly send: (event: PetalsEvent) => void
  readonly say: (tone: 'news' | 'trouble', text: string) => void
  /** Milliseconds, monotone. */
  readonly now: () => number
}

export interface PetalStudio {
  readonly state: StudioState
  /** The network of this hash, if it is in the show and did not come with the page; else null. */
  model(hash: string): PetalModel | null
  /** Puts the flowers as they are now in the place of those before; can be undone. */
  draw(flowers: readonly Flower[]): void
  undo(): void
  redo(): void
  importFiles(files: readonly File[]): Promise<void>
  saveFlowers(): void
  /** Trains on the flowers as they are drawn. */
  train(scheme: Scheme): void
  /** Takes in a folder that was trained before, here or on the command line; not yet in the show. */
  openTrained(files: readonly File[]): Promise<void>
  cancel(): void
  /** Puts what has been learnt into the show. */
  plant(): void
  /** Puts the petals that come with the page back into the show. */
  plantShipped(): Promise<void>
  saveGlb(place: Place, extent: Extent): Promise<void>
}

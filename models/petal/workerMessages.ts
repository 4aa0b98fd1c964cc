import type { PetalModel } from './petalModel.ts'
import type { TemplateSet } from './templates.ts'
import type { TrainingOptions } from './train.ts'

/** What the page tells the training worker. */
export type ToPetalWorker =
  /** Begins a training; one that is under way is cancelled. */
  | {
      readonly type: 'train'
      /** Tells trainings apart; comes back with everything that is said of this one. */
      readonly id: number
      readonly set: TemplateSet
      readonly options: TrainingOptions
    }
  | { readonly type: 'cancel'; readonly id: number }

/** What the training worker tells the page. */
export type FromPetalWorker =
  | {
      readonly type: 'progress'
      readonly id: number
      /** 0..1 */
      readonly done: number
      readonly stage: 'templates' | 'networks'
      /** Mean squared error of the rows, square mesh units: a point of the loss curve. */
      readonly loss: number
    }
  /** What the flowers would be if training ended here. */
  | { readonly type: 'preview'; readonly id: number; readonly model: PetalModel }
  | { readonly type: 'trained'; readonly id: number; readonly model: PetalModel }
  | { readonly type: 'cancelled'; readonly id: number }
  /** One line: what happened and what to do. */
  | { readonly type: 'failed'; readonly id: number; readonly reason: string }

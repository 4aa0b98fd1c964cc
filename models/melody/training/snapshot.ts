import type { SavedLearning } from './learning.ts'
import type { LanesState } from './tuneLanes.ts'

/** A training between two updates, as plain data. */
export interface TrainerSnapshot extends SavedLearning {
  readonly update: number
  readonly lanes: LanesState
}

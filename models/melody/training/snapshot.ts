import type { NetworkParameters, Parameter } from './parameters.ts'
import type { LanesState } from './tuneLanes.ts'

/** What is known of a parameter. */
export interface SavedLearner {
  readonly value: Parameter
  readonly mean: Parameter
  readonly square: Parameter
  readonly average: Parameter
}

/** A training between two updates, as plain data. */
export interface TrainerSnapshot {
  readonly update: number
  readonly lanes: LanesState
  /** Of each cell, shape [lanes, units]. */
  readonly states: readonly { readonly cell: Float32Array; readonly hidden: Float32Array }[]
  readonly learners: NetworkParameters<SavedLearner>
}

import type { NetworkParameters, Parameter } from './parameters.ts'
import type { TuneWindow } from './tuneLanes.ts'

/** The network to train. */
export interface Trainee {
  readonly parameters: NetworkParameters<Parameter>
  readonly vocabulary: number
  readonly counterBits: readonly number[]
}

/** Of every window. */
export interface WindowSize {
  readonly lanes: number
  readonly steps: number
}

/** How far an update goes. */
export interface UpdateRates {
  /** Which update this is, from 1. */
  readonly update: number
  readonly learningRate: number
  /** 0..1: how much of the average stays. */
  readonly averageDecay: number
}

/** A parameter with what the optimiser remembers of it. */
export interface SavedLearner {
  readonly value: Parameter
  /** Running mean of its gradient. */
  readonly mean: Parameter
  /** Running mean of the gradient's square. */
  readonly square: Parameter
  /** Running mean of the value, which is what is kept in the end. */
  readonly average: Parameter
}

/** A learning between two updates, as plain data; the same whatever it is computed with. */
export interface SavedLearning {
  /** Of each cell, shape [lanes, units]. */
  readonly states: readonly { readonly cell: Float32Array; readonly hidden: Float32Array }[]
  readonly learners: NetworkParameters<SavedLearner>
}

/**
 * A network while it learns: its parameters, what the optimiser remembers of them, and the state of
 * every lane between two windows. There are two, of the same equations: on the melody model's own
 * kernels and on TensorFlow.js.
 */
export interface Learning {
  /**
   * Learns from a window: truncated back-propagation through time, then one update by Adam.
   * @param masks of each cell, what its outputs are multiplied with, shape [steps, lanes, units];
   *   null for no dropout
   * @returns the loss before the update, nats a step
   */
  learn(
    window: TuneWindow,
    masks: readonly Float32Array[] | null,
    rates: UpdateRates,
  ): Promise<number>
  /** The weights' running mean, which plays better than the weights of any one update. */
  average(): Promise<NetworkParameters<Parameter>>
  /** All that going on from here needs. */
  save(): Promise<SavedLearning>
  /** Frees memory that is not the language's. */
  dispose(): void
}

/** @param from where to go on */
export type BeginLearning = (trainee: Trainee, size: WindowSize, from?: SavedLearning) => Learning

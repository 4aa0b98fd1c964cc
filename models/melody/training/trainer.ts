import * as tf from '@tensorflow/tfjs-core'
import { updateLearners, type Learner } from './adam.ts'
import { dropoutMask } from './dropout.ts'
import type { LayerState } from './lstmLayer.ts'
import { learnWindow, type WindowTensors } from './networkPass.ts'
import {
  arrangeParameters,
  listParameters,
  mapParameters,
  type NetworkParameters,
  type Parameter,
} from './parameters.ts'
import { learningRateAt } from './schedule.ts'
import type { TrainerSnapshot } from './snapshot.ts'
import { TuneLanes, type TuneWindow } from './tuneLanes.ts'
import type { Tune } from './tunes.ts'
import { windowInputs } from './windowInputs.ts'

/** How a network is trained. */
export interface TrainerOptions {
  /** A whole number of 0..2^53. */
  readonly seed: number
  /** Updates in all, for which the learning rate is planned. */
  readonly updates: number
  /** Tunes side by side. */
  readonly lanes: number
  /** Sixteenths that a gradient reaches back. */
  readonly steps: number
  /** The highest learning rate. */
  readonly learningRate: number
  /** 0..1, below 1: the share of every cell's outputs that is silenced. */
  readonly dropout: number
  /** 0..1, below 1: how much of the weights' running mean stays at an update. */
  readonly averageDecay: number
}

/** The network to train. */
export interface Trainee {
  readonly parameters: NetworkParameters<Parameter>
  readonly vocabulary: number
  readonly counterBits: readonly number[]
}

/**
 * Trains a stack of LSTM cells on whatever backend of TensorFlow.js is set: truncated
 * back-propagation through time, the state kept from window to window.
 */
export class Trainer {
  readonly #options: TrainerOptions
  readonly #trainee: Trainee
  readonly #lanes: TuneLanes
  #learners: NetworkParameters<Learner>
  #states: readonly LayerState[]
  #update: number

  /** @param from where to go on; the options have to be those it was begun with */
  constructor(
    trainee: Trainee,
    tunes: readonly Tune[],
    options: TrainerOptions,
    from?: TrainerSnapshot,
  ) {
    const { seed, lanes, steps } = options
    this.#options = options
    this.#trainee = trainee
    this.#update = from?.update ?? 0
    this.#lanes = new TuneLanes(tunes, seed, lanes, steps, from?.lanes)
    const begun = from?.learners ?? mapParameters(trainee.parameters, firstLearner)
    this.#learners = mapParameters(begun, (learner) => ({
      value: tensorOf(learner.value),
      mean: tensorOf(learner.mean),
      square: tensorOf(learner.square),
      average: tensorOf(learner.average),
    }))
    this.#states = trainee.parameters.cells.map(({ stateKernel }, index) => {
      const units = stateKernel.shape[0]
      const state = from?.states[index]
      const shape: [number, number] = [lanes, units]
      return {
        cell: state ? tf.tensor2d(state.cell, shape) : tf.zeros<tf.Rank.R2>(shape),
        hidden: state ? tf.tensor2d(state.hidden, shape) : tf.zeros<tf.Rank.R2>(shape),
      }
    })
  }

  /** Updates done. */
  get update(): number {
    return this.#update
  }

  /**
   * Learns from the next window.
   * @returns its loss before, nats a step
   */
  async step(): Promise<number> {
    const window = this.#lanes.next()
    const { updates, learningRate, averageDecay } = this.#options
    const result = tf.tidy(() => {
      const values = mapParameters(this.#learners, ({ value }) => value)
      const { loss, gradients, states } = learnWindow(values, this.#states, this.#tensors(window))
      const learners = updateLearners(listParameters(this.#learners), listParameters(gradients), {
        update: this.#update + 1,
        learningRate: learningRateAt(this.#update, updates, learningRate),
        // The mean of a few must not be that of where it began.
        averageDecay: Math.min(averageDecay, (1 + this.#update) / (10 + this.#update)),
      })
      // Copies, because a tidy's types do not take interfaces.
      return {
        loss,
        learners: learners.map((learner) => ({ ...learner })),
        states: states.map((state) => ({ ...state })),
      }
    })
    this.dispose()
    this.#learners = arrangeParameters(this.#learners, result.learners)
    this.#states = result.states
    this.#update++
    const [loss = NaN] = await result.loss.data()
    result.loss.dispose()
    return loss
  }

  /** The weights' running mean, which plays better than the weights of any one update. */
  async average(): Promise<NetworkParameters<Parameter>> {
    return readAll(this.#learners, async ({ average }) => parameterOf(average))
  }

  /** All that going on from here needs. */
  async snapshot(): Promise<TrainerSnapshot> {
    return {
      update: this.#update,
      lanes: this.#lanes.state,
      states: await Promise.all(
        this.#states.map(async ({ cell, hidden }) => ({
          cell: Float32Array.from(await cell.data()),
          hidden: Float32Array.from(await hidden.data()),
        })),
      ),
      learners: await readAll(this.#learners, async ({ value, mean, square, average }) => ({
        value: await parameterOf(value),
        mean: await parameterOf(mean),
        square: await parameterOf(square),
        average: await parameterOf(average),
      })),
    }
  }

  /** Frees the backend's memory. */
  dispose(): void {
    for (const { value, mean, square, average } of listParameters(this.#learners)) {
      tf.dispose([value, mean, square, average])
    }
    for (const { cell, hidden } of this.#states) tf.dispose([cell, hidden])
  }

  #tensors(window: TuneWindow): WindowTensors {
    const { vocabulary, counterBits, parameters } = this.#trainee
    const { lanes, steps, dropout, seed } = this.#options
    const values = windowInputs(window, vocabulary, counterBits)
    const steppedOf = (all: Float32Array): tf.Tensor2D[] => {
      const size = all.length / steps
      return Array.from({ length: steps }, (_, step) =>
        tf.tensor2d(all.slice(step * size, (step + 1) * size), [lanes, size / lanes]),
      )
    }
    return {
      inputs: steppedOf(values),
      targets: Array.from({ length: steps }, (_, step) =>
        tf.tensor1d(window.targets.slice(step * lanes, (step + 1) * lanes), 'int32'),
      ),
      keeps: Array.from({ length: steps }, (_, step) => {
        const keeps = window.keeps.slice(step * lanes, (step + 1) * lanes)
        return keeps.includes(0) ? tf.tensor2d(keeps, [lanes, 1]) : null
      }),
      masks:
        dropout === 0
          ? null
          : parameters.cells.map(({ stateKernel: { shape } }, index) => {
              const length = lanes * steps * shape[0]
              const stream = `dropout/${index}`
              return steppedOf(dropoutMask(length, dropout, seed, stream, this.#update))
            }),
    }
  }
}

const tensorOf = ({ values, shape }: Parameter): tf.Tensor => tf.tensor(values, [...shape])

async function parameterOf(tensor: tf.Tensor): Promise<Parameter> {
  const [rows = 0, columns] = tensor.shape
  return {
    shape: columns === undefined ? [rows] : [rows, columns],
    values: Float32Array.from(await tensor.data()),
  }
}

/** A learner that has learnt nothing. */
const firstLearner = (parameter: Parameter) => {
  const zero = { shape: parameter.shape, values: new Float32Array(parameter.values.length) }
  return { value: parameter, mean: zero, square: zero, average: parameter }
}

async function readAll<To>(
  learners: NetworkParameters<Learner>,
  read: (learner: Learner) => Promise<To>,
): Promise<NetworkParameters<To>> {
  return arrangeParameters(learners, await Promise.all(listParameters(learners).map(read)))
}

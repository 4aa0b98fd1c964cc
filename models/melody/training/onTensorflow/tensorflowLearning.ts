import * as tf from '@tensorflow/tfjs-core'
import type {
  BeginLearning,
  Learning,
  SavedLearning,
  Trainee,
  UpdateRates,
  WindowSize,
} from '../learning.ts'
import {
  arrangeParameters,
  listParameters,
  mapParameters,
  type NetworkParameters,
  type Parameter,
} from '../parameters.ts'
import type { TuneWindow } from '../tuneLanes.ts'
import { windowInputs } from '../windowInputs.ts'
import { updateLearners, type Learner } from './adam.ts'
import type { LayerState } from './lstmLayer.ts'
import { learnWindow, type WindowTensors } from './networkPass.ts'

/** Learning on whatever backend of TensorFlow.js is set. */
class TensorflowLearning implements Learning {
  readonly #trainee: Trainee
  readonly #size: WindowSize
  #learners: NetworkParameters<Learner>
  #states: readonly LayerState[]

  constructor(trainee: Trainee, size: WindowSize, from: SavedLearning | undefined) {
    this.#trainee = trainee
    this.#size = size
    const begun = from?.learners ?? mapParameters(trainee.parameters, firstLearner)
    this.#learners = mapParameters(begun, (learner) => ({
      value: tensorOf(learner.value),
      mean: tensorOf(learner.mean),
      square: tensorOf(learner.square),
      average: tensorOf(learner.average),
    }))
    this.#states = trainee.parameters.cells.map(({ stateKernel }, index) => {
      const state = from?.states[index]
      const shape: [number, number] = [size.lanes, stateKernel.shape[0]]
      return {
        cell: state ? tf.tensor2d(state.cell, shape) : tf.zeros<tf.Rank.R2>(shape),
        hidden: state ? tf.tensor2d(state.hidden, shape) : tf.zeros<tf.Rank.R2>(shape),
      }
    })
  }

  async learn(
    window: TuneWindow,
    masks: readonly Float32Array[] | null,
    rates: UpdateRates,
  ): Promise<number> {
    const result = tf.tidy(() => {
      const values = mapParameters(this.#learners, ({ value }) => value)
      const tensors = this.#tensors(window, masks)
      const { loss, gradients, states } = learnWindow(values, this.#states, tensors)
      const learners = updateLearners(
        listParameters(this.#learners),
        listParameters(gradients),
        rates,
      )
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
    const [loss = NaN] = await result.loss.data()
    result.loss.dispose()
    return loss
  }

  async average(): Promise<NetworkParameters<Parameter>> {
    return readAll(this.#learners, async ({ average }) => parameterOf(average))
  }

  async save(): Promise<SavedLearning> {
    return {
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

  dispose(): void {
    for (const { value, mean, square, average } of listParameters(this.#learners)) {
      tf.dispose([value, mean, square, average])
    }
    for (const { cell, hidden } of this.#states) tf.dispose([cell, hidden])
  }

  #tensors(window: TuneWindow, masks: readonly Float32Array[] | null): WindowTensors {
    const { vocabulary, counterBits } = this.#trainee
    const { lanes, steps } = this.#size
    const steppedOf = (all: Float32Array): tf.Tensor2D[] => {
      const size = all.length / steps
      return Array.from({ length: steps }, (_, step) =>
        tf.tensor2d(all.slice(step * size, (step + 1) * size), [lanes, size / lanes]),
      )
    }
    return {
      inputs: steppedOf(windowInputs(window, vocabulary, counterBits)),
      targets: Array.from({ length: steps }, (_, step) =>
        tf.tensor1d(window.targets.slice(step * lanes, (step + 1) * lanes), 'int32'),
      ),
      keeps: Array.from({ length: steps }, (_, step) => {
        const keeps = window.keeps.slice(step * lanes, (step + 1) * lanes)
        return keeps.includes(0) ? tf.tensor2d(keeps, [lanes, 1]) : null
      }),
      masks: masks?.map(steppedOf) ?? null,
    }
  }
}

export const learningOnTensorflow: BeginLearning = (trainee, size, from) =>
  new TensorflowLearning(trainee, size, from)

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

import type { CreateKernels } from '../../kernels/kernels.ts'
import { LONGEST_GRADIENT } from '../adamRule.ts'
import type {
  BeginLearning,
  Learning,
  SavedLearner,
  SavedLearning,
  Trainee,
  UpdateRates,
  WindowSize,
} from '../learning.ts'
import {
  listParameters,
  mapParameters,
  type NetworkParameters,
  type Parameter,
} from '../parameters.ts'
import type { TuneWindow } from '../tuneLanes.ts'
import { windowInputs } from '../windowInputs.ts'
import { Cell, type Below } from './cell.ts'
import type { Learner } from './learner.ts'
import { OuterProduct } from './outerProduct.ts'
import { Output } from './output.ts'
import { Workspace } from './workspace.ts'

/** Learning on the melody model's own kernels. */
class KernelLearning implements Learning {
  readonly #trainee: Trainee
  readonly #cells: readonly Cell[]
  readonly #output: Output
  readonly #outer: OuterProduct
  readonly #learners: NetworkParameters<Learner>

  constructor(
    create: CreateKernels,
    trainee: Trainee,
    size: WindowSize,
    from: SavedLearning | undefined,
  ) {
    const workspace = new Workspace(create)
    const { parameters } = trainee
    this.#trainee = trainee
    this.#cells = parameters.cells.map(
      (cell, index) => new Cell(workspace, cell, size, index === 0),
    )
    this.#output = new Output(
      workspace,
      parameters.outputWeights,
      parameters.outputBiases,
      size.lanes * size.steps,
    )
    this.#learners = {
      cells: this.#cells.map(({ learners }) => learners),
      outputWeights: this.#output.weights,
      outputBiases: this.#output.biases,
    }
    const widths = listParameters(this.#learners).map(({ arrangement }) => arrangement.columns)
    this.#outer = new OuterProduct(workspace, Math.max(...widths))
    const begun = listParameters<Parameter | SavedLearner>(from?.learners ?? parameters)
    listParameters(this.#learners).forEach((learner, index) => {
      const own = begun[index]
      if (own === undefined) throw new RangeError(`there is no parameter ${index}`)
      learner.begin(own)
    })
    this.#cells.forEach((cell, index) => {
      const state = from?.states[index]
      if (state) cell.state = state
    })
  }

  learn(
    window: TuneWindow,
    masks: readonly Float32Array[] | null,
    rates: UpdateRates,
  ): Promise<number> {
    const { vocabulary, counterBits } = this.#trainee
    const { keeps, targets } = window
    const learners = listParameters(this.#learners)
    for (const learner of learners) learner.forgetGradient()
    const values = windowInputs(window, vocabulary, counterBits)
    const passes = this.#cells.map((cell, index) => {
      const lower = this.#cells[index - 1]
      const below: Below = lower ? { kind: 'cell', cell: lower } : { kind: 'inputs', values }
      return { cell, below, mask: masks?.[index] ?? null }
    })
    for (const { cell, below, mask } of passes) {
      cell.prepare()
      cell.forward(below, keeps, mask)
    }
    const top = this.#cells.at(-1)
    if (top === undefined) throw new RangeError('no LSTM cell')
    this.#output.prepare()
    const loss = this.#output.learn(top, targets, this.#outer)
    for (const { cell, below, mask } of passes.toReversed()) {
      cell.backward(below, keeps, mask, this.#outer)
    }
    const squares = learners.reduce((sum, learner) => sum + learner.squaredLength(), 0)
    const shortened = LONGEST_GRADIENT / Math.max(Math.sqrt(squares), LONGEST_GRADIENT)
    for (const learner of learners) learner.update(rates, shortened)
    return Promise.resolve(loss)
  }

  average(): Promise<NetworkParameters<Parameter>> {
    return Promise.resolve(mapParameters(this.#learners, (learner) => learner.average()))
  }

  save(): Promise<SavedLearning> {
    return Promise.resolve({
      states: this.#cells.map(({ state }) => state),
      learners: mapParameters(this.#learners, (learner) => learner.save()),
    })
  }

  dispose(): void {
    // The kernels' memory goes with the object.
  }
}

/** @param create the kernels to compute with */
export function learningOnKernels(create: CreateKernels): BeginLearning {
  return (trainee, size, from) => new KernelLearning(create, trainee, size, from)
}

import type { Parameter } from '../parameters.ts'
import { plainArrangement } from './arrange.ts'
import type { Cell } from './cell.ts'
import { Learner } from './learner.ts'
import type { OuterProduct } from './outerProduct.ts'
import { Product } from './product.ts'
import type { Workspace } from './workspace.ts'

/** Logits of the highest cell's outputs, and the cross-entropy of their softmax. */
export class Output {
  readonly weights: Learner
  readonly biases: Learner
  readonly #workspace: Workspace
  readonly #vocabulary: number
  readonly #rows: number
  /** Of a row of logits, in whole blocks. */
  readonly #width: number
  readonly #logits: number
  readonly #toLogits: Product
  readonly #fromLogits: Product

  /** @param rows steps × lanes */
  constructor(workspace: Workspace, { shape }: Parameter, biases: Parameter, rows: number) {
    this.#workspace = workspace
    this.#vocabulary = biases.shape[0]
    this.#rows = rows
    this.weights = new Learner(workspace, shape, plainArrangement(shape))
    this.biases = new Learner(workspace, biases.shape, plainArrangement(biases.shape))
    this.#width = this.biases.arrangement.columns
    this.#logits = workspace.reserve(rows * this.#width)
    this.#toLogits = new Product(workspace, this.#width, this.weights.arrangement.rows)
    this.#fromLogits = new Product(workspace, this.weights.arrangement.rows, this.#width)
  }

  /** Takes up the parameters as they stand now. */
  prepare(): void {
    this.#toLogits.fillTransposed(this.weights.value)
    this.#fromLogits.fill(this.weights.value)
  }

  /**
   * Adds to the gradients, and writes the slopes of the highest cell.
   * @param targets the tokens to come, length `rows`
   * @returns the mean loss, nats
   */
  learn(top: Cell, targets: Int32Array, outer: OuterProduct): number {
    const { kernels } = this.#workspace
    this.#workspace.repeat(this.biases.value, this.#width, this.#logits, this.#rows)
    this.#toLogits.add(top.outputs, this.#logits, this.#rows)
    const loss = this.#bend(targets)
    for (let row = 0; row < this.#rows; row++) {
      kernels.addScaled(this.#logits + row * this.#width, 1, this.biases.gradient, this.#width)
    }
    const met = { at: top.outputs, width: top.width }
    const slopes = { at: this.#logits, width: this.#width }
    outer.add(slopes, this.#rows, [{ met, to: this.weights.gradient }])
    top.forgetSlopes()
    this.#fromLogits.add(this.#logits, top.slopes, this.#rows)
    return loss
  }

  /** From logits to the loss's slopes by them. @returns the mean loss */
  #bend(targets: Int32Array): number {
    let nats = 0
    for (let row = 0; row < this.#rows; row++) {
      const logits = this.#workspace.view(this.#logits + row * this.#width, this.#vocabulary)
      const target = targets[row] ?? 0
      let highest = -Infinity
      for (const logit of logits) highest = Math.max(highest, logit)
      nats += highest - (logits[target] ?? NaN)
      let sum = 0
      for (let token = 0; token < logits.length; token++) {
        const share = Math.exp((logits[token] ?? 0) - highest)
        logits[token] = share
        sum += share
      }
      nats += Math.log(sum)
      for (let token = 0; token < logits.length; token++) {
        const share = (logits[token] ?? 0) / sum
        logits[token] = (share - (token === target ? 1 : 0)) / this.#rows
      }
    }
    return nats / this.#rows
  }
}

import { BETA_1, BETA_2, correctedRate, EPSILON } from '../adamRule.ts'
import type { SavedLearner, UpdateRates } from '../learning.ts'
import type { Parameter } from '../parameters.ts'
import { arrange, rearrange, type Arrangement } from './arrange.ts'
import type { Workspace } from './workspace.ts'

/** A parameter with what the optimiser remembers of it, in the kernels' memory. */
export class Learner {
  readonly arrangement: Arrangement
  readonly value: number
  readonly gradient: number
  readonly #workspace: Workspace
  readonly #shape: Parameter['shape']
  readonly #length: number
  readonly #mean: number
  readonly #square: number
  readonly #average: number

  constructor(workspace: Workspace, shape: Parameter['shape'], arrangement: Arrangement) {
    this.#workspace = workspace
    this.#shape = shape
    this.arrangement = arrangement
    this.#length = arrangement.rows * arrangement.columns
    this.value = workspace.reserve(this.#length)
    this.gradient = workspace.reserve(this.#length)
    this.#mean = workspace.reserve(this.#length)
    this.#square = workspace.reserve(this.#length)
    this.#average = workspace.reserve(this.#length)
  }

  /** Begins with nothing learnt, or where another left off. */
  begin(from: Parameter | SavedLearner): void {
    const { value, average, ...means } = 'value' in from ? from : { value: from, average: from }
    this.#write(this.value, value)
    this.#write(this.#average, average)
    if (!('mean' in means)) return
    this.#write(this.#mean, means.mean)
    this.#write(this.#square, means.square)
  }

  forgetGradient(): void {
    this.#view(this.gradient).fill(0)
  }

  /** The gradient's length, squared. */
  squaredLength(): number {
    let sum = 0
    for (const slope of this.#view(this.gradient)) sum += slope * slope
    return sum
  }

  /** @param shortened 0..1: what the gradient is multiplied with */
  update(rates: UpdateRates, shortened: number): void {
    const gradients = this.#view(this.gradient)
    const values = this.#view(this.value)
    const means = this.#view(this.#mean)
    const squares = this.#view(this.#square)
    const averages = this.#view(this.#average)
    const rate = correctedRate(rates)
    const stays = rates.averageDecay
    for (let at = 0; at < gradients.length; at++) {
      const gradient = (gradients[at] ?? 0) * shortened
      const mean = BETA_1 * (means[at] ?? 0) + (1 - BETA_1) * gradient
      const square = BETA_2 * (squares[at] ?? 0) + (1 - BETA_2) * gradient * gradient
      const value = (values[at] ?? 0) - (rate * mean) / (Math.sqrt(square) + EPSILON)
      means[at] = mean
      squares[at] = square
      values[at] = value
      averages[at] = stays * (averages[at] ?? 0) + (1 - stays) * value
    }
  }

  average(): Parameter {
    return this.#read(this.#average)
  }

  save(): SavedLearner {
    return {
      value: this.#read(this.value),
      mean: this.#read(this.#mean),
      square: this.#read(this.#square),
      average: this.#read(this.#average),
    }
  }

  #view(at: number): Float32Array {
    return this.#workspace.view(at, this.#length)
  }

  #write(at: number, { values }: Parameter): void {
    arrange(values, this.arrangement, this.#view(at))
  }

  #read(at: number): Parameter {
    return rearrange(this.#view(at), this.arrangement, this.#shape)
  }
}

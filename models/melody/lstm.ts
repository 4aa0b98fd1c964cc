import type { MelodyModel } from '../../engine/continuation/melodyModel.ts'
import type { MelodyCheckpoint } from './checkpoint.ts'
import { LstmLayer } from './lstmLayer.ts'
import { multiply, packMatrix, type PackedMatrix } from './packedMatrix.ts'

/** A melody model's state between two sixteenths. */
export interface LstmState {
  /** c and h of every cell, from the lowest to the highest. */
  readonly values: Float32Array
  /** Whether anything was fed since the zero state. */
  fed: boolean
}

/**
 * The stepper of a MusicRNN checkpoint in plain JavaScript. It works in 32-bit floats with 64-bit
 * sums, so its logits differ from TensorFlow's in about the seventh digit, and allocates nothing
 * while stepping.
 */
export class LstmMelodyModel implements MelodyModel<LstmState> {
  readonly facts
  readonly vocabulary: number
  readonly #counterBits: readonly number[]
  readonly #layers: readonly LstmLayer[]
  readonly #output: PackedMatrix
  readonly #outputBiases: Float32Array
  readonly #sums: Float32Array
  readonly #lowest: LstmLayer
  readonly #highest: LstmLayer
  readonly #logits: Float32Array
  #fed = false
  #logitsAreCurrent = true

  constructor(checkpoint: MelodyCheckpoint) {
    const { facts, vocabulary, counterBits, cells, outputWeights, outputBiases } = checkpoint
    this.facts = facts
    this.vocabulary = vocabulary
    this.#counterBits = counterBits
    this.#layers = cells.map((cell, index) => new LstmLayer(cell, index === 0 ? vocabulary : 0))
    const [lowest, highest] = [this.#layers.at(0), this.#layers.at(-1)]
    if (lowest === undefined || highest === undefined) throw new RangeError('no LSTM cell')
    this.#lowest = lowest
    this.#highest = highest
    this.#output = packMatrix(
      vocabulary,
      highest.units,
      (token, unit) => outputWeights[unit * vocabulary + token] ?? 0,
    )
    this.#outputBiases = outputBiases
    this.#sums = new Float32Array(this.#output.paddedRows)
    this.#logits = new Float32Array(vocabulary)
  }

  reset(): void {
    for (const layer of this.#layers) {
      layer.cell.fill(0)
      layer.joined.fill(0)
    }
    this.#fed = false
    this.#logitsAreCurrent = false
  }

  /** @throws RangeError also for a counter that is no integer, if the model reads it */
  feed(token: number, counter: number): void {
    if (!Number.isInteger(token) || token < 0 || token >= this.vocabulary) {
      throw new RangeError(`token ${token} is not in the vocabulary 0..${this.vocabulary - 1}`)
    }
    this.#writeCounters(counter)
    this.#lowest.step(token)
    for (let index = 1; index < this.#layers.length; index++) {
      const below = this.#layers[index - 1]
      const layer = this.#layers[index]
      if (below === undefined || layer === undefined) break
      layer.joined.set(below.hidden)
      layer.step(0)
    }
    this.#fed = true
    this.#logitsAreCurrent = false
  }

  query(): Float32Array {
    if (!this.#logitsAreCurrent) this.#computeLogits()
    return this.#logits
  }

  save(reuse?: LstmState): LstmState {
    const state = reuse ?? { values: new Float32Array(this.#stateLength()), fed: false }
    this.#check(state)
    let at = 0
    for (const { units, cell, hidden } of this.#layers) {
      state.values.set(cell, at)
      state.values.set(hidden, at + units)
      at += 2 * units
    }
    state.fed = this.#fed
    return state
  }

  /** @throws RangeError for a state of a model of another size */
  restore(state: LstmState): void {
    this.#check(state)
    let at = 0
    for (const { units, cell, hidden } of this.#layers) {
      for (let unit = 0; unit < units; unit++) {
        cell[unit] = state.values[at + unit] ?? 0
        hidden[unit] = state.values[at + units + unit] ?? 0
      }
      at += 2 * units
    }
    this.#fed = state.fed
    this.#logitsAreCurrent = false
  }

  /**
   * The bits of counter + 1 as ±1, the lowest first, as magenta-js counts (`core/aux_inputs.ts`):
   * the position of the sixteenth that is to come.
   */
  #writeCounters(counter: number): void {
    if (this.#counterBits.length === 0) return
    if (!Number.isSafeInteger(counter)) {
      throw new RangeError(`counter ${counter} is not a whole number of sixteenths`)
    }
    let at = 0
    for (const bits of this.#counterBits) {
      for (let bit = 0; bit < bits; bit++) {
        this.#lowest.joined[at++] = ((counter + 1) >> bit) & 1 ? 1 : -1
      }
    }
  }

  #computeLogits(): void {
    if (this.#fed) {
      multiply(this.#output, this.#highest.hidden, this.#sums)
      for (let token = 0; token < this.vocabulary; token++) {
        this.#logits[token] = (this.#sums[token] ?? 0) + (this.#outputBiases[token] ?? 0)
      }
    } else {
      this.#logits.fill(0)
    }
    this.#logitsAreCurrent = true
  }

  #stateLength(): number {
    return this.#layers.reduce((sum, { units }) => sum + 2 * units, 0)
  }

  #check(state: LstmState): void {
    if (state.values.length !== this.#stateLength()) {
      throw new RangeError('the state belongs to a model of another size')
    }
  }
}

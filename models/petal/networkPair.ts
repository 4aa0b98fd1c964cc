import { draw } from '../../engine/core/random.ts'
import { createAdam } from './adam.ts'
import { backward, createNet, createPass, forward, rowWidth } from './denseNet.ts'
import { ROW_LENGTH } from './mesh.ts'
import type { RowPool } from './rowPool.ts'
import { TARGET_MASK, type Scheme } from './schemes.ts'
import { PADDED_ROW } from './templateNet.ts'

/**
 * The relational and the generative network, taught together: rows go through the one to time, step
 * and contexts, and through the other back to rows; the error of the rows flows back through both,
 * and from it the contexts emerge.
 */
export class NetworkPair {
  readonly relational
  readonly generative
  readonly #scheme: Scheme
  readonly #pool: RowPool
  readonly #seed: number
  readonly #contexts: number
  readonly #passes
  readonly #adams
  readonly #shares: Float64Array
  /** Time and step of each row, in the map's layout. */
  readonly #truth: Float64Array
  readonly #width: number
  #step = 0

  constructor(scheme: Scheme, pool: RowPool, contexts: number, seed: number) {
    this.#scheme = scheme
    this.#pool = pool
    this.#seed = seed
    this.#contexts = contexts
    this.relational = createNet([ROW_LENGTH, 15, 10, 2 + contexts], seed, 'relational')
    this.generative = createNet([2 + contexts, 10, 15, ROW_LENGTH], seed, 'generative')
    this.#passes = {
      relational: createPass(this.relational, scheme.rows),
      generative: createPass(this.generative, scheme.rows),
    }
    this.#adams = {
      relational: createAdam(this.relational),
      generative: createAdam(this.generative),
    }
    this.#shares = new Float64Array(pool.rows.length)
    this.#width = rowWidth(this.generative, 0)
    this.#truth = new Float64Array(scheme.rows * this.#width)
  }

  /** How far the training is, 0..1. */
  get progress(): number {
    return this.#step / this.#scheme.steps(this.#pool.rows.length)
  }

  /** Takes one step. @returns the mean squared error of the rows */
  step(): number {
    const { relational, generative } = this.#passes
    const ends = {
      rows: bufferOf(relational.values, 0),
      map: bufferOf(relational.values, -1),
      mapError: bufferOf(relational.errors, -1),
      input: bufferOf(generative.values, 0),
      inputError: bufferOf(generative.errors, 0),
      made: bufferOf(generative.values, -1),
      madeError: bufferOf(generative.errors, -1),
    }
    const truth = this.#gather(ends.rows)
    forward(this.relational, relational)
    for (let i = 0; i < ends.input.length; i++) {
      const isTruth = this.#scheme.givesTruth && i % this.#width < 2
      ends.input[i] = (isTruth ? truth[i] : ends.map[i]) ?? 0
    }
    forward(this.generative, generative)
    const loss = squaredError(ends.made, ends.rows, ends.madeError, this.#scheme.rows * ROW_LENGTH)
    backward(this.generative, generative)
    this.#holdMap(ends.map, truth, ends.inputError, ends.mapError)
    backward(this.relational, relational)
    this.#adams.relational(this.#scheme.relationalRate(this.progress))
    this.#adams.generative(this.#scheme.generativeRate(this.progress))
    this.#step++
    return loss
  }

  /** Fills a batch with mixed rows. @returns time and step of each; overwritten by the next */
  #gather(rows: Float64Array): Float64Array {
    const { roams, rows: count, mix } = this.#scheme
    const { places, rows: pools } = this.#pool
    const truth = this.#truth
    for (let row = 0; row < count; row++) {
      const at = this.#step * count + row
      const source = roams ? Math.floor(draw(this.#seed, 'row', at) * this.#pool.count) : row
      // A scheme that does not roam shows a whole mesh of one mix at a time.
      if (roams || row === 0) mix(this.#seed, roams ? at : this.#step, this.#shares)
      truth[row * this.#width] = places[source * 2] ?? 0
      truth[row * this.#width + 1] = places[source * 2 + 1] ?? 0
      for (let i = 0; i < ROW_LENGTH; i++) {
        let sum = 0
        for (let k = 0; k < pools.length; k++) {
          sum += (this.#shares[k] ?? 0) * (pools[k]?.[source * PADDED_ROW + i] ?? 0)
        }
        rows[row * PADDED_ROW + i] = sum
      }
    }
    return truth
  }

  /** The relational network's error: what came down through its contexts, and its own targets. */
  #holdMap(
    map: Float64Array,
    truth: Float64Array,
    fromRows: Float64Array,
    error: Float64Array,
  ): void {
    const outputs = 2 + this.#contexts
    const share = 2 / (this.#scheme.rows * outputs)
    for (let i = 0; i < error.length; i++) {
      const output = i % this.#width
      if (output >= outputs) continue
      const mask =
        output > 1 ? TARGET_MASK.context : output > 0 ? TARGET_MASK.step : TARGET_MASK.time
      const flows = output > 1 || !this.#scheme.givesTruth
      const held = mask * share * ((map[i] ?? 0) - (truth[i] ?? 0))
      error[i] = held + (flows ? (fromRows[i] ?? 0) : 0)
    }
  }
}

function bufferOf(buffers: readonly Float64Array[], index: number): Float64Array {
  const buffer = buffers.at(index)
  if (buffer === undefined) throw new RangeError('a pass has a buffer for each layer')
  return buffer
}

/** Writes the slope of the mean squared error; padding is zero on both sides. @returns the mean */
function squaredError(
  made: Float64Array,
  wanted: Float64Array,
  error: Float64Array,
  count: number,
): number {
  let sum = 0
  for (let i = 0; i < made.length; i++) {
    const difference = (made[i] ?? 0) - (wanted[i] ?? 0)
    sum += difference * difference
    error[i] = (2 * difference) / count
  }
  return sum / count
}

import { draw } from '../../../engine/core/random.ts'
import type { Tune } from './tunes.ts'

/** A stretch of every lane, laid out by step and then lane. */
export interface TuneWindow {
  /** Shape [steps, lanes]: what is fed. */
  readonly inputs: Int32Array
  /** Shape [steps, lanes]: what follows it. */
  readonly targets: Int32Array
  /** Shape [steps, lanes]: sixteenths since the tune's beginning. */
  readonly positions: Int32Array
  /**
   * Shape [steps, lanes]: 0 where a tune begins, so that nothing of the one before is remembered, 1
   * elsewhere.
   */
  readonly keeps: Float32Array
}

/** Where lanes stand; plain data, to be written and read back. */
export interface LanesState {
  /** Tunes given out so far, over all passes. */
  readonly drawn: number
  /** A lane's tune; -1 before its first. */
  readonly tunes: readonly number[]
  /** How far each is read. */
  readonly positions: readonly number[]
}

/**
 * Tunes read side by side, each lane one after another, in an order that is shuffled anew for each
 * pass over all of them.
 */
export class TuneLanes {
  readonly #tunes: readonly Tune[]
  readonly #seed: number
  readonly #steps: number
  #order: readonly number[] = []
  #orderOfPass = -1
  #drawn: number
  readonly #lanes: { tune: number; position: number }[]

  /**
   * @param steps of a window
   * @param from where to go on
   */
  constructor(
    tunes: readonly Tune[],
    seed: number,
    lanes: number,
    steps: number,
    from?: LanesState,
  ) {
    this.#tunes = tunes
    this.#seed = seed
    this.#steps = steps
    this.#drawn = from?.drawn ?? 0
    this.#lanes = Array.from({ length: lanes }, (_, lane) => ({
      tune: from?.tunes[lane] ?? -1,
      position: from?.positions[lane] ?? 0,
    }))
  }

  get state(): LanesState {
    return {
      drawn: this.#drawn,
      tunes: this.#lanes.map(({ tune }) => tune),
      positions: this.#lanes.map(({ position }) => position),
    }
  }

  next(): TuneWindow {
    const lanes = this.#lanes.length
    const size = this.#steps * lanes
    const window = {
      inputs: new Int32Array(size),
      targets: new Int32Array(size),
      positions: new Int32Array(size),
      keeps: new Float32Array(size).fill(1),
    }
    for (const [index, lane] of this.#lanes.entries()) {
      for (let step = 0; step < this.#steps; step++) {
        const at = step * lanes + index
        if (lane.position + 1 >= this.#tokens(lane.tune).length) {
          lane.tune = this.#draw()
          lane.position = 0
        }
        const tokens = this.#tokens(lane.tune)
        window.inputs[at] = tokens[lane.position] ?? 0
        window.targets[at] = tokens[lane.position + 1] ?? 0
        window.positions[at] = lane.position
        if (lane.position === 0) window.keeps[at] = 0
        lane.position++
      }
    }
    return window
  }

  #tokens(tune: number): readonly number[] {
    return this.#tunes[tune]?.tokens ?? []
  }

  #draw(): number {
    const pass = Math.floor(this.#drawn / this.#tunes.length)
    if (pass !== this.#orderOfPass) {
      this.#order = shuffled(this.#tunes.length, this.#seed, `tunes/${pass}`)
      this.#orderOfPass = pass
    }
    return this.#order[this.#drawn++ % this.#tunes.length] ?? 0
  }
}

/** 0 to `length` − 1 in an order of chance (Fisher and Yates). */
function shuffled(length: number, seed: number, stream: string): number[] {
  const order = Array.from({ length }, (_, index) => index)
  for (let last = length - 1; last > 0; last--) {
    const other = Math.floor(draw(seed, stream, last) * (last + 1))
    ;[order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0]
  }
  return order
}

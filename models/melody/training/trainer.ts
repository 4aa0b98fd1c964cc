import { dropoutMask } from './dropout.ts'
import type { BeginLearning, Learning, Trainee } from './learning.ts'
import type { NetworkParameters, Parameter } from './parameters.ts'
import { learningRateAt } from './schedule.ts'
import type { TrainerSnapshot } from './snapshot.ts'
import { TuneLanes } from './tuneLanes.ts'
import type { Tune } from './tunes.ts'

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

/** Trains a stack of LSTM cells, the state kept from window to window. */
export class Trainer {
  readonly #options: TrainerOptions
  readonly #trainee: Trainee
  readonly #lanes: TuneLanes
  readonly #learning: Learning
  #update: number

  /** @param from where to go on; the options have to be those it was begun with */
  constructor(
    trainee: Trainee,
    tunes: readonly Tune[],
    options: TrainerOptions,
    begin: BeginLearning,
    from?: TrainerSnapshot,
  ) {
    const { seed, lanes, steps } = options
    this.#options = options
    this.#trainee = trainee
    this.#update = from?.update ?? 0
    this.#lanes = new TuneLanes(tunes, seed, lanes, steps, from?.lanes)
    this.#learning = begin(trainee, { lanes, steps }, from)
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
    const { updates, learningRate, averageDecay } = this.#options
    const loss = await this.#learning.learn(this.#lanes.next(), this.#masks(), {
      update: this.#update + 1,
      learningRate: learningRateAt(this.#update, updates, learningRate),
      // The mean of a few must not be that of where it began.
      averageDecay: Math.min(averageDecay, (1 + this.#update) / (10 + this.#update)),
    })
    this.#update++
    return loss
  }

  /** The weights' running mean, which plays better than the weights of any one update. */
  average(): Promise<NetworkParameters<Parameter>> {
    return this.#learning.average()
  }

  /** All that going on from here needs. */
  async snapshot(): Promise<TrainerSnapshot> {
    const learning = await this.#learning.save()
    return { update: this.#update, lanes: this.#lanes.state, ...learning }
  }

  dispose(): void {
    this.#learning.dispose()
  }

  #masks(): Float32Array[] | null {
    const { lanes, steps, dropout, seed } = this.#options
    if (dropout === 0) return null
    return this.#trainee.parameters.cells.map(({ stateKernel: { shape } }, index) =>
      dropoutMask(lanes * steps * shape[0], dropout, seed, `dropout/${index}`, this.#update),
    )
  }
}

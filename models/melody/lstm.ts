import { HOLD, type MelodyModel } from '../../engine/continuation/melodyModel.ts'
import type { MelodyCheckpoint } from './checkpoint.ts'
import type { Chord } from './chords.ts'
import { bestKernels } from './kernels/bestKernels.ts'
import type { CreateKernels } from './kernels/kernels.ts'
import { Network } from './network/network.ts'
import { runAll } from './network/stage.ts'

/** A melody model's state between two sixteenths. */
export interface LstmState {
  /** As {@link Network.read} gives it. */
  readonly values: Float32Array
  /** Whether anything was fed since the zero state. */
  fed: boolean
}

/** The lane that playing has; futures have those after it. */
const LANE = 0
/** The sixteenth before a bar line. */
const UPBEAT = -1

/**
 * The stepper of a MusicRNN checkpoint, of any kind: plain or with attention, melodies or drums, with
 * or without chords. Its logits differ from TensorFlow's in about the seventh digit.
 */
export class LstmMelodyModel implements MelodyModel<LstmState> {
  readonly facts
  readonly vocabulary: number
  /** Its weights and lanes; playing uses lane 0. */
  readonly network: Network
  /**
   * The logits before anything was fed. A MusicRNN computes none from its zero state alone: these are
   * the ones after a sixteenth of silence before a bar line.
   */
  readonly openingLogits: Float32Array
  readonly #readsCounter: boolean
  #fed = false
  #logitsAreCurrent = true
  #isPrepared = false

  /**
   * @param create the kernels to compute with; without any, the fastest that this host runs
   * @param otherLanes melodies that go on beside the one that is played
   */
  constructor(checkpoint: MelodyCheckpoint, create: CreateKernels = bestKernels, otherLanes = 0) {
    this.facts = checkpoint.facts
    this.vocabulary = checkpoint.vocabulary
    this.network = new Network(checkpoint, create, 1 + otherLanes)
    this.#readsCounter = checkpoint.counterBits.length > 0
    this.openingLogits = this.#logitsOfOpening()
  }

  #logitsOfOpening(): Float32Array {
    this.network.write(LANE, { token: HOLD, counter: UPBEAT, chord: null })
    runAll(this.network.stages, LANE, 1)
    runAll(this.network.logitStages, LANE, 1)
    const logits = this.network.logits(LANE).slice()
    this.network.set(LANE, null)
    return logits
  }

  reset(): void {
    this.network.set(LANE, null)
    this.#fed = false
    this.#logitsAreCurrent = false
    this.#isPrepared = false
  }

  /**
   * @param chord under which the sixteenth to come sounds, for models that know chords
   * @throws RangeError also for a counter that is no integer, if the model reads it
   */
  feed(token: number, counter: number, chord: Chord | null = null): void {
    if (!Number.isInteger(token) || token < 0 || token >= this.vocabulary) {
      throw new RangeError(`token ${token} is not in the vocabulary 0..${this.vocabulary - 1}`)
    }
    if (this.#readsCounter && !Number.isSafeInteger(counter)) {
      throw new RangeError(`counter ${counter} is not a whole number of sixteenths`)
    }
    this.network.write(LANE, { token, counter, chord })
    this.prepare()
    runAll(this.network.arrivalStages, LANE, 1)
    this.#isPrepared = false
    this.#fed = true
    this.#logitsAreCurrent = false
  }

  /**
   * Computes what the next step carries over from this one, for a moment when nobody waits: of a model
   * of two like cells that is two thirds of a step. Feeding gives the same with or without it.
   */
  prepare(): void {
    if (!this.#isPrepared) runAll(this.network.carryStages, LANE, 1)
    this.#isPrepared = true
  }

  query(): Float32Array {
    if (!this.#fed) return this.openingLogits
    if (!this.#logitsAreCurrent) runAll(this.network.logitStages, LANE, 1)
    this.#logitsAreCurrent = true
    return this.network.logits(LANE)
  }

  save(reuse?: LstmState): LstmState {
    const state = reuse ?? { values: new Float32Array(this.network.stateLength), fed: false }
    this.#check(state)
    this.network.read(LANE, state.values)
    state.fed = this.#fed
    return state
  }

  /** @throws RangeError for a state of a model of another size */
  restore(state: LstmState): void {
    this.#check(state)
    this.network.set(LANE, state.values)
    this.#fed = state.fed
    this.#logitsAreCurrent = false
    this.#isPrepared = false
  }

  #check(state: LstmState): void {
    if (state.values.length !== this.network.stateLength) {
      throw new RangeError('the state belongs to a model of another size')
    }
  }
}

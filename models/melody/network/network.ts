import type { MelodyCheckpoint } from '../checkpoint.ts'
import type { CreateKernels, Kernels } from '../kernels/kernels.ts'
import type { LaneVector } from './builder.ts'
import { encodeMoment, encodeToken, type Sixteenth } from './inputs.ts'
import { planNetwork, type InputPlan } from './plan.ts'
import type { Stage } from './stage.ts'

/**
 * A MusicRNN checkpoint laid out in one stretch of memory: its weights, then lanes, each the state of
 * one melody that goes on by itself. A step of a group of lanes is: {@link write} a sixteenth into
 * each, then run {@link stages}; or run {@link carryStages} as soon as the step before is done, and
 * {@link arrivalStages} once the sixteenth is there.
 */
export class Network {
  readonly vocabulary: number
  /** Floats of {@link read}. */
  readonly stateLength: number
  /** The parts of a step. */
  readonly stages: readonly Stage[]
  /** Those that need no sixteenth: what each cell carries over from the step before. */
  readonly carryStages: readonly Stage[]
  /** The others. */
  readonly arrivalStages: readonly Stage[]
  /** The parts that compute the logits of the lanes as they stand. */
  readonly logitStages: readonly Stage[]
  readonly #checkpoint: MelodyCheckpoint
  readonly #kernels: Kernels
  readonly #base: number
  readonly #stride: number
  readonly #input: InputPlan
  readonly #logits: LaneVector
  readonly #views: Float32Array[] = []
  /** Where {@link #addInput} adds to. */
  #to = 0
  /** Adds the row of an input; one function for all that is ever written. */
  readonly #addInput = (input: number, value: number): void => {
    const { rows, length } = this.#input
    this.#kernels.addScaled(rows + input * length, value, this.#to, length)
  }
  /** Whose rows are summed up: lanes of a group are written one after another, and share it. */
  #moment: Omit<Sixteenth, 'token'> | null = null

  /** @param lanes how many melodies can go on side by side */
  constructor(checkpoint: MelodyCheckpoint, create: CreateKernels, lanes: number) {
    const plan = planNetwork(checkpoint)
    const { kernels, base, stride, stages } = plan.builder.build(lanes, create)
    this.#checkpoint = checkpoint
    this.#kernels = kernels
    this.#base = base
    this.#stride = stride
    this.#input = plan.input
    this.#logits = plan.logits
    this.vocabulary = checkpoint.vocabulary
    this.stateLength = plan.builder.stateLength
    this.stages = stages.slice(0, plan.stepStages)
    this.carryStages = stages.slice(0, plan.carryStages)
    this.arrivalStages = stages.slice(plan.carryStages, plan.stepStages)
    this.logitStages = stages.slice(plan.stepStages)
    for (let lane = 0; lane < lanes; lane++) {
      const at = this.#laneAt(lane) + this.#logits
      this.#views.push(kernels.memory.subarray(at, at + this.vocabulary))
    }
  }

  /** What it computes with. */
  get kernels(): Kernels['name'] {
    return this.#kernels.name
  }

  /** Puts a sixteenth before a lane; the stages take it in. */
  write(lane: number, sixteenth: Sixteenth): void {
    const { moment, length, sums } = this.#input
    if (
      this.#moment === null ||
      sixteenth.counter !== this.#moment.counter ||
      sixteenth.chord !== this.#moment.chord
    ) {
      this.#sumMoment(sixteenth)
    }
    const to = this.#laneAt(lane) + sums
    this.#kernels.memory.copyWithin(to, moment, moment + length)
    this.#to = to
    encodeToken(this.#checkpoint, sixteenth.token, this.#addInput)
  }

  #sumMoment({ counter, chord }: Sixteenth): void {
    const { bias, moment, length } = this.#input
    this.#moment = { counter, chord }
    this.#kernels.memory.copyWithin(moment, bias, bias + length)
    this.#to = moment
    encodeMoment(this.#checkpoint, this.#moment, this.#addInput)
  }

  /** A lane's logits, as the last run of {@link logitStages} left them; a view. */
  logits(lane: number): Float32Array {
    const view = this.#views[lane]
    if (view === undefined) throw new RangeError(`there is no lane ${lane}`)
    return view
  }

  /** Copies a lane's state. @param to of {@link stateLength} */
  read(lane: number, to: Float32Array): void {
    const at = this.#laneAt(lane)
    to.set(this.#kernels.memory.subarray(at, at + this.stateLength))
  }

  /** Sets a lane's state. @param from of {@link stateLength}; null for the zero state */
  set(lane: number, from: Float32Array | null): void {
    const at = this.#laneAt(lane)
    if (from === null) this.#kernels.memory.fill(0, at, at + this.stateLength)
    else this.#kernels.memory.set(from.subarray(0, this.stateLength), at)
  }

  #laneAt(lane: number): number {
    return this.#base + lane * this.#stride
  }
}

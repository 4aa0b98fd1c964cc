import { BLOCK_ROWS, type Kernels } from '../kernels/kernels.ts'
import { Arena, type PackedMatrix } from './arena.ts'
import type { Stage } from './stage.ts'

/** A vector that every lane has its own of, at the same place from the lane's beginning. */
export type LaneVector = number

/**
 * Gathers a network's weights, the vectors of a lane and the stages of a step, before there is the
 * memory that all of them lie in.
 */
export class Builder {
  readonly weights = new Arena()
  readonly #state = new Arena()
  readonly #scratch = new Arena()
  readonly #stages: ((kernels: Kernels, base: number, stride: number) => Stage)[] = []

  /** A vector that a lane keeps from step to step. @throws Error once scratch was asked for */
  state(length: number): LaneVector {
    if (this.#scratch.floats > 0) throw new Error('all of a lane’s state comes before its scratch')
    return this.#state.reserve(length)
  }

  /** Floats that {@link state} has given out. */
  get stateLength(): number {
    return this.#state.floats
  }

  /** Stages so far. */
  get stages(): number {
    return this.#stages.length
  }

  /** A vector that a lane needs within a step only. */
  scratch(length: number): LaneVector {
    return this.#state.floats + this.#scratch.reserve(length)
  }

  /** vector ← bias */
  copy(bias: number, length: number, to: LaneVector): void {
    this.each(length / 4, ({ memory }, lane) => {
      memory.copyWithin(lane + to, bias, bias + length)
    })
  }

  /** to += from */
  add(from: LaneVector, length: number, to: LaneVector): void {
    this.each(length / 4, (kernels, lane) => {
      kernels.addScaled(lane + from, 1, lane + to, length)
    })
  }

  /** out += matrix × x */
  multiplyAdd(matrix: PackedMatrix, x: LaneVector, out: LaneVector): void {
    const { at, blocks, columns } = matrix
    this.#stages.push((kernels, base, stride) => ({
      blocks,
      cost: columns * BLOCK_ROWS,
      run(first, lanes, from, to) {
        const lane = base + first * stride
        kernels.multiplyAdd(
          at + from * columns * BLOCK_ROWS,
          to - from,
          columns,
          lane + x,
          stride,
          lane + out + from * BLOCK_ROWS,
          stride,
          lanes,
        )
      },
    }))
  }

  /**
   * Something done to each lane by itself, in one piece.
   * @param cost about how many multiplications it is worth
   */
  each(cost: number, act: (kernels: Kernels, lane: number) => void): void {
    this.#stages.push((kernels, base, stride) => ({
      blocks: 1,
      cost,
      run(first, lanes) {
        for (let lane = first; lane < first + lanes; lane++) act(kernels, base + lane * stride)
      },
    }))
  }

  /** The whole, once all is asked for. */
  build(lanes: number, create: (floats: number) => Kernels) {
    const base = this.weights.floats
    const stride = this.#state.floats + this.#scratch.floats
    const kernels = create(base + lanes * stride)
    this.weights.fill(kernels.memory)
    const stages = this.#stages.map((stage) => stage(kernels, base, stride))
    return { kernels, base, stride, stages }
  }
}

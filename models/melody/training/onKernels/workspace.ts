import type { CreateKernels, Kernels } from '../../kernels/kernels.ts'

/** A stretch of the kernels' memory: places are given out first, and then it is made. */
export class Workspace {
  readonly #create: CreateKernels
  #floats = 0
  #kernels: Kernels | null = null

  constructor(create: CreateKernels) {
    this.#create = create
  }

  /**
   * A place for so many floats, which begin as zeros.
   * @throws Error once the memory is made
   */
  reserve(length: number): number {
    if (this.#kernels) throw new Error('all places are given out before the first is used')
    const at = this.#floats
    this.#floats += Math.ceil(length / 4) * 4
    return at
  }

  get kernels(): Kernels {
    this.#kernels ??= this.#create(this.#floats)
    return this.#kernels
  }

  view(at: number, length: number): Float32Array {
    return this.kernels.memory.subarray(at, at + length)
  }

  /** Writes a row of floats so many times. */
  repeat(row: number, length: number, to: number, times: number): void {
    const { memory } = this.kernels
    memory.copyWithin(to, row, row + length)
    for (let done = 1; done < times; done *= 2) {
      const more = Math.min(done, times - done)
      memory.copyWithin(to + done * length, to, to + more * length)
    }
  }
}

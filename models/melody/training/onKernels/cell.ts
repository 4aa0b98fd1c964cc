import type { CellParameters, Parameter } from '../parameters.ts'
import type { WindowSize } from '../learning.ts'
import { BLOCK_ROWS } from '../../kernels/kernels.ts'
import { FORGET_BIAS, FORGET_GATE, gateArrangement, inBlocks } from './arrange.ts'
import { Learner } from './learner.ts'
import type { OuterProduct } from './outerProduct.ts'
import { Product } from './product.ts'
import type { Workspace } from './workspace.ts'

const GATES = 4
const GATE_UNITS = BLOCK_ROWS / GATES

/** What a cell is fed in a window. */
export type Below =
  | { readonly kind: 'cell'; readonly cell: Cell }
  /** Shape [steps × lanes, inputs], mostly zeros. */
  | { readonly kind: 'inputs'; readonly values: Float32Array }

/**
 * A layer of LSTM cells on its way through windows and back (equations in `kernels.ts`; Werbos 1990,
 * truncated: nothing comes from beyond a window's end). Everything by step, then lane.
 */
export class Cell {
  readonly learners: CellParameters<Learner>
  /** Units, in whole blocks. */
  readonly width: number
  /** Shape [steps × lanes, width]: h, under the mask. */
  readonly outputs: number
  /** Of the loss by the outputs. */
  readonly slopes: number
  readonly #workspace: Workspace
  readonly #size: WindowSize
  readonly #units: number
  readonly #inputs: number
  readonly #sums: number
  readonly #biases: number
  /** Shape [steps × lanes, sums]: the gates; on the way back the slopes by their sums. */
  readonly #gates: number
  /** Shape [(steps + 1) × lanes, width]: c and h before each step, and after the last. */
  readonly #cells: number
  readonly #hidden: number
  readonly #squashed: number
  readonly #ofHidden: number
  readonly #ofCell: number
  readonly #toSums: Product
  readonly #fromSums: Product
  readonly #below: { readonly toSums: Product; readonly fromSums: Product } | null

  /** @param isLowest whether it is fed inputs and not another cell's outputs */
  constructor(
    workspace: Workspace,
    { inputKernel, stateKernel, bias }: CellParameters<Parameter>,
    size: WindowSize,
    isLowest: boolean,
  ) {
    this.#workspace = workspace
    this.#size = size
    this.#inputs = inputKernel.shape[0]
    this.#units = stateKernel.shape[0]
    this.width = inBlocks(this.#units)
    this.#sums = GATES * this.width
    this.learners = {
      inputKernel: new Learner(
        workspace,
        inputKernel.shape,
        gateArrangement(inputKernel.shape, !isLowest),
      ),
      stateKernel: new Learner(
        workspace,
        stateKernel.shape,
        gateArrangement(stateKernel.shape, true),
      ),
      bias: new Learner(workspace, bias.shape, gateArrangement(bias.shape, false)),
    }
    const rows = size.lanes * size.steps
    this.#biases = workspace.reserve(this.#sums)
    this.#gates = workspace.reserve(rows * this.#sums)
    this.#cells = workspace.reserve((rows + size.lanes) * this.width)
    this.#hidden = workspace.reserve((rows + size.lanes) * this.width)
    this.#squashed = workspace.reserve(rows * this.width)
    this.outputs = workspace.reserve(rows * this.width)
    this.slopes = workspace.reserve(rows * this.width)
    this.#ofHidden = workspace.reserve(size.lanes * this.width)
    this.#ofCell = workspace.reserve(size.lanes * this.width)
    this.#toSums = new Product(workspace, this.#sums, this.width)
    this.#fromSums = new Product(workspace, this.width, this.#sums)
    const below = inBlocks(this.#inputs)
    this.#below = isLowest
      ? null
      : {
          toSums: new Product(workspace, this.#sums, below),
          fromSums: new Product(workspace, below, this.#sums),
        }
  }

  /** Shapes [lanes, units]. */
  get state(): { cell: Float32Array; hidden: Float32Array } {
    return { cell: this.#stateOf(this.#cells), hidden: this.#stateOf(this.#hidden) }
  }

  set state({ cell, hidden }: { readonly cell: Float32Array; readonly hidden: Float32Array }) {
    for (const [values, to] of [
      [cell, this.#cells],
      [hidden, this.#hidden],
    ] as const) {
      for (let lane = 0; lane < this.#size.lanes; lane++) {
        const own = values.subarray(lane * this.#units, (lane + 1) * this.#units)
        this.#workspace.kernels.memory.set(own, to + lane * this.width)
      }
    }
  }

  /** Takes up the parameters as they stand now. */
  prepare(): void {
    const { memory } = this.#workspace.kernels
    const { inputKernel, stateKernel, bias } = this.learners
    memory.copyWithin(this.#biases, bias.value, bias.value + this.#sums)
    for (let unit = 0; unit < this.#units; unit++) {
      const block = Math.floor(unit / GATE_UNITS) * BLOCK_ROWS
      const at = this.#biases + block + FORGET_GATE * GATE_UNITS + (unit % GATE_UNITS)
      memory[at] = (memory[at] ?? 0) + FORGET_BIAS
    }
    this.#toSums.fillTransposed(stateKernel.value)
    this.#fromSums.fill(stateKernel.value)
    this.#below?.toSums.fillTransposed(inputKernel.value)
    this.#below?.fromSums.fill(inputKernel.value)
  }

  /**
   * @param keeps as a {@link TuneWindow} has them
   * @param mask shape [steps × lanes, units]; null for none
   */
  forward(below: Below, keeps: Float32Array, mask: Float32Array | null): void {
    const { kernels } = this.#workspace
    const { lanes, steps } = this.#size
    this.#workspace.repeat(this.#biases, this.#sums, this.#gates, lanes * steps)
    if (below.kind === 'inputs') this.#feed(below.values)
    for (let step = 0; step < steps; step++) {
      const row = step * lanes
      const [sums, at] = [this.#gates + row * this.#sums, row * this.width]
      const after = at + lanes * this.width
      if (below.kind === 'cell') {
        const { outputs, width } = below.cell
        this.#below?.toSums.add(outputs + row * width, sums, lanes)
      }
      this.#forgetLanes(keeps, row, this.#cells + at, this.#hidden + at)
      this.#toSums.add(this.#hidden + at, sums, lanes)
      const [cells, squashed] = [this.#cells + at, this.#squashed + at]
      kernels.gates(
        sums,
        cells,
        this.#cells + after,
        squashed,
        this.outputs + at,
        lanes * this.width,
      )
      kernels.memory.copyWithin(this.#hidden + after, this.outputs + at, this.outputs + after)
    }
    this.#masked(this.outputs, mask)
  }

  /** Adds to the gradients, and writes the slopes of the cell below. */
  backward(
    below: Below,
    keeps: Float32Array,
    mask: Float32Array | null,
    outer: OuterProduct,
  ): void {
    const { kernels } = this.#workspace
    const { lanes, steps } = this.#size
    const length = lanes * this.width
    this.#masked(this.slopes, mask)
    kernels.memory.fill(0, this.#ofHidden, this.#ofHidden + length)
    kernels.memory.fill(0, this.#ofCell, this.#ofCell + length)
    if (below.kind === 'cell') below.cell.forgetSlopes()
    for (let step = steps - 1; step >= 0; step--) {
      const row = step * lanes
      const [sums, at] = [this.#gates + row * this.#sums, row * this.width]
      kernels.addScaled(this.slopes + at, 1, this.#ofHidden, length)
      const [cells, squashed] = [this.#cells + at, this.#squashed + at]
      kernels.gateSlopes(sums, cells, squashed, this.#ofHidden, this.#ofCell, length)
      kernels.memory.fill(0, this.#ofHidden, this.#ofHidden + length)
      this.#fromSums.add(sums, this.#ofHidden, lanes)
      this.#forgetLanes(keeps, row, this.#ofCell, this.#ofHidden)
      if (below.kind === 'cell') {
        const { slopes, width } = below.cell
        this.#below?.fromSums.add(sums, slopes + row * width, lanes)
      }
    }
    this.#learn(below, outer)
    // The next window begins where this one ends.
    const end = lanes * steps * this.width
    for (const states of [this.#cells, this.#hidden]) {
      kernels.memory.copyWithin(states, states + end, states + end + length)
    }
  }

  forgetSlopes(): void {
    const { lanes, steps } = this.#size
    this.#workspace.view(this.slopes, lanes * steps * this.width).fill(0)
  }

  /** The gradients, from the slopes by the sums. */
  #learn(below: Below, outer: OuterProduct): void {
    const { kernels } = this.#workspace
    const { inputKernel, stateKernel, bias } = this.learners
    const rows = this.#size.lanes * this.#size.steps
    const slopes = { at: this.#gates, width: this.#sums }
    for (let row = 0; row < rows; row++) {
      kernels.addScaled(this.#gates + row * this.#sums, 1, bias.gradient, this.#sums)
    }
    const own = { met: { at: this.#hidden, width: this.width }, to: stateKernel.gradient }
    if (below.kind === 'cell') {
      const met = { at: below.cell.outputs, width: below.cell.width }
      outer.add(slopes, rows, [own, { met, to: inputKernel.gradient }])
      return
    }
    outer.add(slopes, rows, [own])
    this.#eachInput(below.values, (input, value, row) => {
      const from = this.#gates + row * this.#sums
      kernels.addScaled(from, value, inputKernel.gradient + input * this.#sums, this.#sums)
    })
  }

  #feed(values: Float32Array): void {
    const { kernels } = this.#workspace
    const from = this.learners.inputKernel.value
    this.#eachInput(values, (input, value, row) => {
      kernels.addScaled(
        from + input * this.#sums,
        value,
        this.#gates + row * this.#sums,
        this.#sums,
      )
    })
  }

  /** All inputs that are not 0. */
  #eachInput(values: Float32Array, act: (input: number, value: number, row: number) => void): void {
    for (let at = 0; at < values.length; at++) {
      const value = values[at] ?? 0
      if (value !== 0) act(at % this.#inputs, value, Math.floor(at / this.#inputs))
    }
  }

  /** Zeros in the lanes whose tune begins at a step. */
  #forgetLanes(keeps: Float32Array, row: number, ...vectors: readonly number[]): void {
    for (let lane = 0; lane < this.#size.lanes; lane++) {
      if (keeps[row + lane] !== 0) continue
      for (const vector of vectors) {
        this.#workspace.view(vector + lane * this.width, this.width).fill(0)
      }
    }
  }

  #masked(vectors: number, mask: Float32Array | null): void {
    if (mask === null) return
    const { memory } = this.#workspace.kernels
    for (let at = 0; at < mask.length; at++) {
      const to = vectors + Math.floor(at / this.#units) * this.width + (at % this.#units)
      memory[to] = (memory[to] ?? 0) * (mask[at] ?? 0)
    }
  }

  #stateOf(from: number): Float32Array {
    const { lanes } = this.#size
    const values = new Float32Array(lanes * this.#units)
    for (let lane = 0; lane < lanes; lane++) {
      const own = this.#workspace.view(from + lane * this.width, this.#units)
      values.set(own, lane * this.#units)
    }
    return values
  }
}

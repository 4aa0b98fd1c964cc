import * as tf from '@tensorflow/tfjs-core'
import type { CellParameters } from '../parameters.ts'

/** TensorFlow's BasicLSTMCell adds 1 to the forget gate, so that a fresh cell remembers. */
const FORGET_BIAS = 1
const FORGET_GATE = 2
const GATES = 4

/** One matrix a step; shape [lanes, width]. Slices of one large tensor would each copy all of it. */
export type Sequence = readonly tf.Tensor2D[]

/** A cell's state in every lane; shape [lanes, units]. */
export interface LayerState {
  readonly cell: tf.Tensor2D
  readonly hidden: tf.Tensor2D
}

/** What a step leaves for the way back; shapes [lanes, units] but for the first. */
interface StepRecord {
  /** What was fed and the output before the step; shape [lanes, inputs + units]. */
  readonly met: tf.Tensor2D
  /** The cell before the step. */
  readonly before: tf.Tensor2D
  readonly i: tf.Tensor2D
  readonly j: tf.Tensor2D
  readonly f: tf.Tensor2D
  readonly o: tf.Tensor2D
  /** tanh of the cell after the step. */
  readonly squashed: tf.Tensor2D
}

/** A layer's way through a window. */
export interface LayerPass {
  readonly records: readonly StepRecord[]
  readonly outputs: Sequence
  readonly end: LayerState
}

/**
 * For each step, 0 in the lanes whose tune begins there and 1 in the others, shape [lanes, 1]; null
 * where none begins.
 */
export type Keeps = readonly (tf.Tensor2D | null)[]

/** x under `keep`; x itself where all lanes are kept. */
const kept = (x: tf.Tensor2D, keep: tf.Tensor2D | null | undefined): tf.Tensor2D =>
  keep ? tf.mul(x, keep) : x

/** A parameter's tensor as the matrix that it is. */
export function asMatrix(tensor: tf.Tensor): tf.Tensor2D {
  const [rows = 0, columns = 0] = tensor.shape
  return tf.reshape(tensor, [rows, columns])
}

/** A gate's columns of both kernels, and its biases. */
interface Gate {
  /** Shape [inputs + units, units]. */
  readonly kernel: tf.Tensor2D
  readonly bias: tf.Tensor1D
}

function gatesOf({ inputKernel, stateKernel, bias }: CellParameters<tf.Tensor>): Gate[] {
  const kernel = tf.concat2d([asMatrix(inputKernel), asMatrix(stateKernel)], 0)
  const kernels = tf.split<tf.Tensor2D>(kernel, GATES, 1)
  const biases = tf.split<tf.Tensor1D>(bias, GATES)
  return kernels.map((part, gate) => {
    const own = biases[gate] ?? tf.zeros<tf.Rank.R1>([0])
    return { kernel: part, bias: gate === FORGET_GATE ? tf.add(own, FORGET_BIAS) : own }
  })
}

/**
 * Takes a layer of LSTM cells (see `kernels.ts` for its equations) through a window. Must run within
 * a tidy.
 */
export function forwardLayer(
  parameters: CellParameters<tf.Tensor>,
  inputs: Sequence,
  start: LayerState,
  keeps: Keeps,
): LayerPass {
  const gates = gatesOf(parameters)
  const records: StepRecord[] = []
  const outputs: tf.Tensor2D[] = []
  let state = start
  for (const [step, input] of inputs.entries()) {
    const known = state
    const { end, record } = tf.tidy(() => forwardStep(gates, input, known, keeps[step] ?? null))
    records.push(record)
    outputs.push(end.hidden)
    state = end
  }
  return { records, outputs, end: state }
}

function forwardStep(
  gates: readonly Gate[],
  input: tf.Tensor2D,
  state: LayerState,
  keep: tf.Tensor2D | null,
) {
  const before = kept(state.cell, keep)
  const met = tf.concat2d([input, kept(state.hidden, keep)], 1)
  const [zi, zj, zf, zo] = gates.map(({ kernel, bias }) =>
    tf.fused.matMul({ a: met, b: kernel, bias }),
  ) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
  const [i, j, f, o] = [tf.sigmoid(zi), tf.tanh(zj), tf.sigmoid(zf), tf.sigmoid(zo)]
  const cell: tf.Tensor2D = tf.add(tf.mul(before, f), tf.mul(i, j))
  const squashed = tf.tanh(cell)
  const hidden: tf.Tensor2D = tf.mul(squashed, o)
  return { end: { cell, hidden }, record: { met, before, i, j, f, o, squashed } }
}

/** Gradients of a layer's parameters and of what it was fed. */
export interface LayerGradients {
  readonly parameters: CellParameters<tf.Tensor>
  /** Empty when nobody wants them. */
  readonly inputs: Sequence
}

/**
 * Back through a window (Werbos 1990; truncated: nothing comes from beyond its end). Must run within
 * a tidy.
 * @param slopes of the loss by the outputs
 * @param below whether the inputs' slopes are wanted
 */
export function backwardLayer(
  { inputKernel, stateKernel }: CellParameters<tf.Tensor>,
  pass: LayerPass,
  slopes: Sequence,
  keeps: Keeps,
  below: 'wanted' | 'not wanted',
): LayerGradients {
  // The backend multiplies fastest by what lies as it is read.
  const toState = tf.transpose(asMatrix(stateKernel))
  const toInputs = tf.transpose(asMatrix(inputKernel))
  const ofSums: tf.Tensor2D[] = []
  const ofInputs: tf.Tensor2D[] = []
  let later: LayerState | null = null
  for (let step = pass.records.length - 1; step >= 0; step--) {
    const record = pass.records[step]
    const own = slopes[step]
    if (record === undefined || own === undefined) throw new RangeError(`no step ${step}`)
    const known: LayerState | null = later
    const keep = keeps[step] ?? null
    const back: StepBack = tf.tidy(() => ({ ...stepBack(record, own, known, toState, keep) }))
    if (known !== null) tf.dispose([known.cell, known.hidden])
    later = back
    ofSums.unshift(back.sums)
    if (below === 'wanted') ofInputs.unshift(tf.matMul(back.sums, toInputs))
  }
  const sums = tf.concat2d(ofSums, 0)
  const met = tf.concat2d(
    pass.records.map((record) => record.met),
    0,
  )
  const kernel = tf.matMul(tf.transpose(met), sums)
  const [inputs, units] = [inputKernel.shape[0], stateKernel.shape[0]]
  return {
    parameters: {
      inputKernel: tf.slice(kernel, [0, 0], [inputs, GATES * units]),
      stateKernel: tf.slice(kernel, [inputs, 0], [units, GATES * units]),
      bias: sumOfRows(sums),
    },
    inputs: ofInputs,
  }
}

/** As a product, which the backends compute faster than a sum along the first axis. */
export function sumOfRows(matrix: tf.Tensor2D): tf.Tensor1D {
  const [rows, columns] = matrix.shape
  return tf.reshape(tf.matMul(tf.ones<tf.Rank.R2>([1, rows]), matrix), [columns])
}

/** Slopes by the state before a step, and by the step's sums, shape [lanes, 4 × units]. */
interface StepBack extends LayerState {
  readonly sums: tf.Tensor2D
}

/** One step of {@link backwardLayer}. */
function stepBack(
  { i, j, f, o, before, squashed }: StepRecord,
  slopes: tf.Tensor2D,
  later: LayerState | null,
  toState: tf.Tensor2D,
  keep: tf.Tensor2D | null,
): StepBack {
  const ofHidden: tf.Tensor2D = later ? tf.add(slopes, later.hidden) : slopes
  const throughOutput: tf.Tensor2D = tf.mul(tf.mul(ofHidden, o), slopeOfTanh(squashed))
  const ofCell: tf.Tensor2D = later ? tf.add(throughOutput, later.cell) : throughOutput
  const sums = tf.concat2d(
    [
      tf.mul(tf.mul(ofCell, j), slopeOfSigmoid(i)),
      tf.mul(tf.mul(ofCell, i), slopeOfTanh(j)),
      tf.mul(tf.mul(ofCell, before), slopeOfSigmoid(f)),
      tf.mul(tf.mul(ofHidden, squashed), slopeOfSigmoid(o)),
    ],
    1,
  )
  return {
    sums,
    cell: kept(tf.mul(ofCell, f), keep),
    hidden: kept(tf.matMul(sums, toState), keep),
  }
}

/** By its value y: y(1 − y). */
const slopeOfSigmoid = (y: tf.Tensor2D): tf.Tensor2D => tf.sub(y, tf.square(y))

/** By its value y: 1 − y². */
const slopeOfTanh = (y: tf.Tensor2D): tf.Tensor2D => tf.sub(1, tf.square(y))

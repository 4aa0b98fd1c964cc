import { draw } from '../../engine/core/random.ts'
import { elu, eluSlope } from '../../engine/core/elu.ts'

/**
 * A layer of a network: outputs = inputs · kernel + bias. Both sides are padded with zeros to
 * multiples of four, which lets the loops below take four sums at a time; the padding stays zero.
 */
export interface Layer {
  readonly inputs: number
  readonly outputs: number
  readonly paddedInputs: number
  readonly paddedOutputs: number
  /** [padded inputs][padded outputs] */
  readonly kernel: Float64Array
  readonly bias: Float64Array
  readonly kernelGradient: Float64Array
  readonly biasGradient: Float64Array
}

const padded = (count: number): number => (count + 3) & ~3

/** A network of dense layers: ELU inside, linear at the end, in double precision. */
export interface DenseNet {
  readonly sizes: readonly number[]
  readonly layers: readonly Layer[]
}

/**
 * A network with Glorot's uniform weights (Glorot and Bengio, 2010) and no biases.
 * @param sizes of its input, inner layers and output
 * @param seed with `stream`, decides the weights
 */
export function createNet(sizes: readonly number[], seed: number, stream: string): DenseNet {
  let count = 0
  const layers = sizes.slice(1).map((outputs, index): Layer => {
    const inputs = sizes[index] ?? 0
    const layer = emptyLayer(inputs, outputs)
    const limit = Math.sqrt(6 / (inputs + outputs))
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        layer.kernel[i * layer.paddedOutputs + o] = limit * (2 * draw(seed, stream, count++) - 1)
      }
    }
    return layer
  })
  return { sizes: [...sizes], layers }
}

export function emptyLayer(inputs: number, outputs: number): Layer {
  const [paddedInputs, paddedOutputs] = [padded(inputs), padded(outputs)]
  const numbers = (count: number): Float64Array => new Float64Array(count)
  return {
    inputs,
    outputs,
    paddedInputs,
    paddedOutputs,
    kernel: numbers(paddedInputs * paddedOutputs),
    bias: numbers(paddedOutputs),
    kernelGradient: numbers(paddedInputs * paddedOutputs),
    biasGradient: numbers(paddedOutputs),
  }
}

/** What passes through a network for a number of rows: values on the way up, errors on the way down. */
export interface Pass {
  readonly rows: number
  /** Of each layer's input and of the output: [rows][padded width]. */
  readonly values: readonly Float64Array[]
  /** The loss's slope with respect to the same. */
  readonly errors: readonly Float64Array[]
}

export function createPass({ sizes }: DenseNet, rows: number): Pass {
  const buffers = (): Float64Array[] => sizes.map((size) => new Float64Array(rows * padded(size)))
  return { rows, values: buffers(), errors: buffers() }
}

/** The width of a row in a pass's buffers. */
export const rowWidth = (net: DenseNet, index: number): number => padded(net.sizes[index] ?? 0)

const at = (buffers: readonly Float64Array[], index: number): Float64Array => {
  const buffer = buffers[index]
  if (buffer === undefined) throw new RangeError('this pass belongs to another network')
  return buffer
}

/** From `values[0]` to the last of `values`. */
export function forward({ layers }: DenseNet, { rows, values }: Pass): void {
  layers.forEach((layer, index) => {
    const isLast = index === layers.length - 1
    forwardLayer(layer, rows, at(values, index), at(values, index + 1), isLast)
  })
}

function forwardLayer(
  { inputs, paddedInputs, paddedOutputs, kernel, bias }: Layer,
  rows: number,
  input: Float64Array,
  output: Float64Array,
  isLast: boolean,
): void {
  for (let row = 0; row < rows; row++) {
    const from = row * paddedInputs
    for (let o = 0; o < paddedOutputs; o += 4) {
      let a = bias[o] ?? 0
      let b = bias[o + 1] ?? 0
      let c = bias[o + 2] ?? 0
      let d = bias[o + 3] ?? 0
      for (let i = 0, w = o; i < inputs; i++, w += paddedOutputs) {
        const x = input[from + i] ?? 0
        a += x * (kernel[w] ?? 0)
        b += x * (kernel[w + 1] ?? 0)
        c += x * (kernel[w + 2] ?? 0)
        d += x * (kernel[w + 3] ?? 0)
      }
      const to = row * paddedOutputs + o
      output[to] = isLast ? a : elu(a)
      output[to + 1] = isLast ? b : elu(b)
      output[to + 2] = isLast ? c : elu(c)
      output[to + 3] = isLast ? d : elu(d)
    }
  }
}

/**
 * From the last of `errors` down to the gradients, which it replaces, and to `errors[0]`; after
 * {@link forward} with the same pass.
 */
export function backward({ layers }: DenseNet, { rows, values, errors }: Pass): void {
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index]
    if (layer === undefined) continue
    gatherGradient(layer, rows, at(values, index), at(errors, index + 1))
    backwardLayer(layer, rows, at(errors, index + 1), at(errors, index))
    // What came into an inner layer went through an ELU before.
    if (index > 0) throughElu(at(values, index), at(errors, index))
  }
}

function gatherGradient(
  { inputs, paddedInputs, paddedOutputs, kernelGradient, biasGradient }: Layer,
  rows: number,
  input: Float64Array,
  error: Float64Array,
): void {
  for (let o = 0; o < paddedOutputs; o += 4) {
    for (let i = 0; i <= inputs; i++) {
      let a = 0
      let b = 0
      let c = 0
      let d = 0
      for (let row = 0, e = o; row < rows; row++, e += paddedOutputs) {
        // The bias is the weight of an input that is always 1.
        const x = i === inputs ? 1 : (input[row * paddedInputs + i] ?? 0)
        a += x * (error[e] ?? 0)
        b += x * (error[e + 1] ?? 0)
        c += x * (error[e + 2] ?? 0)
        d += x * (error[e + 3] ?? 0)
      }
      const target = i === inputs ? biasGradient : kernelGradient
      const to = i === inputs ? o : i * paddedOutputs + o
      target[to] = a
      target[to + 1] = b
      target[to + 2] = c
      target[to + 3] = d
    }
  }
}

function backwardLayer(
  { paddedInputs, paddedOutputs, outputs, kernel }: Layer,
  rows: number,
  error: Float64Array,
  below: Float64Array,
): void {
  for (let row = 0; row < rows; row++) {
    const from = row * paddedOutputs
    for (let i = 0; i < paddedInputs; i += 4) {
      let a = 0
      let b = 0
      let c = 0
      let d = 0
      const w = i * paddedOutputs
      for (let o = 0; o < outputs; o++) {
        const e = error[from + o] ?? 0
        a += e * (kernel[w + o] ?? 0)
        b += e * (kernel[w + paddedOutputs + o] ?? 0)
        c += e * (kernel[w + 2 * paddedOutputs + o] ?? 0)
        d += e * (kernel[w + 3 * paddedOutputs + o] ?? 0)
      }
      const to = row * paddedInputs + i
      below[to] = a
      below[to + 1] = b
      below[to + 2] = c
      below[to + 3] = d
    }
  }
}

function throughElu(values: Float64Array, errors: Float64Array): void {
  for (let i = 0; i < errors.length; i++) {
    errors[i] = (errors[i] ?? 0) * eluSlope(values[i] ?? 0)
  }
}

import { isRecord, PetalError, quote } from './petalError.ts'
import type { DenseWeights, NetworkWeights } from './petalModel.ts'

/** The file that lies beside a model.json and holds its weights, 32-bit floats, little-endian. */
export const WEIGHTS_FILE = 'weights.bin'

/** A network as the two files of a TensorFlow.js layers model, which `tf.loadLayersModel` reads. */
export function formatNetwork(
  name: string,
  network: NetworkWeights,
): { readonly json: string; readonly weights: Uint8Array } {
  const layers = network.map(({ inputs, outputs }, index) => ({
    class_name: 'Dense',
    config: {
      name: `${name}_${index}`,
      trainable: true,
      dtype: 'float32',
      ...(index === 0 ? { batch_input_shape: [null, inputs] } : {}),
      units: outputs,
      activation: index === network.length - 1 ? 'linear' : 'elu',
      use_bias: true,
    },
  }))
  const tensors = network.flatMap(({ inputs, outputs, kernel, bias }, index) => [
    { name: `${name}_${index}/kernel`, shape: [inputs, outputs], dtype: 'float32', values: kernel },
    { name: `${name}_${index}/bias`, shape: [outputs], dtype: 'float32', values: bias },
  ])
  const numbers = tensors.flatMap(({ values }) => [...values])
  const view = new DataView(new ArrayBuffer(numbers.length * 4))
  numbers.forEach((value, i) => view.setFloat32(i * 4, value, true))
  const model = {
    format: 'layers-model',
    generatedBy: 'Anthesis',
    convertedBy: null,
    modelTopology: {
      keras_version: '2.1.6',
      backend: 'tensorflow',
      model_config: { class_name: 'Sequential', config: { name, layers } },
    },
    weightsManifest: [
      {
        paths: [WEIGHTS_FILE],
        weights: tensors.map((tensor) => ({
          name: tensor.name,
          shape: tensor.shape,
          dtype: tensor.dtype,
        })),
      },
    ],
  }
  return { json: `${JSON.stringify(model, null, 2)}\n`, weights: new Uint8Array(view.buffer) }
}

/**
 * Reads a network that {@link formatNetwork} wrote.
 * @param path of its model.json, for messages
 * @param sizes that it has to have
 * @throws PetalError
 */
export function parseNetwork(
  path: string,
  json: unknown,
  weights: Uint8Array,
  sizes: readonly number[],
): NetworkWeights {
  const found = kernelShapes(json)
  if (found === null) {
    throw new PetalError(
      `${path} is no layers model with dense layers`,
      'train again, or copy the whole folder',
    )
  }
  const [inputs = 0] = sizes
  const expected = sizes.slice(1).map((outputs, i) => [sizes[i], outputs])
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    const has = [found[0]?.[0], ...found.map((shape) => shape[1])].join(', ')
    throw new PetalError(
      `${path} has layers of [${has}] where petals.json asks for [${sizes.join(', ')}]: ` +
        `it was trained for another number of contexts`,
      'take all files from one training',
    )
  }
  const count = sizes.slice(1).reduce((sum, size, i) => sum + size * ((sizes[i] ?? inputs) + 1), 0)
  if (weights.length !== count * 4) {
    throw new PetalError(
      `the weights of ${path} have ${weights.length} bytes, not ${count * 4}`,
      'copy the folder again',
    )
  }
  return cut(path, weights, sizes)
}

function cut(path: string, weights: Uint8Array, sizes: readonly number[]): NetworkWeights {
  const view = new DataView(weights.buffer, weights.byteOffset, weights.byteLength)
  let at = 0
  const take = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => {
      const value = view.getFloat32(at, true)
      at += 4
      if (Number.isFinite(value)) return value
      throw new PetalError(`a weight of ${path} is ${quote(value)}`, 'train again')
    })
  return sizes.slice(1).map((outputs, index): DenseWeights => {
    const inputs = sizes[index] ?? 0
    return { inputs, outputs, kernel: take(inputs * outputs), bias: take(outputs) }
  })
}

/** The shapes of the kernels in a manifest, in order; null when it is none. */
function kernelShapes(json: unknown): readonly (readonly unknown[])[] | null {
  if (!isRecord(json) || !Array.isArray(json['weightsManifest'])) return null
  const [group] = json['weightsManifest'] as readonly unknown[]
  if (!isRecord(group) || !Array.isArray(group['weights'])) return null
  const shapes = (group['weights'] as readonly unknown[]).map((entry) =>
    isRecord(entry) && Array.isArray(entry['shape']) ? (entry['shape'] as readonly unknown[]) : [],
  )
  return shapes.filter((shape) => shape.length === 2)
}

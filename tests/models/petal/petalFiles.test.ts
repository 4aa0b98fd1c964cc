import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { draw } from '../../../engine/core/random.ts'
import { runNetwork } from '../../../models/petal/generate.ts'
import { PETAL_PATHS, readPetals, writePetals } from '../../../models/petal/petalFiles.ts'
import { PetalError } from '../../../models/petal/petalError.ts'
import type { NetworkWeights } from '../../../models/petal/petalModel.ts'
import { randomModel } from './randomModel.ts'

const json = (bytes: Uint8Array | undefined): unknown => JSON.parse(new TextDecoder().decode(bytes))

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

function refusal(change: (files: Map<string, Uint8Array>) => void): string {
  const files = new Map(writePetals(randomModel(1)))
  change(files)
  try {
    readPetals(files)
  } catch (error) {
    if (!(error instanceof PetalError)) throw error
    expect(error.message).not.toContain('\n')
    return error.message
  }
  throw new Error('the folder was taken')
}

describe('a trained model’s files', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu')
  })

  test.each([1, 2, 3])('are TensorFlow.js layers models, with %i contexts', async (contexts) => {
    const model = randomModel(contexts, contexts)
    const files = writePetals(model)
    expect([...files.keys()]).toEqual([...PETAL_PATHS])
    for (const name of ['relational', 'generative'] as const) {
      await agree(model[name], files.get(`${name}/model.json`), files.get(`${name}/weights.bin`))
    }
  })

  test('are read back as they were', () => {
    const model = randomModel(4, 2, 3)
    expect(readPetals(writePetals(model))).toEqual(model)
  })

  async function agree(
    network: NetworkWeights,
    description: Uint8Array | undefined,
    weights: Uint8Array | undefined,
  ): Promise<void> {
    const model = json(description) as tf.io.ModelJSON
    const layers = await tf.loadLayersModel({
      load: () =>
        Promise.resolve({
          modelTopology: model.modelTopology,
          weightSpecs: model.weightsManifest.flatMap((group) => group.weights),
          weightData: Uint8Array.from(weights ?? []).buffer,
        }),
    })
    const width = network[0]?.inputs ?? 0
    const rows = Array.from({ length: 20 }, (_, row) =>
      Array.from({ length: width }, (_, i) => 4 * draw(9, 'input', row * width + i) - 2),
    )
    const theirs = layers.predict(tf.tensor2d(rows)) as tf.Tensor2D
    const expected = await theirs.array()
    rows.forEach((row, index) => {
      const made = new Float64Array(network.at(-1)?.outputs ?? 0)
      runNetwork(network, row, made)
      made.forEach((value, i) => {
        expect(Math.abs(value - (expected[index]?.[i] ?? NaN))).toBeLessThan(1e-5)
      })
    })
  }
})

describe('a folder that cannot be used', () => {
  test('a missing file is named', () => {
    expect(refusal((files) => files.delete('generative/weights.bin'))).toMatch(
      /generative\/weights.bin is missing/,
    )
  })

  test('weights for another number of contexts', () => {
    const other = writePetals(randomModel(1, 2))
    expect(
      refusal((files) => {
        for (const path of ['generative/model.json', 'generative/weights.bin']) {
          files.set(path, other.get(path) ?? new Uint8Array())
        }
      }),
    ).toMatch(/layers of \[4, 10, 15, 21\] where petals.json asks for \[3, 10, 15, 21\].*contexts/)
  })

  test('contexts that are no numbers', () => {
    const about = json(writePetals(randomModel(1)).get('petals.json')) as {
      templates: { contexts: unknown[] }[]
    }
    const [first] = about.templates
    if (first) first.contexts = [[[NaN]]]
    expect(refusal((files) => files.set('petals.json', encode(about)))).toMatch(
      /template 1: 7 × 7 × 1 finite contexts are expected, not null/,
    )
  })

  test('weights that are cut off or no numbers', () => {
    expect(refusal((files) => files.set('relational/weights.bin', new Uint8Array(8)))).toMatch(
      /have 8 bytes, not/,
    )
    const change = (files: Map<string, Uint8Array>): void => {
      files.get('relational/weights.bin')?.set([0, 0, 0xc0, 0x7f])
    }
    expect(refusal(change)).toMatch(/a weight of relational\/model.json is NaN/)
  })

  test.each([1e3, 3e38])('weights, however sound, that grow no petal: %d times too big', (by) => {
    const change = (files: Map<string, Uint8Array>): void => {
      const bytes = files.get('generative/weights.bin') ?? new Uint8Array()
      const view = new DataView(bytes.buffer)
      for (let at = 0; at < bytes.length; at += 4) {
        const weight = Math.max(-1, Math.min(1, view.getFloat32(at, true)))
        view.setFloat32(at, weight * by, true)
      }
    }
    expect(refusal(change)).toMatch(
      /'flower 0' spans (.* units|no finite size) where a petal spans about 1.2/,
    )
  })

  test('contexts that are finite in JSON alone', () => {
    const text = new TextDecoder().decode(writePetals(randomModel(1)).get('petals.json'))
    const about = text.replace(/("contexts": \[\s*\[\s*\[\s*)[-\d.e]+/, '$11e39')
    expect(about).toContain('1e39')
    expect(refusal((files) => files.set('petals.json', new TextEncoder().encode(about)))).toMatch(
      /template 1: .* finite contexts are expected, not 1e\+39/,
    )
  })

  test.each([
    ['', /template 1: a name is expected, not ""/],
    ['x'.repeat(41), /template 1: a name of at most 40 characters is expected, not of 41/],
    ['a\nrose', /template 1: a name without line breaks/],
  ])('a flower named %j', (name, complaint) => {
    const about = json(writePetals(randomModel(1)).get('petals.json')) as {
      templates: { name: string }[]
    }
    const [first] = about.templates
    if (first) first.name = name
    expect(refusal((files) => files.set('petals.json', encode(about)))).toMatch(complaint)
  })

  test('a description that is none', () => {
    expect(refusal((files) => files.set('petals.json', encode([])))).toMatch(/no petals/)
    expect(refusal((files) => files.set('relational/model.json', encode({})))).toMatch(
      /no layers model/,
    )
    expect(refusal((files) => files.set('petals.json', new Uint8Array([1])))).toMatch(/not JSON/)
  })
})

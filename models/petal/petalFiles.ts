import { PETAL_STEPS, PETAL_TIMES, SHAPE_LENGTH } from '../../engine/visuals/petalSource.ts'
import { growShape } from './generate.ts'
import { nameFault } from './flowerName.ts'
import { formatNetwork, parseNetwork, WEIGHTS_FILE } from './layersModel.ts'
import { ROW_COUNT, ROW_LENGTH, spanOf } from './mesh.ts'
import { isRecord, PetalError, quote } from './petalError.ts'
import type { PetalFigures, PetalModel } from './petalModel.ts'

/** A trained model's files by their paths in its folder. */
export type PetalFiles = ReadonlyMap<string, Uint8Array>

export const PETAL_PATHS = [
  'petals.json',
  'relational/model.json',
  `relational/${WEIGHTS_FILE}`,
  'generative/model.json',
  `generative/${WEIGHTS_FILE}`,
] as const

const FORMAT = 'anthesis-petals'
const VERSION = 1

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A model as the files of a folder; {@link readPetals} reads them. */
export function writePetals(model: PetalModel): PetalFiles {
  const relational = formatNetwork('relational', model.relational)
  const generative = formatNetwork('generative', model.generative)
  const { scheme, seed, templateHash, contexts, figures } = model
  const about = {
    format: FORMAT,
    version: VERSION,
    scheme,
    seed,
    templateHash,
    contexts,
    figures,
    times: PETAL_TIMES,
    steps: PETAL_STEPS,
    templates: model.names.map((name, k) => ({
      name,
      contexts: nest(model.curves[k] ?? new Float32Array(), contexts),
    })),
  }
  return new Map([
    ['petals.json', encode(`${JSON.stringify(about, null, 1)}\n`)],
    ['relational/model.json', encode(relational.json)],
    [`relational/${WEIGHTS_FILE}`, relational.weights],
    ['generative/model.json', encode(generative.json)],
    [`generative/${WEIGHTS_FILE}`, generative.weights],
  ])
}

/** [7 times][7 steps][contexts] */
const nest = (curve: Float32Array, contexts: number): number[][][] =>
  PETAL_TIMES.map((_, t) =>
    PETAL_STEPS.map((_, s) => [
      ...curve.subarray((t * 7 + s) * contexts, (t * 7 + s + 1) * contexts),
    ]),
  )

/**
 * Reads a trained model.
 * @param files all of {@link PETAL_PATHS}
 * @throws PetalError
 */
export function readPetals(files: PetalFiles): PetalModel {
  const about = json(files, 'petals.json')
  if (!isRecord(about) || about['format'] !== FORMAT || about['version'] !== VERSION) {
    throw new PetalError('petals.json describes no petals of this version', 'train again')
  }
  const { contexts, scheme, seed, templateHash, figures, templates } = about
  if (typeof contexts !== 'number' || !Number.isInteger(contexts) || contexts < 1) {
    throw new PetalError(
      `petals.json: contexts is a whole number from 1, not ${quote(contexts)}`,
      'train again',
    )
  }
  if (
    (scheme !== 'article' && scheme !== 'emergent') ||
    typeof seed !== 'number' ||
    typeof templateHash !== 'string' ||
    !isRecord(figures) ||
    !Array.isArray(templates) ||
    templates.length < 2
  ) {
    throw new PetalError(
      'petals.json lacks its scheme, seed, templateHash, figures or templates',
      'copy the folder again',
    )
  }
  const named = (templates as readonly unknown[]).map((entry, k) => curveOf(entry, k, contexts))
  const network = (name: 'relational' | 'generative', sizes: readonly number[]) =>
    parseNetwork(
      `${name}/model.json`,
      json(files, `${name}/model.json`),
      bytes(files, `${name}/${WEIGHTS_FILE}`),
      sizes,
    )
  const model: PetalModel = {
    names: named.map(({ name }) => name),
    curves: named.map(({ curve }) => curve),
    contexts,
    scheme,
    seed,
    templateHash,
    relational: network('relational', [ROW_LENGTH, 15, 10, 2 + contexts]),
    generative: network('generative', [2 + contexts, 10, 15, ROW_LENGTH]),
    figures: figuresOf(figures),
  }
  requireFlowers(model)
  return model
}

/** Far beyond what may be drawn; only damaged weights or contexts lead there. */
const LARGEST_SPAN = 100

/** Numbers that are each sound may still grow no flower. @throws PetalError */
function requireFlowers({ names, curves, generative }: PetalModel): void {
  const shape = new Float32Array(SHAPE_LENGTH)
  curves.forEach((curve, k) => {
    growShape(generative, curve, shape)
    const span = spanOf(shape)
    if (span <= LARGEST_SPAN) return
    const found = Number.isFinite(span) ? `${span.toPrecision(3)} units` : 'no finite size'
    throw new PetalError(
      `'${names[k] ?? ''}' spans ${found} where a petal spans about 1.2`,
      'train again, or copy the whole folder',
    )
  })
}

function bytes(files: PetalFiles, path: string): Uint8Array {
  const found = files.get(path)
  if (found) return found
  throw new PetalError(`${path} is missing`, 'copy the whole folder of the training')
}

function json(files: PetalFiles, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes(files, path)))
  } catch (error) {
    if (error instanceof PetalError) throw error
    throw new PetalError(`${path} is not JSON`, 'copy the folder again')
  }
}

function curveOf(
  entry: unknown,
  index: number,
  contexts: number,
): { name: string; curve: Float32Array } {
  const name = isRecord(entry) ? entry['name'] : undefined
  const nested: unknown = isRecord(entry) ? entry['contexts'] : undefined
  const numbers: readonly unknown[] = Array.isArray(nested) ? nested.flat(2) : []
  // Networks compute in single precision, which holds less than JSON does.
  const bad = numbers.findIndex(
    (value) => typeof value !== 'number' || !Number.isFinite(Math.fround(value)),
  )
  const place = `petals.json, template ${index + 1}`
  const fault = nameFault(name)
  if (fault !== null)
    throw new PetalError(`${place}: ${fault}`, 'rename the flower and train again')
  if (typeof name !== 'string' || numbers.length !== ROW_COUNT * contexts || bad >= 0) {
    const found = bad >= 0 ? quote(numbers[bad]) : `${numbers.length} numbers`
    throw new PetalError(
      `${place}: 7 × 7 × ${contexts} finite contexts are expected, not ${found}`,
      'take all files from one training',
    )
  }
  return { name, curve: Float32Array.from(numbers.map(Number)) }
}

function figuresOf(figures: Readonly<Record<string, unknown>>): PetalFigures {
  const number = (value: unknown): number => (typeof value === 'number' ? value : NaN)
  const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.map(number) : [])
  const [before = NaN, beyond = NaN] = numbers(figures['roughness'])
  return {
    reconstruction: numbers(figures['reconstruction']),
    gapRatio: number(figures['gapRatio']),
    offLine: number(figures['offLine']),
    isMonotone: figures['isMonotone'] === true,
    roughness: [before, beyond],
  }
}

import { io } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadCheckpoint } from '../../../models/melody/checkpoint.ts'
import { decodeFloats } from '../../../models/melody/decodeWeight.ts'
import { LstmMelodyModel } from '../../../models/melody/lstm.ts'
import { useWasm } from './magentaOracle.ts'
import {
  fileOf,
  json,
  manifestOf,
  memoryFiles,
  randomCheckpoint,
  randomPrimer,
  seededRandom,
  type Folder,
} from './randomCheckpoint.ts'

type Kind = 'uint8' | 'uint16' | 'float16'
const LEVELS = { uint8: 2 ** 8 - 1, uint16: 2 ** 16 - 1 }

beforeAll(useWasm)

describe('stored values decode to the very bits that TensorFlow.js gives', () => {
  const everyHalf = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits)

  test('every float16, not-a-numbers and infinities among them', async () => {
    const theirs = await decodedByTensorFlow(everyHalf, { dtype: 'float16' })
    expect(decodeFloats(bytesOf(everyHalf), { dtype: 'float16' })).toEqual(theirs)
  })

  test.each([
    ['uint16', everyHalf],
    ['uint8', Uint8Array.from({ length: 256 }, (_, level) => level)],
  ] as const)('every %s', async (dtype, stored) => {
    const random = seededRandom(7)
    for (let round = 0; round < 5; round++) {
      const quantisation = { dtype, scale: random() / 100, min: -random() }
      const theirs = await decodedByTensorFlow(stored, quantisation)
      expect(decodeFloats(bytesOf(stored), quantisation)).toEqual(theirs)
    }
  })
})

test.each([
  ['uint8', 0.3],
  ['uint16', 2e-3],
  ['float16', 2e-2],
] as const)(
  'a checkpoint quantised to %s plays nearly what it played before',
  async (kind, near) => {
    const folder = randomCheckpoint({ seed: 11, units: [24, 24], counterBits: [6] })
    const before = new LstmMelodyModel(await loadCheckpoint(memoryFiles(folder)))
    const after = new LstmMelodyModel(await loadCheckpoint(memoryFiles(quantise(folder, kind))))
    let furthest = 0
    randomPrimer(3, 16).forEach((token, step) => {
      before.feed(token, step)
      after.feed(token, step)
      after.query().forEach((logit, index) => {
        furthest = Math.max(furthest, Math.abs(logit - (before.query()[index] ?? NaN)))
      })
    })
    expect(furthest).toBeLessThan(near)
    expect(furthest).toBeGreaterThan(0)
  },
)

/** The scheme of tensorflowjs_converter: a scale and a least value for each weight. */
function quantise(folder: Folder, kind: Kind): Folder {
  const stored: number[] = []
  const groups = manifestOf(folder)
  const floats = new Float32Array(fileOf(folder, 'shard').buffer)
  let at = 0
  for (const weight of groups.flatMap(({ weights }) => weights)) {
    const values = floats.subarray(at, (at += weight.shape.reduce((a, b) => a * b, 1)))
    if (kind === 'float16') {
      weight.quantization = { dtype: kind }
      for (const value of values) stored.push(...bytesOf(Uint16Array.of(toHalf(value))))
    } else {
      const min = Math.min(...values)
      const scale = (Math.max(...values) - min) / LEVELS[kind]
      weight.quantization = { dtype: kind, scale, min }
      const levels = Array.from(values, (value) => Math.round((value - min) / scale))
      const array = kind === 'uint8' ? Uint8Array.from(levels) : Uint16Array.from(levels)
      for (const byte of bytesOf(array)) stored.push(byte)
    }
  }
  return new Map(folder)
    .set('weights_manifest.json', json(groups))
    .set('shard', Uint8Array.from(stored))
}

/** Normal halves only; smaller values become 0. */
function toHalf(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0
  const exponent = ((bits >>> 23) & 0xff) - 112
  const sign = (bits >>> 16) & 0x8000
  return exponent < 1 ? sign : sign | (exponent << 10) | ((bits >>> 13) & 0x3ff)
}

function bytesOf(array: Uint8Array | Uint16Array): Uint8Array {
  return new Uint8Array(array.buffer)
}

async function decodedByTensorFlow(
  stored: Uint8Array | Uint16Array,
  quantization: { dtype: Kind; scale?: number; min?: number },
): Promise<Float32Array> {
  const spec = { name: 'w', shape: [stored.length], dtype: 'float32' as const, quantization }
  const { w } = io.decodeWeights(stored.slice().buffer, [spec])
  const values = (await w?.data()) as Float32Array
  w?.dispose()
  return values
}

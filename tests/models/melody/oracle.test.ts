import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { loadCheckpoint } from '../../../models/melody/checkpoint.ts'
import { plainKernels } from '../../../models/melody/kernels/plainKernels.ts'
import { LstmMelodyModel } from '../../../models/melody/lstm.ts'
import { loadOracle, toNotes, useWasm, type Oracle } from './magentaOracle.ts'
import {
  memoryFiles,
  randomCheckpoint,
  randomPrimer,
  seededRandom,
  type Folder,
} from './randomCheckpoint.ts'
import { requireSimd } from './requireSimd.ts'
import { argMax, walk } from './walk.ts'

const PRIMERS = 20
const STEPS = 64
const TOLERANCE = 1e-5
/** The plain kernels are slow, and equal the others on every step (kernels.test.ts): every tenth primer. */
const PLAIN_EVERY = 10

beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await useWasm()
})

const random: [name: string, folder: Folder][] = [
  ['2×128', randomCheckpoint({ seed: 1, units: [128, 128] })],
  [
    '2×128 with a BinaryCounter',
    randomCheckpoint({ seed: 2, units: [128, 128], counterBits: [6] }),
  ],
  ['2×512', randomCheckpoint({ seed: 3, units: [512, 512] })],
  [
    '2×512 with a BinaryCounter',
    randomCheckpoint({ seed: 4, units: [512, 512], counterBits: [6] }),
  ],
]

describe.each(random)('on random weights, %s', (_, folder) => {
  test('twenty primers are continued as magenta-js continues them, with its probabilities', async () => {
    await agreeOnPrimers(folder, PRIMERS)
  }, 60_000)

  test('at temperatures other than 0 the probabilities are those of magenta-js', async () => {
    await agreeOnSamples(folder)
  }, 60_000)
})

test('an odd stack with two counters is continued as magenta-js continues it', async () => {
  await agreeOnPrimers(randomCheckpoint({ seed: 5, units: [17, 40, 9], counterBits: [3, 7] }), 5)
})

test('a single cell is continued as magenta-js continues it', async () => {
  await agreeOnPrimers(randomCheckpoint({ seed: 6, units: [30] }), 5)
})

test('the shipped model is continued as magenta-js continues it', async () => {
  const shipped = join(import.meta.dirname, '../../../models/melody/weights')
  const folder: Folder = new Map()
  for (const path of ['config.json', 'weights_manifest.json', 'group1-shard1of1']) {
    folder.set(path, new Uint8Array(await readFile(join(shipped, path))))
  }
  await agreeOnPrimers(folder, PRIMERS)
  await agreeOnSamples(folder)
})

/** Greedy continuations: both sides choose for themselves. */
async function agreeOnPrimers(folder: Folder, primers: number): Promise<void> {
  await withBoth(folder, async (models, oracle) => {
    for (let seed = 0; seed < primers; seed++) {
      const primer = randomPrimer(seed, 8 + Math.floor(seededRandom(seed)() * 40))
      const theirs = await oracle.continue(primer, STEPS, 0)
      for (const model of seed % PLAIN_EVERY === 0 ? models : models.slice(1)) {
        const { tokens, furthest } = walk(model, primer, theirs.probabilities, 1, argMax)
        const which = `${model.network.kernels} kernels, primer of seed ${seed}`
        expect(furthest, which).toBeLessThan(TOLERANCE)
        expect(tokens, which).toEqual(theirs.tokens)
        expect(toNotes(tokens)).toEqual(theirs.notes)
      }
    }
  })
}

/** Drawn continuations: magenta-js draws, and its own draws are fed to our side. */
async function agreeOnSamples(folder: Folder): Promise<void> {
  await withBoth(folder, async (models, oracle) => {
    for (const [index, temperature] of [0.5, 1, 1.7].entries()) {
      const primer = randomPrimer(100, 16)
      const theirs = await oracle.continue(primer, STEPS, temperature)
      const draw = (_: ArrayLike<number>, step: number) => theirs.tokens[step] ?? NaN
      for (const model of index === 0 ? models : models.slice(1)) {
        const { furthest } = walk(model, primer, theirs.probabilities, temperature, draw)
        const which = `${model.network.kernels} kernels, temperature ${temperature}`
        expect(furthest, which).toBeLessThan(TOLERANCE)
      }
    }
  })
}

async function withBoth(
  folder: Folder,
  compare: (models: readonly LstmMelodyModel[], oracle: Oracle) => Promise<void>,
): Promise<void> {
  const checkpoint = await loadCheckpoint(memoryFiles(folder))
  const kernels = [plainKernels, requireSimd]
  const models = kernels.map((create) => new LstmMelodyModel(checkpoint, create))
  const oracle = await loadOracle(folder)
  try {
    await compare(models, oracle)
  } finally {
    oracle.dispose()
  }
}

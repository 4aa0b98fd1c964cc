import { beforeAll, describe, expect, test } from 'vitest'
import { loadCheckpoint } from '../../../../models/melody/checkpoint.ts'
import { bestKernels } from '../../../../models/melody/kernels/bestKernels.ts'
import { LstmMelodyModel } from '../../../../models/melody/lstm.ts'
import { evaluate, finish } from '../../../../models/melody/training/evaluate.ts'
import { growUnits } from '../../../../models/melody/training/grow.ts'
import { MarkovModel } from '../../../../models/melody/training/markovModel.ts'
import { parametersOf } from '../../../../models/melody/training/parameters.ts'
import {
  trainMelody,
  type TrainingHooks,
  type TrainingOptions,
  type TrainingSnapshot,
} from '../../../../models/melody/training/trainMelody.ts'
import { learningOnKernels } from '../../../../models/melody/training/onKernels/kernelLearning.ts'
import { learningOnTensorflow } from '../../../../models/melody/training/onTensorflow/tensorflowLearning.ts'
import { parseTunes } from '../../../../models/melody/training/tunes.ts'
import { memoryFiles as keptFiles } from '../../../../models/melody/memoryFiles.ts'
import { writeCheckpoint } from '../../../../models/melody/training/writeCheckpoint.ts'
import { useWasm } from '../magentaOracle.ts'
import { memoryFiles, randomCheckpoint, VOCABULARY } from '../randomCheckpoint.ts'

beforeAll(useWasm)

/** A scale up and down in quarters, from several tones. */
const TUNES = [0, 2, 4, 5].map((shift) => ({
  tokens: [0, 2, 4, 5, 7, 5, 4, 2, 0].flatMap((tone) => [14 + shift + tone, 0, 0, 0]),
}))
const DATA = { train: TUNES.slice(1), valid: TUNES.slice(0, 1) }

const OPTIONS: TrainingOptions = {
  seed: 3,
  updates: 24,
  lanes: 4,
  steps: 16,
  learningRate: 0.02,
  dropout: 0.1,
  averageDecay: 0.5,
  validateEvery: 8,
  patience: 10,
}

const random = () =>
  loadCheckpoint(memoryFiles(randomCheckpoint({ seed: 4, units: [8, 8], counterBits: [6] })))

const WAYS = {
  'its own kernels': learningOnKernels(bestKernels),
  'TensorFlow.js': learningOnTensorflow,
}

async function train(
  way: keyof typeof WAYS,
  hooks: Partial<TrainingHooks>,
  from?: TrainingSnapshot,
) {
  const checkpoint = await random()
  const begin = { manner: checkpoint, parameters: parametersOf(checkpoint) }
  const all = { onProgress: () => undefined, ...hooks }
  return trainMelody(begin, DATA, OPTIONS, all, WAYS[way], from)
}

describe.each(Object.keys(WAYS) as (keyof typeof WAYS)[])('on %s', (way) => {
  test('it learns a tune, and broken off and gone on with it comes to the very same weights', async () => {
    const whole = await train(way, {})
    expect(whole.ended).toBe('done')
    expect(whole.best).toBeLessThan(whole.before - 1)

    const stop = new AbortController()
    const snapshots: TrainingSnapshot[] = []
    const broken = await train(way, {
      signal: stop.signal,
      onSnapshot: (snapshot) => {
        snapshots.push(structuredClone(snapshot))
        stop.abort()
      },
    })
    expect(broken.ended).toBe('cancelled')
    expect(broken.updates).toBe(OPTIONS.validateEvery)
    const [kept] = snapshots
    const resumed = await train(way, {}, kept)
    expect(resumed.updates).toBe(OPTIONS.updates)
    expect(resumed.before).toBe(whole.before)
    expect(resumed.best).toBe(whole.best)
    expect(resumed.files).toEqual(whole.files)
  }, 60_000)
})

test('both ways of learning come to nearly the same, wherever one takes over from the other', async () => {
  const snapshots: TrainingSnapshot[] = []
  const ours = await train('its own kernels', {
    onSnapshot: (snapshot) => {
      snapshots.push(structuredClone(snapshot))
    },
  })
  const theirs = await train('TensorFlow.js', {})
  const relayed = await train('TensorFlow.js', {}, snapshots[0])
  expect(theirs.best).toBeCloseTo(ours.best, 3)
  expect(relayed.best).toBeCloseTo(ours.best, 3)
}, 60_000)

test('a tune of one note, or of one pitch, is refused in a line', async () => {
  const checkpoint = await random()
  const begin = { manner: checkpoint, parameters: parametersOf(checkpoint) }
  const refusal = (tokens: number[]) =>
    trainMelody(
      begin,
      { train: [{ tokens }], valid: [] },
      OPTIONS,
      { onProgress: () => undefined },
      learningOnTensorflow,
    )
  await expect(refusal([14, 0, 0, 0])).rejects.toThrow(/^the tunes have one note in all/)
  const drone = Array.from({ length: 64 }, () => 14)
  await expect(refusal(drone)).rejects.toThrow(/^the tunes have one pitch alone/)
})

test('a model with more units plays as before', async () => {
  const checkpoint = await random()
  const grown = growUnits(parametersOf(checkpoint), [12, 20], 1)
  const files = keptFiles('grown', writeCheckpoint(checkpoint, grown))
  const [before, after] = [checkpoint, await loadCheckpoint(files)].map((each) =>
    finish(evaluate(new LstmMelodyModel(each), TUNES)),
  )
  expect(after?.natsPerStep).toBeCloseTo(before?.natsPerStep ?? NaN, 5)
  expect(() => growUnits(parametersOf(checkpoint), [12, 4], 1)).toThrow(
    /cannot become cells of 12, 4/,
  )
})

test('stored in 16 bits it knows the tunes as well, in 8 nearly', async () => {
  const checkpoint = await random()
  const lossIn = async (storage: 'float32' | 'uint16' | 'uint8') => {
    const files = writeCheckpoint(checkpoint, parametersOf(checkpoint), storage)
    const model = new LstmMelodyModel(await loadCheckpoint(keptFiles(storage, files)))
    return finish(evaluate(model, TUNES)).natsPerStep
  }
  const exact = await lossIn('float32')
  expect(Math.abs((await lossIn('uint16')) - exact)).toBeLessThan(0.001)
  expect(Math.abs((await lossIn('uint8')) - exact)).toBeLessThan(0.3)
})

test('a Markov chain that has counted a tune knows what comes after what', () => {
  const chain = new MarkovModel([{ tokens: [5, 6, 5, 7] }], 1, VOCABULARY)
  chain.feed(5)
  const next = chain.query().map(Math.exp)
  expect(next.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5)
  // After 5, two tokens with two followers: half for them, half for what single tokens say, of
  // which there are four with three kinds.
  const single = (1 + 3 / VOCABULARY) / (4 + 3)
  expect(next[6]).toBeCloseTo((1 + 2 * single) / (2 + 2), 5)
})

test('a file of tunes is refused at the line that is at fault', () => {
  const parse = (text: string) => () => parseTunes(text, 'tunes.jsonl', VOCABULARY)
  expect(parse('{"tokens": [2, 0]}\n{"tokens": [2, 38]}')).toThrow(/line 2 has the token 38/)
  expect(parse('nonsense')).toThrow(/line 1 is not JSON/)
  expect(parse('{"tokens": [2]}')).toThrow(/line 1 has 1 tokens/)
  expect(parse('{}')).toThrow(/line 1 has nothing for its tokens/)
  expect(parse('\n')).toThrow(/tunes.jsonl holds no tune/)
})

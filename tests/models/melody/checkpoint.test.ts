import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { loadCheckpoint } from '../../../models/melody/checkpoint.ts'
import { CheckpointError } from '../../../models/melody/checkpointError.ts'
import { nodeFiles } from '../../../models/melody/nodeFiles.ts'
import {
  fileOf,
  json,
  manifestOf,
  memoryFiles,
  randomCheckpoint,
  type Folder,
  type ManifestGroup,
} from './randomCheckpoint.ts'

const CELL = 'rnn/multi_rnn_cell/cell_1/basic_lstm_cell'
const page = new TextEncoder().encode('\n<!doctype html><title>Not found</title>')

const sound = () => randomCheckpoint({ seed: 1, units: [4, 3] })

afterEach(() => vi.unstubAllGlobals())

/** The refusal of a folder, which has to be one line. */
async function refusal(folder: Folder): Promise<string> {
  try {
    await loadCheckpoint(memoryFiles(folder))
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error
    expect(error.message).not.toContain('\n')
    expect(error.message).toBe(`${error.happened}; ${error.remedy}`)
    expect(error.message).toMatch(/^random: /)
    return error.message
  }
  throw new Error('the checkpoint was taken')
}

const without = (path: string): Folder => {
  const folder = sound()
  folder.delete(path)
  return folder
}

const withFile = (path: string, bytes: Uint8Array<ArrayBuffer>): Folder => sound().set(path, bytes)

function withManifest(change: (group: ManifestGroup) => void): Folder {
  const folder = sound()
  const groups = manifestOf(folder)
  groups.forEach(change)
  return folder.set('weights_manifest.json', json(groups))
}

function withConfig(change: object): Folder {
  const folder = sound()
  const config = JSON.parse(new TextDecoder().decode(fileOf(folder, 'config.json'))) as object
  return folder.set('config.json', json({ ...config, ...change }))
}

function withValue(at: number, value: number): Folder {
  const folder = sound()
  new DataView(fileOf(folder, 'shard').buffer).setFloat32(4 * at, value, true)
  return folder
}

describe('a checkpoint that cannot be used is refused in one line that says what to do', () => {
  const wrong: [what: string, folder: () => Folder, says: RegExp][] = [
    ['config.json is missing', () => without('config.json'), /config\.json is missing; choose/],
    [
      'the manifest is missing',
      () => without('weights_manifest.json'),
      /manifest\.json is missing/,
    ],
    ['a shard is missing', () => without('shard'), /shard is missing/],
    [
      'a shard is cut short',
      () => withFile('shard', fileOf(sound(), 'shard').slice(0, -4)),
      /shard holds 3740 bytes where the manifest lists 3744; copy/,
    ],
    [
      'a shard is too long',
      () => withFile('shard', new Uint8Array(5000)),
      /holds 5000 bytes where the manifest lists 3744/,
    ],
    ['a web page stands for a shard', () => withFile('shard', page), /shard is a web page/],
    [
      'a web page stands for config.json',
      () => withFile('config.json', page),
      /config\.json is a web/,
    ],
    [
      'a web page stands for the manifest',
      () => withFile('weights_manifest.json', page),
      /weights_manifest\.json is a web page, not JSON; check the address/,
    ],
    [
      'config.json is broken',
      () => withFile('config.json', new TextEncoder().encode('{"type":\n"Mus')),
      /config\.json is not JSON/,
    ],
    ['config.json is a list', () => withFile('config.json', json([])), /holds no object/],
    ['it is another model', () => withConfig({ type: 'MusicVAE' }), /"MusicVAE", not "MusicRNN"/],
    ['it says no type', () => withConfig({ type: undefined }), /type nothing/],
    [
      'it has attention by its config alone',
      () => withConfig({ attentionLength: 40 }),
      /attentionLength 40 and the weights have no attention; use/,
    ],
    [
      'it has attention by its weights alone',
      () =>
        withManifest(({ weights }) => {
          weights.push({ name: 'rnn/attention_cell_wrapper/bias', shape: [0], dtype: 'float32' })
        }),
      /attentionLength 0 and the weights have attention; use/,
    ],
    [
      'its attention reaches back half a step',
      () => withConfig({ attentionLength: 0.5 }),
      /attentionLength 0\.5; write/,
    ],
    [
      'it encodes chords in an unknown way',
      () => withConfig({ chordEncoder: 'NashvilleEncoder' }),
      /chordEncoder "NashvilleEncoder"; use one of PitchChordEncoder/,
    ],
    [
      'it says that it reads chords, and its weights have no place for them',
      () => withConfig({ chordEncoder: 'PitchChordEncoder' }),
      /shape \[42,16\] where \[79,16\] fits/,
    ],
    [
      'its drum classes are no lists of notes',
      () =>
        withConfig({
          dataConverter: { type: 'DrumsConverter', args: { pitchClasses: [[36], []] } },
        }),
      /pitchClasses \[\[36\],\[\]\]; write/,
    ],
    [
      'it plays trios',
      () => withConfig({ dataConverter: { type: 'TrioConverter' } }),
      /"TrioConverter", not "MelodyConverter"/,
    ],
    [
      'it has no converter',
      () => withConfig({ dataConverter: undefined }),
      /dataConverter nothing/,
    ],
    [
      'its pitches are upside down',
      () =>
        withConfig({
          dataConverter: { type: 'MelodyConverter', args: { minPitch: 83, maxPitch: 48 } },
        }),
      /pitches from 83 to 48/,
    ],
    [
      'its pitches are no MIDI notes',
      () => withConfig({ dataConverter: { type: 'MelodyConverter', args: { minPitch: 0.5 } } }),
      /pitches from 0\.5 to nothing/,
    ],
    ['its auxiliary inputs are no list', () => withConfig({ auxInputs: {} }), /no list/],
    [
      'it has an unknown auxiliary input',
      () => withConfig({ auxInputs: [{ type: 'Metronome' }] }),
      /auxiliary input "Metronome"; choose/,
    ],
    [
      'its counter has no bits',
      () => withConfig({ auxInputs: [{ type: 'BinaryCounter', args: { numBits: 0 } }] }),
      /BinaryCounter of 0 bits/,
    ],
    [
      'its pitches do not fit its weights',
      () =>
        withConfig({
          dataConverter: { type: 'MelodyConverter', args: { minPitch: 48, maxPitch: 84 } },
        }),
      /cell_0\/basic_lstm_cell\/kernel" has the shape \[42,16\] where \[43,16\] fits/,
    ],
    ['the manifest is empty', () => withFile('weights_manifest.json', json([])), /no list/],
    ['a group is a number', () => withFile('weights_manifest.json', json([1])), /holds 1 where/],
    ['a group has no shards', () => withManifest((group) => (group.paths = [])), /without shards/],
    [
      'a group has no weights',
      () => withFile('weights_manifest.json', json([{ paths: ['shard'] }])),
      /without weights/,
    ],
    [
      'a shard lies outside the folder',
      () => withManifest((group) => (group.paths = ['../shard'])),
      /"..\/shard", which leads out of the folder/,
    ],
    [
      'a shard lies on another server',
      () => withManifest((group) => (group.paths = ['https://elsewhere/shard'])),
      /leads out of the folder/,
    ],
    [
      'a weight is listed twice',
      () => withManifest(({ weights }) => weights.push(...weights.slice(0, 1))),
      /kernel" twice/,
    ],
    [
      'a weight has no shape',
      () => withManifest(({ weights }) => weights.forEach((weight) => (weight.shape = [-1]))),
      /the shape \[-1\]/,
    ],
    [
      'a weight has a strange type',
      () => withManifest(({ weights }) => weights.forEach((weight) => (weight.dtype = 'string'))),
      /the type "string"/,
    ],
    [
      'a weight is of integers',
      () => withManifest(({ weights }) => weights.forEach((weight) => (weight.dtype = 'int32'))),
      /is int32, not float32/,
    ],
    [
      'a weight is missing',
      () => renamed(`${CELL}/kernel`, 'elsewhere'),
      /the weight "rnn\/multi_rnn_cell\/cell_1\/basic_lstm_cell\/kernel" is missing/,
    ],
    [
      'a cell in the middle is missing',
      () => renamed(`${CELL}/bias`, 'rnn/multi_rnn_cell/cell_2/basic_lstm_cell/bias'),
      /cell_1\/basic_lstm_cell\/bias" is missing/,
    ],
    [
      'the output is missing',
      () => renamed('fully_connected/biases', 'elsewhere'),
      /"fully_connected\/biases" is missing/,
    ],
    [
      'a weight is of the wrong shape',
      () => reshaped('fully_connected/weights', [38, 3]),
      /shape \[38,3\] where \[3,38\] fits/,
    ],
    [
      'a bias has a side too many',
      () => reshaped('fully_connected/biases', [38, 1]),
      /shape \[38,1\] where \[38\] fits/,
    ],
    ['a bias is not of four gates', () => lopsided(), /has 11 values, which are not four gates/],
    ['a weight is NaN', () => withValue(0, NaN), /cell_0.*kernel" holds NaN at place 0; choose/],
    ['a weight is infinite', () => withValue(935, -Infinity), /holds -Infinity at place 37/],
    [
      'a quantised weight has no scale',
      () => quantised({ dtype: 'uint8', min: 0 }),
      /no finite scale and min/,
    ],
    [
      'a weight is quantised in an unknown way',
      () => quantised({ dtype: 'int4' }),
      /the quantization "int4"/,
    ],
  ]
  test.each(wrong)('%s', async (_, folder, says) => {
    expect(await refusal(folder())).toMatch(says)
  })

  test('a reader that fails in its own way is reported, too', async () => {
    const files = { name: 'stick', read: () => Promise.reject(new Error('unplugged\n  at usb')) }
    await expect(loadCheckpoint(files)).rejects.toThrow(
      new CheckpointError(
        'stick: could not be read (unplugged at usb)',
        'check that the folder is there and may be read',
      ),
    )
  })

  test('the page is not on a secure address, so that nothing can be hashed', async () => {
    vi.stubGlobal('crypto', {})
    expect(await refusal(sound())).toMatch(/hash; open it on 127\.0\.0\.1/)
  })
})

function renamed(from: string, to: string): Folder {
  return withManifest(({ weights }) => {
    for (const weight of weights) if (weight.name === from) weight.name = to
  })
}

function reshaped(name: string, shape: number[]): Folder {
  return withManifest(({ weights }) => {
    for (const weight of weights) if (weight.name === name) weight.shape = shape
  })
}

function quantised(quantization: { dtype: string; min?: number }): Folder {
  return withManifest(({ weights }) => {
    for (const weight of weights) weight.quantization = quantization
  })
}

/** A value of a bias handed to the weight behind it. */
function lopsided(): Folder {
  return withManifest(({ weights }) => {
    const [bias, next] = [weights[3], weights[4]]
    if (bias?.name !== `${CELL}/bias` || next === undefined) throw new Error('another order')
    bias.shape = [11]
    next.shape = [3 * 38 + 1]
  })
}

describe('a sound checkpoint', () => {
  test('says what it is and what it can play', async () => {
    const folder = sound()
    const { facts, vocabulary, cells } = await loadCheckpoint(memoryFiles(folder))
    const whole = createHash('sha256')
    for (const path of ['config.json', 'weights_manifest.json', 'shard']) {
      whole.update(fileOf(folder, path))
    }
    expect(facts).toEqual({
      name: 'random',
      hash: whole.digest('hex'),
      minPitch: 48,
      maxPitch: 83,
    })
    expect(vocabulary).toBe(38)
    expect(cells.map(({ inputs, units }) => [inputs, units])).toEqual([
      [38, 4],
      [4, 3],
    ])
  })

  test('is the same when its weights are spread over shards and groups', async () => {
    const folder = sound()
    const whole = await loadCheckpoint(memoryFiles(folder))
    const shard = fileOf(folder, 'shard')
    const [group] = manifestOf(folder)
    const weights = group?.weights ?? []
    const last = 4 * 38
    folder.delete('shard')
    folder.set('a/1', shard.slice(0, 1001)).set('a/2', shard.slice(1001, -last))
    folder.set('b', shard.slice(-last))
    folder.set(
      'weights_manifest.json',
      json([
        { paths: ['a/1', 'a/2'], weights: weights.slice(0, -1) },
        { paths: ['b'], weights: weights.slice(-1) },
      ]),
    )
    const spread = await loadCheckpoint(memoryFiles(folder))
    expect({ ...spread, facts: null }).toEqual({ ...whole, facts: null })
    expect(spread.facts.hash).not.toBe(whole.facts.hash)
  })

  test('may hold weights that nobody asks for', async () => {
    const folder = sound()
    const [group] = manifestOf(folder)
    const weights = [
      { name: 'global_step', shape: [], dtype: 'int32' },
      ...(group?.weights ?? []),
      { name: 'odd', shape: [3], dtype: 'bool' },
    ]
    const padded = new Uint8Array(4 + fileOf(folder, 'shard').length + 3)
    padded.set(fileOf(folder, 'shard'), 4)
    folder.set('weights_manifest.json', json([{ paths: ['shard'], weights }])).set('shard', padded)
    const { outputBiases } = await loadCheckpoint(memoryFiles(folder))
    expect(outputBiases).toEqual((await loadCheckpoint(memoryFiles(sound()))).outputBiases)
  })
})

describe('a folder on the disk', () => {
  test('the shipped model is read under the name of its folder', async () => {
    const folder = join(import.meta.dirname, '../../../models/melody/weights')
    const { facts, counterBits, cells } = await loadCheckpoint(nodeFiles(`${folder}/`))
    expect(facts.name).toBe('weights')
    expect(nodeFiles(folder, 'melody').name).toBe('melody')
    expect(counterBits).toEqual([6])
    expect(cells.map(({ units }) => units)).toEqual([256, 256])
  })

  test('the shipped model is the one that its card describes', async () => {
    const folder = join(import.meta.dirname, '../../../models/melody')
    const { facts } = await loadCheckpoint(nodeFiles(join(folder, 'weights')))
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain(facts.hash)
  })

  test('a missing file and a file that is a folder are told apart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'checkpoint-'))
    try {
      await expect(nodeFiles(folder).read('config.json')).rejects.toThrow(
        `config.json is missing in ${folder}; choose the folder`,
      )
      await expect(nodeFiles(folder).read('.')).rejects.toThrow(
        `. in ${folder} is a folder, not a file; choose the folder`,
      )
      await writeFile(join(folder, 'shard'), 'abc')
      expect(await nodeFiles(folder).read('shard')).toHaveLength(3)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

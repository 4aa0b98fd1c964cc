import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BAD_INPUT, DONE, run, type Command } from '../../engine/cli/command.ts'
import { evalMelodyCommand } from '../../engine/cli/evalMelodyCommand.ts'
import { trainMelodyCommand } from '../../engine/cli/trainMelodyCommand.ts'
import { duration, trainingLine } from '../../engine/cli/trainMelodyProgress.ts'
import { Midi } from '../../engine/cli/tonejsMidi.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'training-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

async function call(command: Command, ...words: string[]) {
  const said: string[] = []
  const warned: string[] = []
  const code = await run('melody', command, words, {
    folder,
    say: (line) => said.push(line),
    warn: (line) => warned.push(line),
  })
  return { code, said, warned }
}

const SCALE = [0, 2, 4, 5, 7, 9, 11, 12, 11, 9, 7, 5, 4, 2, 0]

/** Writes a MIDI file of quarters. @param first tick of the first */
function writeMidi(name: string, pitches: readonly number[], channel = 0, first = 0): void {
  const midi = new Midi()
  const track = midi.addTrack()
  track.channel = channel
  pitches.forEach((pitch, index) => {
    track.addNote({ midi: pitch, ticks: first + index * 480, durationTicks: 480, velocity: 0.8 })
  })
  mkdirSync(join(folder, 'midi'), { recursive: true })
  writeFileSync(join(folder, 'midi', name), midi.toArray())
}

const SMALL = ['--from', 'none', '--units', '8,8', '--lanes', '4', '--steps', '16']

test('a folder of MIDI files is learnt from; what has no melody is named and left out', async () => {
  writeMidi(
    'one.mid',
    SCALE.map((tone) => 60 + tone),
  )
  writeMidi(
    'two.mid',
    SCALE.map((tone) => 62 + tone),
  )
  writeMidi(
    'up.mid',
    SCALE.map((tone) => 57 + tone),
  )
  writeMidi('short.mid', [60])
  writeMidi('drums.mid', [36, 38, 36, 38, 36, 38, 36, 38], 9)
  writeMidi(
    'long.mid',
    SCALE.map((tone) => 60 + tone),
    0,
    3 * 3600 * 2 * 480,
  )
  const words = ['midi', '--out', 'mine', ...SMALL]
  const { code, said, warned } = await call(trainMelodyCommand, ...words, '--passes', '3')
  expect(warned.map((line) => line.replace('melody: ', ''))).toEqual([
    'drums.mid has no notes but drums; choose a file with a melody.',
    'long.mid is longer than an hour; cut it into tunes.',
    'short.mid has no melody (no phrase of eight notes); choose another file.',
  ])
  expect(code).toBe(DONE)
  expect(said.join()).toMatch(/^done after \d+ updates: .* mine holds the best weights\.$/)
  const written = ['config.json', 'group1-shard1of1', 'training.state', 'weights_manifest.json']
  expect(readdirSync(join(folder, 'mine')).sort()).toEqual(written)

  const again = await call(trainMelodyCommand, ...words, '--passes', '3', '--resume')
  expect(again.said).toEqual(said)
  const other = await call(trainMelodyCommand, ...words, '--passes', '4', '--resume')
  expect(other.code).toBe(BAD_INPUT)
  expect(other.warned.at(-1)).toMatch(/begun with other tunes or options/)

  writeFileSync(join(folder, 'tune.jsonl'), '{"tokens": [14, 0, 16, 0, 18, 1]}\n')
  const known = await call(evalMelodyCommand, '--data', 'tune.jsonl', '--model', 'mine')
  expect(known.said).toHaveLength(1)
  expect(JSON.parse(known.said[0] ?? '')).toEqual({
    tunes: 1,
    steps: 5,
    natsPerStep: expect.any(Number) as number,
    accuracy: expect.any(Number) as number,
    onsetNats: expect.any(Number) as number,
  })
  const chain = ['--data', 'tune.jsonl', '--markov', '2', '--train', 'tune.jsonl']
  const counted = await call(evalMelodyCommand, ...chain)
  expect(JSON.parse(counted.said[0] ?? '')).toMatchObject({ tunes: 1, steps: 5 })
}, 60_000)

test('what cannot be used is refused in one line', async () => {
  writeFileSync(join(folder, 'drone.jsonl'), `{"tokens": [${'14,'.repeat(40)}14]}\n`.repeat(3))
  writeFileSync(join(folder, 'one.jsonl'), '{"tokens": [14, 0, 16]}\n')
  mkdirSync(join(folder, 'empty'))
  const refusal = async (command: Command, ...words: string[]) => {
    const { code, warned } = await call(command, ...words)
    expect(code).toBe(BAD_INPUT)
    expect(warned).toHaveLength(1)
    return warned[0] ?? ''
  }
  const train = (...words: string[]) =>
    refusal(trainMelodyCommand, ...words, '--out', 'o', ...SMALL)
  expect(await train('drone.jsonl')).toMatch(/one pitch alone/)
  expect(await train('one.jsonl')).toMatch(/one tune alone/)
  expect(await train('empty')).toMatch(/has no MIDI file/)
  expect(await train('nowhere')).toMatch(/there is no such file/)
  expect(await train('drone.jsonl', '--resume')).toMatch(/there is no training to resume/)
  expect(await refusal(evalMelodyCommand)).toMatch(/--data FILE is missing/)
  expect(await refusal(evalMelodyCommand, '--data', 'one.jsonl', '--model', 'empty')).toMatch(
    /config.json is missing/,
  )
})

test.runIf(existsSync('/dev/full'))(
  'a disk that fills up in the middle of a training is told in one line, and the weights stay whole',
  async () => {
    const line = (tones: readonly number[]) => `{"tokens": [${tones.join(', 0, ')}]}`
    const tunes = [14, 16, 19].map((first) => line(SCALE.map((tone) => first + tone)))
    writeFileSync(join(folder, 'tunes.jsonl'), tunes.join('\n'))
    const words = ['tunes.jsonl', '--out', 'mine', ...SMALL]
    expect((await call(trainMelodyCommand, ...words, '--passes', '1')).code).toBe(DONE)
    const weights = () =>
      readdirSync(join(folder, 'mine')).map((path) => [
        path,
        readFileSync(join(folder, 'mine', path), 'latin1'),
      ])
    const before = weights()
    const shard = join(folder, 'mine', `.group1-shard1of1.${process.pid}.unfinished`)
    symlinkSync('/dev/full', shard)
    const { code, said, warned } = await call(trainMelodyCommand, ...words, '--passes', '3')
    expect({ code, said }).toEqual({ code: BAD_INPUT, said: [] })
    expect(warned).toHaveLength(1)
    expect(warned[0]).toMatch(/group1-shard1of1: the disk is full; choose another place\.$/)
    expect(weights().filter(([path]) => path !== 'training.state')).toEqual(
      before.filter(([path]) => path !== 'training.state'),
    )
  },
  60_000,
)

test('the progress bar says how far it is and how long it takes', () => {
  const progress = { update: 30, updates: 120, loss: 0.9, validation: 0.8512, best: 0.85 }
  expect(trainingLine(progress, 250)).toBe(
    '[######..................] 25 %, loss 0.900, validation 0.851 (best 0.850), 4 min 10 s to go',
  )
  expect([duration(12), duration(3900)]).toEqual(['12 s', '1 h 05 min'])
})

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { run } from '../../engine/cli/command.ts'
import { gather } from '../../engine/cli/corpusFiguresCommand.ts'
import { futuresCommand } from '../../engine/cli/futuresCommand.ts'
import { figuresOf } from '../../engine/continuation/basket/figures.ts'
import type { Origin } from '../../engine/continuation/basket/basket.ts'
import { MEASURES } from '../../engine/continuation/basket/measures.ts'
import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import { Continuator } from '../../models/melody/continuator.ts'
import type { FuturesReply } from '../../models/melody/futuresAsk.ts'
import { FuturesService } from '../../models/melody/futuresService.ts'
import { bestKernels } from '../../models/melody/kernels/bestKernels.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { nodeFiles } from '../../models/melody/nodeFiles.ts'
import { randomCheckpoint } from '../models/melody/randomCheckpoint.ts'
import { call, type Ended } from './commands.ts'
import { inFolder, midiOf, notesOn, TICKS_PER_STEP, TWINKLE } from './tunes.ts'

const WEIGHTS = fileURLToPath(new URL('../../models/melody/weights', import.meta.url))

async function futures(folder: string, ...words: readonly string[]): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  const code = await run('futures', futuresCommand, words, {
    folder,
    say: (line) => (stdout += `${line}\n`),
    warn: (line) => (stderr += `${line}\n`),
  })
  return { code, stdout, stderr }
}

interface Line {
  readonly rank: number
  readonly future: number
  readonly score: number
  readonly measures: Readonly<Record<string, number>>
  readonly notes: readonly { pitch: number; onsetStep: number; heldSteps: number }[]
  readonly tokens: readonly number[]
  readonly probabilities: readonly number[]
  readonly provenance: Origin
}

/** A model of random weights that knows chords, as chord_pitches_improv does. */
async function writeChordModel(folder: string): Promise<void> {
  await mkdir(join(folder, 'chords'))
  const files = randomCheckpoint({ seed: 9, units: [16], chordEncoder: 'PitchChordEncoder' })
  for (const [path, bytes] of files) await writeFile(join(folder, 'chords', path), bytes)
}

const linesOf = ({ stdout }: Ended): Line[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as Line)

const WISH = [TWINKLE, '--count', '20', '--steps', '32', '--seed', '5', '--json']

describe('futures of Twinkle', () => {
  test('come ranked, one a line, with all that it takes to draw them again', () =>
    inFolder(async (folder) => {
      const ended = await futures(folder, ...WISH)
      expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' })
      const lines = linesOf(ended)
      expect(lines.map(({ rank }) => rank)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
      expect(new Set(lines.map(({ future }) => future)).size).toBe(20)
      const scores = lines.map(({ score }) => score)
      expect(scores).toEqual(scores.toSorted((a, b) => b - a))
      for (const { measures, tokens, probabilities, provenance, future } of lines) {
        expect(Object.keys(measures)).toEqual([...MEASURES])
        expect(tokens).toHaveLength(32)
        expect(probabilities).toHaveLength(32)
        expect(provenance).toMatchObject({
          seed: 5,
          stream: future === 0 ? 'melody' : `melody/${future}`,
          firstDraw: 0,
          temperature: 1,
          model: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        })
      }
      expect((await futures(folder, ...WISH)).stdout).toBe(ended.stdout)
    }))

  test('are drawn again, to the same notes, from what a line tells of them and the weights', () =>
    inFolder(async (folder) => {
      const lines = linesOf(await futures(folder, ...WISH))
      const model = new LstmMelodyModel(await loadCheckpoint(nodeFiles(WEIGHTS)), bestKernels, 16)
      const continuator = new Continuator(model)
      for (const { provenance, tokens, probabilities } of lines.slice(0, 3)) {
        const { primer, counters, counter, chords, dice, seed, stream, firstDraw } = provenance
        const replies: FuturesReply[] = []
        const service = new FuturesService(
          { now: () => 0, pause: () => Promise.resolve() },
          (reply) => replies.push(reply),
        )
        expect(chords).toEqual([])
        const how = { steps: tokens.length, dice, seed, stream, firstDraw, counter }
        const heard = { ask: 1, context: 1, keep: 0, tokens: primer, counters, count: 1 }
        await service.grow({ model, continuator }, { ...heard, ...how })
        expect(replies).toMatchObject([
          { outcome: 'futures', futures: [{ tokens, probabilities }] },
        ])
      }
    }))

  test('number 0 is what perform plays under the same seed', () =>
    inFolder(async (folder) => {
      const lines = linesOf(await futures(folder, ...WISH, '--temperature', '0.8'))
      const own = ['--out', 'o.mid', '--steps', '32', '--seed', '5', '--temperature', '0.8']
      await call('perform', folder, TWINKLE, ...own)
      const performed = await notesOn(join(folder, 'o.mid'), 'model')
      const start = 64 * TICKS_PER_STEP
      const drawn = lines.find(({ future }) => future === 0)?.notes
      expect(drawn?.map(({ pitch, onsetStep }) => [pitch, onsetStep])).toEqual(
        performed.map(({ pitch, ticks }) => [pitch, (ticks - start) / TICKS_PER_STEP]),
      )
    }))

  test('are ranked by the weighting that is asked for, and shown as a table', () =>
    inFolder(async (folder) => {
      const calm = linesOf(await futures(folder, ...WISH, '--weighting', 'surprise=-1'))
      const surprises = calm.map(({ measures }) => measures['surprise'] ?? NaN)
      expect(surprises).toEqual(surprises.toSorted((a, b) => a - b))
      const { stdout } = await futures(folder, TWINKLE, '--count', '2', '--steps', '8')
      expect(stdout).toMatch(
        /^rank {2}future {2}score .*\n( +[\d.]+)+\n( +[\d.]+)+\ntwinkle\.mid: 2 /,
      )
    }))
})

describe('futures over a progression', () => {
  const few = [TWINKLE, '--count', '3', '--steps', '16', '--json']
  const C_AM = [
    [0, 4, 7],
    [9, 0, 4],
  ]

  test('are drawn under a chord a bar by a model that knows chords, and tell which', () =>
    inFolder(async (folder) => {
      await writeChordModel(folder)
      const drawn = (...words: string[]) => futures(folder, ...few, '--model', 'chords', ...words)
      const over = await drawn('--chords', 'C Am')
      expect({ code: over.code, stderr: over.stderr }).toEqual({ code: 0, stderr: '' })
      const [line] = linesOf(over)
      const { chords, counters } = line?.provenance ?? { chords: [], counters: [] }
      const steps = [...counters, ...Array.from({ length: 16 }, (_, step) => 64 + step)]
      expect(chords).toEqual(steps.map((step) => C_AM[Math.floor((step + 1) / 16) % 2]))
      expect(line?.tokens).not.toEqual(linesOf(await drawn())[0]?.tokens)
      expect(line?.tokens).not.toEqual(linesOf(await drawn('--chords', 'F# B'))[0]?.tokens)
    }))

  test('number 0 is what perform plays under it', () =>
    inFolder(async (folder) => {
      await writeChordModel(folder)
      const how = ['--steps', '16', '--model', 'chords', '--chords', 'C Am']
      const lines = linesOf(await futures(folder, TWINKLE, '--count', '1', '--json', ...how))
      await call('perform', folder, TWINKLE, '--out', 'o.mid', '--log', 'o.jsonl', ...how)
      const performed = await notesOn(join(folder, 'o.mid'), 'model')
      expect(lines[0]?.notes.length).toBeGreaterThan(0)
      expect(lines[0]?.notes.map(({ pitch }) => pitch)).toEqual(performed.map(({ pitch }) => pitch))
      expect((await call('replay', folder, 'o.jsonl')).code).toBe(0)
    }))

  test('by a model that knows no chords are as without, and one line says so', () =>
    inFolder(async (folder) => {
      const { stdout, stderr } = await futures(folder, ...few, '--chords', 'C')
      expect(stderr).toMatch(
        /^futures: The model knows no chords: --chords changes nothing\. [^\n]+\n$/,
      )
      expect(linesOf({ code: 0, stdout, stderr }).map(({ tokens }) => tokens)).toEqual(
        linesOf(await futures(folder, ...few)).map(({ tokens }) => tokens),
      )
    }))
})

describe('futures refuse', () => {
  test.each<[string, readonly string[], string]>([
    ['no file', [], 'no MIDI file to go on from is named'],
    ['a file that is not there', ['no.mid'], 'there is no such file'],
    ['what is no MIDI file', ['text'], 'is not a MIDI file'],
    ['drums alone', ['drums.mid'], 'has no notes but drums'],
    ['none of them', [TWINKLE, '--count', '0'], 'a whole number of 1 to 1024'],
    ['a sweep', [TWINKLE, '--temperature', '0.5..1'], 'one number here'],
    ['a seed that is none', [TWINKLE, '--seed', 'x'], `not 'x'`],
    ['an unknown measure', [TWINKLE, '--weighting', 'beauty=1'], `knows no 'beauty'`],
    ['a weight that is none', [TWINKLE, '--weighting', 'balance'], `gives balance ''`],
    ['a weight too large', [TWINKLE, '--weighting', 'balance=2'], `gives balance '2'`],
    ['a model that is not there', [TWINKLE, '--model', 'nowhere'], '--model: nowhere: '],
    ['no chords', [TWINKLE, '--chords', ' '], 'a progression has 1 to 128 chords'],
    ['an unknown chord', [TWINKLE, '--chords', 'C Hm'], '"Hm" is no chord symbol'],
    ['a misspelt option', [TWINKLE, '--cuont', '2'], 'did you mean --count?'],
  ])('%s', (_, words, says) =>
    inFolder(async (folder) => {
      const drums = midiOf([], (midi) => {
        const track = midi.addTrack()
        track.channel = 9
        track.addNote({ midi: 36, ticks: 0, durationTicks: 480, velocity: 0.8 })
      })
      await writeFile(join(folder, 'drums.mid'), drums)
      await writeFile(join(folder, 'text'), 'Twinkle')
      const { code, stdout, stderr } = await futures(folder, ...words)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toMatch(/^futures: [^\n]+[.?]\n$/)
      expect(stderr).toContain(says)
    }),
  )
})

test('the corpus is known by figures that two tunes share, and by no tune’s own', () => {
  const tune = (tokens: readonly number[]) => JSON.stringify({ tokens })
  const shared = [14, 0, 16, 0, 18, 0, 19, 0, 21]
  const own = [14, 16, 14, 16, 14, 16]
  const corpus = gather([tune(shared), tune(shared.map((x) => (x > 1 ? x + 2 : x))), tune(own)])
  const figure = (tokens: readonly number[]) =>
    figuresOf(
      tokens.flatMap((token, onsetStep) =>
        token > 1 ? [{ pitch: (token + 46) as never, onsetStep, heldSteps: 1 }] : [],
      ),
      5,
    )
  expect(figure(shared).map((one) => corpus.has(one))).toEqual([true])
  expect(figure(own).some((one) => corpus.has(one))).toBe(false)
  expect(() => gather(['{"tokens":[99]}'])).toThrow(/^line 1 is no tune/)
})

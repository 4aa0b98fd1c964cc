import { readFile, readdir, readlink, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Midi } from '../../engine/cli/tonejsMidi.ts'
import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { nodeFiles } from '../../models/melody/nodeFiles.ts'
import { OWN_WEIGHTS } from '../../engine/cli/package.ts'
import { loadOracle, toNotes, useWasm } from '../models/melody/magentaOracle.ts'
import { call } from './commands.ts'
import {
  inFolder,
  line,
  midiOf,
  notesOn,
  TICKS_PER_STEP,
  TWINKLE,
  TWINKLE_NOTES,
  type Written,
} from './tunes.ts'

const STEPS = 64
const PRIMER_STEPS = 64

/** Token, then holds, for each note. */
const TWINKLE_TOKENS = TWINKLE_NOTES.flatMap(([pitch, steps]) => [
  pitch - 48 + 2,
  ...new Array<number>(steps - 1).fill(0),
])

const perform = (folder: string, ...words: readonly string[]) =>
  call('perform', folder, TWINKLE, '--out', 'out.mid', ...words)

interface LoggedNote {
  readonly step: number
  readonly temperature: number
  readonly probability: number
  readonly seed: number
  readonly model: string
}

async function notesInLog(path: string): Promise<LoggedNote[]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  return lines.flatMap((text) => {
    const { note } = JSON.parse(text) as { note?: LoggedNote }
    return note ? [note] : []
  })
}

describe('a tune that is continued', () => {
  test('stands on one track as it was played, and its continuation on another', () =>
    inFolder(async (folder) => {
      const { code, stdout, stderr } = await perform(folder, '--seed', '7', '--log', 'run.jsonl')
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(
        /^twinkle\.mid: 14 notes in 4 bars\.\nKey: C major.*\nContinued for 64 steps: \d+ notes by melody /,
      )
      const written = new Midi(await readFile(join(folder, 'out.mid')))
      expect(written.tracks.map(({ name }) => name)).toEqual(['performer', 'model'])
      expect(written.header.tempos.map(({ bpm }) => bpm)).toEqual([120])
      const original = new Midi(await readFile(TWINKLE)).tracks[0]?.notes ?? []
      expect(await notesOn(join(folder, 'out.mid'), 'performer')).toEqual(
        original.map(({ midi, ticks, durationTicks, velocity }) => ({
          pitch: midi,
          ticks,
          endTicks: ticks + durationTicks,
          velocity: Math.round(velocity * 127),
        })),
      )
      const start = PRIMER_STEPS * TICKS_PER_STEP
      const answer = await notesOn(join(folder, 'out.mid'), 'model')
      expect(answer.length).toBeGreaterThan(0)
      for (const { ticks, endTicks } of answer) {
        expect(ticks).toBeGreaterThanOrEqual(start)
        expect(endTicks).toBeLessThanOrEqual(start + STEPS * TICKS_PER_STEP)
        expect(ticks % TICKS_PER_STEP).toBe(0)
      }
    }))

  test('is logged with the reasons of each generated note', () =>
    inFolder(async (folder) => {
      await perform(folder, '--seed', '7', '--log', 'run.jsonl', '--temperature', '1.3')
      const notes = await notesInLog(join(folder, 'run.jsonl'))
      const { facts } = await loadCheckpoint(nodeFiles(OWN_WEIGHTS))
      expect(notes).toHaveLength((await notesOn(join(folder, 'out.mid'), 'model')).length)
      for (const { step, temperature, probability, seed, model } of notes) {
        expect({ temperature, seed, model }).toEqual({
          temperature: 1.3,
          seed: 7,
          model: facts.hash,
        })
        expect(step).toBeLessThan(STEPS)
        expect(probability).toBeGreaterThan(0)
      }
    }))

  test('gives the same files from the same seed, and others from another', () =>
    inFolder(async (folder) => {
      const files = async (seed: string, name: string) => {
        await call(
          'perform',
          folder,
          TWINKLE,
          '--out',
          `${name}.mid`,
          '--log',
          name,
          '--seed',
          seed,
        )
        const [midi, log] = await Promise.all(
          [`${name}.mid`, name].map((file) => readFile(join(folder, file))),
        )
        return { midi, log }
      }
      const first = await files('7', 'first')
      expect(await files('7', 'second')).toEqual(first)
      const other = await files('8', 'third')
      expect(other.midi).not.toEqual(first.midi)
      expect(other.log).not.toEqual(first.log)
    }))

  test('leaves nothing but its files in the folder', () =>
    inFolder(async (folder) => {
      await perform(folder, '--log', 'run.jsonl')
      expect((await readdir(folder)).sort()).toEqual(['out.mid', 'run.jsonl'])
    }))
})

describe('greedily continued, at temperature 0, a tune', () => {
  const greedy = (folder: string) => perform(folder, '--temperature', '0', '--steps', String(STEPS))
  const answerIn = async (folder: string) =>
    (await notesOn(join(folder, 'out.mid'), 'model')).map(({ pitch, ticks, endTicks }) => ({
      pitch,
      start: ticks / TICKS_PER_STEP - PRIMER_STEPS,
      end: endTicks / TICKS_PER_STEP - PRIMER_STEPS,
    }))

  test('goes on as the likeliest token after the likeliest token does', () =>
    inFolder(async (folder) => {
      const model = new LstmMelodyModel(await loadCheckpoint(nodeFiles(OWN_WEIGHTS)))
      model.reset()
      TWINKLE_TOKENS.forEach((token, step) => model.feed(token, step))
      const tokens: number[] = []
      for (let step = 0; step < STEPS; step++) {
        const logits = model.query()
        const token = logits.indexOf(Math.max(...logits))
        tokens.push(token)
        model.feed(token, PRIMER_STEPS + step)
      }
      await greedy(folder)
      expect(await answerIn(folder)).toEqual(toNotes(tokens))
    }))

  test('goes on as magenta-js has it', () =>
    inFolder(async (folder) => {
      await useWasm()
      const weights = new Map<string, Uint8Array<ArrayBuffer>>()
      for (const path of await readdir(OWN_WEIGHTS)) {
        weights.set(path, new Uint8Array(await readFile(join(OWN_WEIGHTS, path))))
      }
      const oracle = await loadOracle(weights)
      const { notes } = await oracle.continue(TWINKLE_TOKENS, STEPS, 0)
      oracle.dispose()
      await greedy(folder)
      expect(notes.length).toBeGreaterThan(0)
      expect(await answerIn(folder)).toEqual(notes)
    }))
})

describe('a file that the partner cannot hear as it is written', () => {
  const remarksOn = (bytes: Uint8Array) =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'in.mid'), bytes)
      const { code, stdout, stderr } = await call(
        'perform',
        folder,
        ...['in.mid', '--out', 'out.mid', '--log', 'run.jsonl', '--steps', '16'],
      )
      expect(code).toBe(0)
      expect(stderr).toMatch(/^(perform: .+\n)*$/)
      const replayed = await call('replay', folder, 'run.jsonl')
      expect(replayed.stdout).toMatch(/^identical /)
      const { header } = new Midi(await readFile(join(folder, 'out.mid')))
      return {
        stdout,
        stderr,
        performer: await notesOn(join(folder, 'out.mid'), 'performer'),
        model: await notesOn(join(folder, 'out.mid'), 'model'),
        tempos: header.tempos,
        signatures: header.timeSignatures.map(({ timeSignature }) => timeSignature),
      }
    })

  test('below the model’s range is heard octaves higher, and answered in its own register', async () => {
    const { stderr, performer } = await remarksOn(midiOf(line([28, 31, 33, 31])))
    expect(stderr).toMatch(/hears the tune \d octaves higher/)
    expect(performer.map(({ pitch }) => pitch)).toEqual([28, 31, 33, 31])
  })

  test('wider than the model’s range says how many notes are heard octaves nearer', async () => {
    const { stderr, performer } = await remarksOn(midiOf(line([36, 48, 60, 72, 84, 96])))
    expect(stderr).toMatch(/\d notes? of the tune (lies|lie) beyond the model's range/)
    expect(performer.map(({ pitch }) => pitch)).toEqual([36, 48, 60, 72, 84, 96])
  })

  test('with chords is played whole and heard by its top voice', async () => {
    const chords = [60, 64, 67].flatMap((pitch) => line([pitch, pitch + 2]))
    const { stderr, performer } = await remarksOn(midiOf(chords))
    expect(stderr).toMatch(/^perform: It has chords: the partner hears their top voice\.\n$/)
    expect(performer).toHaveLength(6)
  })

  test('that changes its tempo is followed, and the continuation keeps the last one', async () => {
    const { stderr, performer, model, tempos } = await remarksOn(
      midiOf(line([60, 62, 64, 65, 67, 65, 64, 62]), ({ header }) => {
        header.tempos.push({ ticks: 960, bpm: 90 }, { ticks: 1920, bpm: 150 })
      }),
    )
    expect(stderr).toMatch(/tempo changes 2 times/)
    expect(tempos.map(({ ticks }) => ticks)).toEqual([0, 960, 1920])
    expect(tempos.map(({ bpm }) => Math.round(bpm * 100) / 100)).toEqual([120, 90, 150])
    expect(performer.map(({ ticks }) => ticks)).toEqual([0, 480, 960, 1440, 1920, 2400, 2880, 3360])
    for (const { ticks } of model) expect(ticks % TICKS_PER_STEP).toBe(0)
  })

  test('faster than the engine goes is held at its fastest, every note on its beat', async () => {
    const { stderr, performer, tempos } = await remarksOn(
      midiOf(line([60, 62, 64, 65]), ({ header }) => {
        header.tempos = [{ ticks: 0, bpm: 400 }]
      }),
    )
    expect(stderr).toMatch(/tempo of 400 bpm is held within 30 to 300/)
    expect(tempos.map(({ bpm }) => bpm)).toEqual([300])
    expect(performer.map(({ ticks }) => ticks)).toEqual([0, 480, 960, 1440])
  })

  test('with drums, pedals and odd bars is heard without them', async () => {
    const { stderr, performer } = await remarksOn(
      midiOf(line([60, 62, 64]), (midi) => {
        midi.header.timeSignatures = [{ ticks: 0, timeSignature: [5, 4] }]
        midi.tracks[0]?.addCC({ number: 64, value: 1, ticks: 0 })
        const drums = midi.addTrack()
        drums.channel = 9
        drums.addNote({ midi: 36, ticks: 0, durationTicks: 480, velocity: 0.8 })
      }),
    )
    expect(stderr).toMatch(/5\/4/)
    expect(stderr).toMatch(/drums/)
    expect(stderr).toMatch(/pedals/)
    expect(performer.map(({ pitch }) => pitch)).toEqual([60, 62, 64])
  })

  test('in 3/4 is continued in its bars, and written in them', async () => {
    const { stderr, stdout, signatures } = await remarksOn(
      midiOf(line([60, 64, 67, 65, 62, 59, 60, 64, 67]), ({ header }) => {
        header.timeSignatures = [{ ticks: 0, timeSignature: [3, 4] }]
      }),
    )
    expect(stderr).toBe('')
    expect(stdout).toMatch(/9 notes in 3 bars/)
    expect(signatures).toEqual([[3, 4]])
  })

  test('with a long rest is heard to its end before the partner plays', async () => {
    const phrases = [...line([60, 62, 64]), ...line([65, 64, 62, 60]).map(later)]
    const { model } = await remarksOn(midiOf(phrases))
    expect(model.filter(({ ticks }) => ticks < 7680)).toEqual([])
  })

  test('that strikes a key again while it is held ends the note before', async () => {
    const struck = [
      { pitch: 60, at: 0, lasts: 1200 },
      { pitch: 60, at: 480, lasts: 960 },
      { pitch: 64, at: 1440, lasts: 480 },
    ]
    const { performer } = await remarksOn(midiOf(struck))
    expect(performer.map(({ ticks, endTicks }) => [ticks, endTicks])).toEqual([
      [0, 480],
      [480, 1440],
      [1440, 1920],
    ])
  })
})

describe('the end of a tune', () => {
  const startAfter = (lasts: number) =>
    inFolder(async (folder) => {
      const notes = [...line([60, 62, 64]), { pitch: 65, at: 1440, lasts }]
      await writeFile(join(folder, 'in.mid'), midiOf(notes))
      const { stdout } = await call('perform', folder, 'in.mid', '--out', 'out.mid')
      return /in (.+) bars?/.exec(stdout)?.[1]
    })

  test.each([
    ['on the beat', 480, '1'],
    ['shortly before it', 430, '1'],
    ['a trifle after it', 490, '1'],
    ['well after it', 600, '1.25'],
  ])('%s calls the continuation to the right beat', async (_, lasts, bars) => {
    expect(await startAfter(lasts)).toBe(bars)
  })
})

/** Three bars on. */
const later = (note: Written): Written => ({ ...note, at: note.at + 3 * 1920 })

test('a link is kept, and its file written; a device is written and stays one', async () => {
  await inFolder(async (folder) => {
    await writeFile(join(folder, 'kept.mid'), 'old')
    await symlink('kept.mid', join(folder, 'out.mid'))
    await symlink('/dev/null', join(folder, 'run.jsonl'))
    const { code } = await perform(folder, '--steps', '4', '--log', 'run.jsonl')
    expect(code).toBe(0)
    expect(await readlink(join(folder, 'out.mid'))).toBe('kept.mid')
    expect(new Midi(await readFile(join(folder, 'kept.mid'))).tracks.length).toBeGreaterThan(1)
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true)
    expect((await readdir(folder)).toSorted()).toEqual(['kept.mid', 'out.mid', 'run.jsonl'])
  })
})

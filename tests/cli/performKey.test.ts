import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { call } from './commands.ts'
import { inFolder, midiOf, notesOn, TICKS_PER_STEP, TWINKLE_NOTES } from './tunes.ts'

/** Four bars of "Twinkle, twinkle", its C moved by semitones. */
function twinkleFrom(semitones: number): Uint8Array {
  let at = 0
  return midiOf(
    TWINKLE_NOTES.map(([pitch, steps]) => {
      const lasts = steps * TICKS_PER_STEP
      at += lasts
      return { pitch: pitch + semitones, at: at - lasts, lasts }
    }),
  )
}

interface LoggedKey {
  readonly name: string | null
  readonly status: string
  readonly confidence: number
}

/** What perform says of the key, what its log says, and what the partner plays. */
const performed = (semitones: number, ...words: readonly string[]) =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'in.mid'), twinkleFrom(semitones))
    const files = ['in.mid', '--out', 'out.mid', '--log', 'run.jsonl']
    const { code, stdout, stderr } = await call('perform', folder, ...files, ...words)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = (await readFile(join(folder, 'run.jsonl'), 'utf8')).split('\n')
    const keys = lines
      .filter((line) => line.startsWith('{"key"'))
      .map((line) => (JSON.parse(line) as { key: LoggedKey }).key)
    return {
      said: stdout.split('\n').find((line) => line.startsWith('Key')),
      logged: keys.at(-1),
      pitches: (await notesOn(join(folder, 'out.mid'), 'model')).map(({ pitch }) => pitch),
    }
  })

test.each([[[]], [['--key', 'auto']]])(
  'a tune in E flat is heard in E flat, and answered as the one in C is, moved (%j)',
  async (words) => {
    const inC = await performed(0, ...words)
    const inEFlat = await performed(3, ...words)
    expect(inC.said).toMatch(/^Key: C major or its relative minor, \d+ % sure\.$/)
    expect(inEFlat.said).toMatch(/^Key: Eb major or its relative minor, \d+ % sure\.$/)
    expect(inEFlat.logged).toMatchObject({ name: 'Eb', status: 'heard' })
    expect(inEFlat.logged?.confidence).toBeGreaterThan(0.4)
    expect(inEFlat.pitches.length).toBeGreaterThan(3)
    expect(inEFlat.pitches).toEqual(inC.pitches.map((pitch) => pitch + 3))
  },
)

test('with --key off no key is sought, which is said and logged', async () => {
  const { said, logged } = await performed(3, '--key', 'off')
  expect(said).toBe('Key: off; heard as played.')
  expect(logged).toEqual({ atSeconds: 0, name: null, status: 'off', confidence: 0 })
})

test.each([
  ['Eb', 'Eb'],
  ['D#', 'Eb'],
  ['B', 'B'],
])('with --key %s the tune is in %s major, whatever it sounds like', async (word, name) => {
  const { said, logged } = await performed(0, '--key', word)
  expect(said).toBe(`Key: ${name} major, as told.`)
  expect(logged).toEqual({ atSeconds: 0, name, status: 'set', confidence: 1 })
})

test('a key that is told moves the answer: two keys, two answers', async () => {
  const heard = await performed(0)
  expect((await performed(0, '--key', 'C')).pitches).toEqual(heard.pitches)
  expect((await performed(0, '--key', 'Gb')).pitches).not.toEqual(heard.pitches)
})

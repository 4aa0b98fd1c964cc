import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { call } from './commands.ts'
import { inFolder, notesOn, TICKS_PER_STEP, TWINKLE } from './tunes.ts'

const README = fileURLToPath(new URL('../../README.md', import.meta.url))
const STEPS = 64
/** Where the tune ends and its continuation begins. */
const FROM_TICKS = 64 * TICKS_PER_STEP
const SEMITONES: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }

interface Drawn {
  readonly step: number
  readonly pitch: number
  readonly steps: number
}

/** The notes of a roll's line, such as `1.0 F♯4 █▬▬▬····|…`; none for any other line. */
function notesOfLine(line: string): Drawn[] {
  const [, letter = '', sharp = '', octave = '', columns = ''] =
    /([A-G])(♯?)(\d) +([█▬·|]+)$/.exec(line) ?? []
  const pitch = (SEMITONES[letter] ?? NaN) + (sharp === '' ? 0 : 1) + 12 * (Number(octave) + 1)
  return [...columns.replaceAll('|', '').matchAll(/█▬*/g)].map(({ index, 0: { length } }) => ({
    step: index,
    pitch,
    steps: length,
  }))
}

async function rollOf(temperature: string): Promise<Drawn[]> {
  const lines = (await readFile(README, 'utf8')).split('\n')
  const first = lines.findIndex((line) => line.startsWith(`${temperature} `))
  const end = lines.findIndex((line, at) => at > first && !line.startsWith(' '))
  const drawn = lines.slice(first, end).flatMap(notesOfLine)
  return drawn.toSorted((a, b) => a.step - b.step)
}

test.each(['0.7', '1.0', '1.3'])('Twinkle goes on at %s as the README draws it', (temperature) =>
  inFolder(async (folder) => {
    const words = ['--out', 'out.mid', '--seed', '1', '--temperature', temperature]
    await call('perform', folder, TWINKLE, ...words, '--steps', String(STEPS))
    const played = await notesOn(join(folder, 'out.mid'), 'model')
    expect(await rollOf(temperature)).toEqual(
      played.map(({ pitch, ticks, endTicks }) => ({
        step: (ticks - FROM_TICKS) / TICKS_PER_STEP,
        pitch,
        steps: (endTicks - ticks) / TICKS_PER_STEP,
      })),
    )
  }),
)

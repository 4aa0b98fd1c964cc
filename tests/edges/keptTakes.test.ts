import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closeTake } from '../../engine/edges/keptTakes.ts'
import { call } from '../cli/commands.ts'
import { inFolder, TWINKLE } from '../cli/tunes.ts'

const CRASHES = 24

test('a take that a crash breaks off anywhere is saved as far as it goes, and replays', () =>
  inFolder(async (folder) => {
    await call('perform', folder, TWINKLE, '--out', 'out.mid', '--log', 'run.jsonl', '--seed', '7')
    const bytes = await readFile(join(folder, 'run.jsonl'))
    const lines = bytes.toString().split('\n')
    const headerBytes = (lines[0]?.length ?? 0) + 1
    const endBytes = (lines.at(-2)?.length ?? 0) + 1
    for (let nth = 0; nth <= CRASHES; nth++) {
      const most = bytes.length - endBytes - headerBytes
      const length = headerBytes + Math.floor((most * nth) / CRASHES)
      const saved = await closeTake(new Blob([bytes.subarray(0, length)]))
      await writeFile(join(folder, 'saved.jsonl'), await saved.text())
      const { code, stdout, stderr } = await call('replay', folder, 'saved.jsonl')
      const records = bytes.subarray(0, length).toString().split('\n').slice(0, -1)
      const count = records.filter((line) => line.startsWith('{"sequence"')).length
      expect({ code, stderr }, `cut at ${length}`).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(
        new RegExp(
          `^identical [0-9a-f]{16} \\(${count} records?; the take was broken off there\\)\\n`,
        ),
      )
    }
  }))

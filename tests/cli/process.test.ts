import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { call, runProcess, runUnread } from './commands.ts'
import { inFolder, TWINKLE } from './tunes.ts'

// A process takes half a second to start, and more where others work too.
describe('npm run perform and npm run replay', { timeout: 60_000 }, () => {
  test('play, log and replay as processes of their own, from the folder the user stands in', () =>
    inFolder(async (folder) => {
      const words = [TWINKLE, '--out', 'out.mid', '--log', 'run.jsonl', '--steps=16', '--seed', '7']
      const performed = await runProcess('perform', folder, ...words)
      expect({ ...performed, stdout: '' }).toEqual({ code: 0, stdout: '', stderr: '' })
      const digest = /^Digest ([0-9a-f]{16});/m.exec(performed.stdout)?.[1] ?? 'none'
      const replayed = await runProcess('replay', folder, 'run.jsonl')
      expect(replayed.code).toBe(0)
      expect(replayed.stdout).toContain(`identical ${digest} (`)
      const files = () =>
        Promise.all(['out.mid', 'run.jsonl'].map((x) => readFile(join(folder, x))))
      const first = await files()
      expect(await call('perform', folder, ...words)).toEqual(performed)
      expect(await files()).toEqual(first)
    }))

  test('end quietly when nobody reads on, as before a full `head`, and the files are whole', () =>
    inFolder(async (folder) => {
      const words = [TWINKLE, '--out', 'out.mid', '--log', 'run.jsonl', '--steps=16', '--seed', '7']
      expect(await runUnread('perform', folder, ...words)).toEqual({
        code: 0,
        stdout: '',
        stderr: '',
      })
      expect((await call('replay', folder, 'run.jsonl')).stdout).toContain('identical ')
    }))

  test('end with 2 and one line on stderr for bad input', () =>
    inFolder(async (folder) => {
      const performed = await runProcess('perform', folder, 'no.mid', '--out', 'out.mid')
      expect({ code: performed.code, stdout: performed.stdout }).toEqual({ code: 2, stdout: '' })
      expect(performed.stderr).toMatch(
        /^perform: cannot read .+no\.mid: there is no such file.+\n$/,
      )
      const replayed = await runProcess('replay', folder, 'run.jsonl', '--otu', 'x')
      expect({ code: replayed.code, stdout: replayed.stdout }).toEqual({ code: 2, stdout: '' })
      expect(replayed.stderr).toMatch(/^replay: '--otu' is no option; did you mean --out\?\n$/)
    }))
})

describe('--help', () => {
  test('names every option of perform', async () => {
    const { code, stdout, stderr } = await call('perform', '.', '--help')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const name of ['out', 'log', 'steps', 'temperature', 'seed', 'model', 'help']) {
      expect(stdout).toContain(`  --${name}`)
    }
    expect(stdout).toMatch(/^Usage: npm run perform -- IN\.mid --out OUT\.mid/)
  })

  test('names every option of replay', async () => {
    const { code, stdout, stderr } = await call('replay', '.', '-h')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^Usage: npm run replay -- RUN\.jsonl/)
    expect(stdout).toContain('  --out')
  })
})

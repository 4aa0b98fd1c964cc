import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createRun } from '../performance/run.ts'
import { midiNote, unit } from '../../engine/core/units.ts'
import { call } from './commands.ts'
import { inFolder, notesOn, TWINKLE } from './tunes.ts'

/** Runs with a log of Twinkle in the folder. */
const withLog = <Result>(work: (folder: string, log: string) => Promise<Result>) =>
  inFolder(async (folder) => {
    await call('perform', folder, TWINKLE, '--out', 'out.mid', '--log', 'run.jsonl', '--seed', '7')
    return work(folder, await readFile(join(folder, 'run.jsonl'), 'utf8'))
  })

interface Line {
  readonly sequence?: number
  readonly event?: { readonly type: string }
  readonly digest?: string
  readonly end?: { readonly digest: string }
}

const linesOf = (log: string): Line[] =>
  log
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as Line)

describe('a log that is replayed', () => {
  test('is identical, with the digest of its end and the number of its records', () =>
    withLog(async (folder, log) => {
      const { code, stdout, stderr } = await call('replay', folder, 'run.jsonl')
      const lines = linesOf(log)
      const records = lines.filter(({ sequence }) => sequence !== undefined).length
      const digest = lines.at(-1)?.end?.digest ?? ''
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toBe(`identical ${digest} (${records} records)\n`)
    }))

  test('plays the same MIDI file', () =>
    withLog(async (folder) => {
      await call('replay', folder, 'run.jsonl', '--out', 'again.mid')
      expect(await readFile(join(folder, 'again.mid'))).toEqual(
        await readFile(join(folder, 'out.mid')),
      )
    }))

  test('is the same log after an editor has put a byte order mark before it', () =>
    withLog(async (folder, log) => {
      await writeFile(join(folder, 'marked.jsonl'), `\uFEFF${log}`)
      expect(await call('replay', folder, 'marked.jsonl')).toEqual(
        await call('replay', folder, 'run.jsonl'),
      )
    }))

  test('with one changed byte in an event says where the runs part, and writes no file', () =>
    withLog(async (folder, log) => {
      const lines = log.split('\n')
      const at = lines.findIndex((text) => text.includes('"noteOn"') && text.includes('"pitch":69'))
      const changed = lines.with(at, lines[at]?.replace('"pitch":69', '"pitch":68') ?? '')
      await writeFile(join(folder, 'changed.jsonl'), changed.join('\n'))
      const { sequence, digest } = JSON.parse(lines[at] ?? '') as Line
      const words = ['changed.jsonl', '--out', 'changed.mid']
      const { code, stdout, stderr } = await call('replay', folder, ...words)
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toMatch(
        new RegExp(
          `^replay: parted at record ${sequence}: the log has digest ${digest}, this replay [0-9a-f]{16}\\.\\n$`,
        ),
      )
      expect(stderr.match(/[0-9a-f]{16}/g)?.[1]).not.toBe(digest)
      expect((await readdir(folder)).sort()).toEqual(['changed.jsonl', 'out.mid', 'run.jsonl'])
    }))

  test.each([
    ['"probability":', /"probability":[^,}]+/, '"probability":0.5'],
    ['"pitch":', /"pitch":\d+/, '"pitch":11'],
  ])('with another reason for a note (%s) says on which line', (_, told, other) =>
    withLog(async (folder, log) => {
      const lines = log.split('\n')
      const at = lines.findLastIndex((text) => text.startsWith('{"note"'))
      await writeFile(
        join(folder, 'changed.jsonl'),
        lines.with(at, lines[at]?.replace(told, other) ?? '').join('\n'),
      )
      const { code, stdout, stderr } = await call('replay', folder, 'changed.jsonl')
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toContain(`replay: parted at line ${at + 1}: the log tells of {`)
      expect(stderr).toContain(other)
    }),
  )

  test('that was broken off behind a note is held to the reasons of that note too', () =>
    withLog(async (folder, log) => {
      const lines = log.split('\n')
      const at = lines.findLastIndex((text) => text.startsWith('{"note"'))
      const reason = /"probability":[^,}]+/
      for (const [name, note] of [
        ['true.jsonl', lines[at] ?? ''],
        ['changed.jsonl', lines[at]?.replace(reason, '"probability":0.5') ?? ''],
      ] as const) {
        const broken = [...lines.slice(0, at), note, '{"end":{"brokenOff":true}}']
        await writeFile(join(folder, name), broken.join('\n'))
      }
      expect(await call('replay', folder, 'true.jsonl')).toMatchObject({ code: 0, stderr: '' })
      const { code, stderr } = await call('replay', folder, 'changed.jsonl')
      expect(code).toBe(1)
      expect(stderr).toContain(`parted at line ${at + 1}:`)
    }))

  test('without its notes is identical still; with one of them gone it is not', () =>
    withLog(async (folder, log) => {
      const lines = log.split('\n')
      const isNote = (text: string): boolean => text.startsWith('{"note"')
      await writeFile(join(folder, 'bare.jsonl'), lines.filter((text) => !isNote(text)).join('\n'))
      expect((await call('replay', folder, 'bare.jsonl')).code).toBe(0)
      await writeFile(
        join(folder, 'gap.jsonl'),
        lines.toSpliced(lines.findLastIndex(isNote), 1).join('\n'),
      )
      expect((await call('replay', folder, 'gap.jsonl')).code).toBe(1)
    }))

  test('with another seed parts where the model first draws otherwise', () =>
    withLog(async (folder, log) => {
      await writeFile(join(folder, 'changed.jsonl'), log.replace('"seed":7', '"seed":8'))
      const { code, stderr } = await call('replay', folder, 'changed.jsonl')
      expect(code).toBe(1)
      const called = linesOf(log).find(({ event }) => event?.type === 'continue')?.sequence ?? NaN
      const parted = Number(/parted at record (\d+)/.exec(stderr)?.[1])
      // The look-ahead asks with the seed as soon as the partner is called.
      expect(parted).toBeGreaterThanOrEqual(called)
    }))

  test('that is cut off says after how many records', () =>
    withLog(async (folder, log) => {
      const lines = log.split('\n').slice(0, 30)
      await writeFile(join(folder, 'cut.jsonl'), lines.join('\n') + '\n')
      const { code, stderr } = await call('replay', folder, 'cut.jsonl')
      const records = linesOf(lines.join('\n')).filter((text) => text.sequence !== undefined).length
      expect(code).toBe(2)
      expect(stderr).toContain(`cut off after ${records} records; they are identical`)
    }))

  test('was saved from a page with keys still down: they end with the performance', () =>
    inFolder(async (folder) => {
      const { conductor, log } = createRun()
      const key = { device: 'keys', channel: 1, pitch: midiNote(60) }
      conductor.advanceTo(0.5)
      conductor.accept({ type: 'noteOn', ...key, velocity: unit(100 / 127) }, 0.5)
      conductor.advanceTo(1.1)
      conductor.end()
      await writeFile(join(folder, 'run.jsonl'), log().join('\n') + '\n')
      const { code, stdout } = await call('replay', folder, 'run.jsonl', '--out', 'out.mid')
      expect(code).toBe(0)
      expect(stdout).toMatch(/^identical .+ \(1 record\)\n$/)
      const [note, ...rest] = await notesOn(join(folder, 'out.mid'), 'performer')
      expect(rest).toEqual([])
      expect(note).toMatchObject({ pitch: 60, velocity: 100, ticks: 400 })
      expect(note?.endTicks).toBeGreaterThan(400)
    }))
})

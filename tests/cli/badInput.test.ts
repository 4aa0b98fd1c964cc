import { readFileSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OWN_WEIGHTS } from '../../engine/cli/package.ts'
import { call } from './commands.ts'
import { inFolder, line, midiOf, TWINKLE } from './tunes.ts'

/** Of format 0, 480 ticks a quarter. */
const NO_TRACKS = Uint8Array.of(77, 84, 104, 100, 0, 0, 0, 6, 0, 0, 0, 0, 1, 224)
const EMPTY_TRACK = Uint8Array.of(...NO_TRACKS.with(11, 1), 77, 84, 114, 107, 0, 0, 0, 0)

/** With one track of these bytes. */
const trackOf = (...bytes: readonly number[]): Uint8Array =>
  Uint8Array.of(...EMPTY_TRACK.with(-1, bytes.length), ...bytes)

/** The command says so in one line, ends with 2 and leaves nothing behind. */
async function refuse(
  command: 'perform' | 'replay',
  words: readonly string[],
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<string> {
  return inFolder(async (folder) => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(folder, path, '..'), { recursive: true })
      await writeFile(join(folder, path), content)
    }
    const before = await readdir(folder)
    const { code, stdout, stderr } = await call(command, folder, ...words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(new RegExp(`^${command}: [^\\n]+[.?]\\n$`))
    expect(await readdir(folder)).toEqual(before)
    return stderr
  })
}

describe('perform refuses', () => {
  const words = ['in.mid', '--out', 'out.mid', '--log', 'run.jsonl']
  const twinkle = new Uint8Array(readFileSync(TWINKLE))
  const withByte = (at: number, byte: number): Uint8Array =>
    twinkle.map((value, i) => (i === at ? byte : value))
  const drums = midiOf([], (midi) => {
    const track = midi.addTrack()
    track.channel = 9
    track.addNote({ midi: 36, ticks: 0, durationTicks: 480, velocity: 0.8 })
  })

  test.each<[string, Uint8Array | string, string]>([
    ['what is no MIDI file', 'Twinkle, twinkle, little star', 'is not a MIDI file'],
    ['an empty file', '', 'is empty'],
    ['a file without notes', midiOf([]), 'has no notes; choose'],
    ['a file without tracks', NO_TRACKS, 'has no tracks; choose'],
    ['a file whose track is empty', EMPTY_TRACK, 'has nothing in its tracks; choose'],
    ['a file of drums alone', drums, 'has no notes but drums'],
    ['a file that is cut off in a track', twinkle.subarray(0, -20), 'is cut off in track 2 of 2'],
    ['a file that is cut off before a track', twinkle.subarray(0, 14), 'is cut off before track 1'],
    ['a file that is cut off in its header', twinkle.subarray(0, 9), 'is cut off in its header'],
    ['a file with a broken track', withByte(14, 0), 'is damaged where track 1 should begin'],
    [
      'a file with an unknown event',
      withByte(23, 0xf4),
      'in.mid is damaged in track 1 of 2, at byte 23: F4 begins no event of a MIDI file; export it',
    ],
    [
      'a file whose first event says no kind',
      withByte(23, 0x40),
      'at byte 23: an event says no kind, and there is none before it to repeat; export it',
    ],
    [
      'a file with a tempo of two bytes',
      trackOf(0, 0xff, 0x51, 2, 7, 161),
      'is damaged in track 1 of 1, at byte 23: a tempo has 2 bytes, not 3; export it',
    ],
    [
      'a file of patterns',
      withByte(9, 2),
      'in.mid is of MIDI format 2: its tracks are patterns with no order between them; export it as format 0 or 1.',
    ],
    ['a file of no known format', withByte(9, 7), 'is of MIDI format 7, which there is not'],
    ['a file that counts SMPTE frames', withByte(12, 0xe7), 'counts time in SMPTE frames'],
    [
      'a file with no ticks a quarter',
      withByte(12, 0).map((v, i) => (i === 13 ? 0 : v)),
      'no ticks',
    ],
    [
      'a day of music and more',
      midiOf([{ pitch: 60, at: 86_400_000, lasts: 480 }]),
      'lasts 25 hours',
    ],
  ])('%s', async (_, content, reason) => {
    expect(await refuse('perform', words, { 'in.mid': content })).toContain(reason)
  })

  const tune = { 'in.mid': midiOf(line([60, 62])), 'folder/a': '' }
  const config = readFileSync(join(OWN_WEIGHTS, 'config.json'), 'utf8')

  test.each([
    ['a file that is not there', ['no.mid', '--out', 'o.mid'], 'there is no such file'],
    ['a folder as its file', ['folder', '--out', 'o.mid'], 'it is a folder'],
    ['an output in no folder', ['in.mid', '--out', 'no/o.mid'], 'cannot write'],
    ['an output that is a folder', ['in.mid', '--out', 'folder'], 'it is a folder'],
    ['a log in no folder', ['in.mid', '--out', 'o.mid', '--log', 'no/r'], 'cannot write'],
    ['to write over what it plays', ['in.mid', '--out', './in.mid'], 'are the same file'],
    ['one file for both', ['in.mid', '--out', 'o', '--log', 'o'], '--log and --out are the same'],
    ['no file', ['--out', 'o.mid'], 'no MIDI file to play is named'],
    ['two files', ['in.mid', 'x.mid', '--out', 'o.mid'], `'x.mid' is one word too many`],
    ['no output', ['in.mid'], 'no --out'],
    ['no steps', ['in.mid', '--out', 'o', '--steps', '0'], 'a whole number of 1 to 65536'],
    ['half a step', ['in.mid', '--out', 'o', '--steps', '1.5'], `not '1.5'`],
    ['too many steps', ['in.mid', '--out', 'o', '--steps', '65537'], `not '65537'`],
    ['a seed with a sign', ['in.mid', '--out', 'o', '--seed', '-1'], `not '-1'`],
    ['a seed that is a word', ['in.mid', '--out', 'o', '--seed', 'seven'], `not 'seven'`],
    [
      'a model that is not there',
      ['in.mid', '--out', 'o', '--model', 'no'],
      'config.json is missing',
    ],
    [
      'a file in place of a model’s folder',
      ['in.mid', '--out', 'o', '--model', 'half/config.json'],
      'config.json is no folder; choose the folder',
    ],
    [
      'a model whose config is a folder',
      ['in.mid', '--out', 'o', '--model', 'folders'],
      'config.json in',
    ],
    ['a model that is half there', ['in.mid', '--out', 'o', '--model', 'half'], 'is missing in'],
    ['a model that is a web page', ['in.mid', '--out', 'o', '--model', 'page'], 'is a web page'],
  ])('%s', async (_, asked, reason) => {
    const models = {
      'half/config.json': config,
      'page/config.json': '<!doctype html><p>404',
      'folders/config.json/a': '',
    }
    const page = { 'page/weights_manifest.json': '[]' }
    expect(await refuse('perform', asked, { ...tune, ...models, ...page })).toContain(reason)
  })

  test.each([
    ['-1', 'goes from 0 to 2'],
    ['2.01', 'goes from 0 to 2'],
    ['1e9', 'goes from 0 to 2'],
    ['0.5..3', 'and 3 is outside'],
    ['-0.5..1', 'and -0.5 is outside'],
    ['NaN', `cannot be 'NaN'`],
    ['Infinity', `cannot be 'Infinity'`],
    ['warm', `cannot be 'warm'`],
    ['..1', `cannot be '..1'`],
    ['1..', `cannot be '1..'`],
    ['1...2', `cannot be '1...2'`],
    ['1,5', `cannot be '1,5'`],
    ['.5', `cannot be '.5'`],
    ['', 'needs a value'],
  ])('the temperature %j', async (temperature, reason) => {
    const asked = ['in.mid', '--out', 'o.mid', '--temperature', temperature]
    expect(await refuse('perform', asked, tune)).toContain(reason)
  })

  test.each(['H', 'c', 'Am', 'Ebb', 'auto,off', '12', 'none'])('the key %j', async (key) => {
    expect(await refuse('perform', ['in.mid', '--out', 'o.mid', '--key', key], tune)).toBe(
      `perform: --key is '${key}'; it takes auto, off, or a key from C to B, such as Eb.\n`,
    )
  })

  test.each([
    ['--stpes', 'did you mean --steps?'],
    ['--temprature', 'did you mean --temperature?'],
    ['--output', 'did you mean --out?'],
    ['--logg', 'did you mean --log?'],
    ['-x', '--help lists'],
    ['--bars-per-minute', '--help lists'],
  ])('the option %s and says what may have been meant', async (option, advice) => {
    const stderr = await refuse('perform', ['in.mid', option, '8'], tune)
    expect(stderr).toContain(`'${option}' is no option`)
    expect(stderr).toContain(advice)
  })

  test.each([
    ['without its value', ['in.mid', '--out', '--log', 'run'], '--out needs a value'],
    ['at the end without its value', ['in.mid', '--out'], '--out needs a value'],
    ['given twice', ['in.mid', '--seed', '1', '--seed', '2'], '--seed is given twice'],
  ])('an option %s', async (_, asked, reason) => {
    expect(await refuse('perform', asked, tune)).toContain(reason)
  })
})

describe('replay refuses', () => {
  const header = '{"anthesis":"log","version":1,"build":"x","seed":7}\n'
  test.each([
    ['an empty log', '', 'This log is empty'],
    ['a log of nothing but its header', header, 'cut off after 0 records'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 10, 13]), 'not an Anthesis log'],
    ['another program’s log', '{"level":30,"msg":"hello"}\n', 'not an Anthesis log'],
    ['a log of another version', header.replace('1', '2'), 'has version 2'],
    ['a record that is cut off', `${header}{"sequence":0,"atSec`, 'Line 2 is cut off'],
    [
      'an event that is none',
      `${header}{"sequence":0,"atSeconds":0,"horizonTicks":0,"event":{"type":"dance"},"digest":"0"}\n`,
      `its type "dance" is not known`,
    ],
  ])('%s', async (_, content, reason) => {
    expect(
      await refuse('replay', ['run.jsonl', '--out', 'o.mid'], { 'run.jsonl': content }),
    ).toContain(reason)
  })

  test.each([
    ['no log', [], 'no log is named'],
    ['a log that is not there', ['no.jsonl'], 'there is no such file'],
    ['a folder', ['folder'], 'is no file'],
    ['an option of another command', ['run.jsonl', '--steps', '3'], `'--steps' is no option`],
    ['to write over the log', ['run.jsonl', '--out', 'run.jsonl'], '--out is the log itself'],
    ['an output in no folder', ['run.jsonl', '--out', 'no/o.mid'], 'cannot write'],
  ])('%s', async (_, asked, reason) => {
    const files = { 'run.jsonl': header, 'folder/a': '' }
    expect(await refuse('replay', asked, files)).toContain(reason)
  })
})

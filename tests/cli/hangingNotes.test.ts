import { describe, expect, test } from 'vitest'
import { withNotesEnded } from '../../engine/input/midiFile/hangingNotes.ts'
import { readTune } from '../../engine/cli/midiFile.ts'

const QUARTER = 480

type Written = readonly [delta: number, ...bytes: number[]]

const on = (pitch: number, delta = 0): Written => [delta, 0x90, pitch, 80]
const off = (pitch: number, delta = QUARTER): Written => [delta, 0x80, pitch, 64]
const end = (delta = 0): Written => [delta, 0xff, 0x2f, 0]
const tempo = (microseconds: number): Written => [
  0,
  ...[0xff, 0x51, 3],
  ...[microseconds >> 16, (microseconds >> 8) & 255, microseconds & 255],
]

/** A file of format 0 as bytes; each event after so many ticks. */
function fileOf(...events: readonly Written[]): Uint8Array {
  const track = events.flatMap(([delta, ...bytes]) =>
    delta < 128 ? [delta, ...bytes] : [128 + (delta >> 7), delta & 127, ...bytes],
  )
  const header = [...Buffer.from('MThd'), 0, 0, 0, 6, 0, 0, 0, 1, QUARTER >> 8, QUARTER & 255]
  const length = [0, 0, track.length >> 8, track.length & 255]
  return Uint8Array.from([...header, ...Buffer.from('MTrk'), ...length, ...track])
}

const heard = (...events: readonly Written[]) => {
  const { notes, remarks } = readTune(fileOf(...events), 'x.mid')
  return {
    notes: notes.map(({ pitch, onsetTicks, endTicks }) => [pitch, onsetTicks, endTicks]),
    remarks,
  }
}

describe('a note that never ends', () => {
  test('is held to the end of its track, and that is said', () => {
    expect(heard(on(60), off(60), on(67), end(960))).toEqual({
      notes: [
        [60, 0, 480],
        [67, 480, 1440],
      ],
      remarks: ['One of its notes never ends: it is held to the end of its track.'],
    })
  })

  test('lasts a quarter where the track ends with its onset, or is not ended itself', () => {
    for (const last of [[end()], []]) {
      expect(heard(on(60), off(60), on(67), ...last).notes).toEqual([
        [60, 0, 480],
        [67, 480, 960],
      ])
    }
  })

  test('is counted with the others', () => {
    expect(heard(on(60), on(64), on(67), off(64), end(480)).remarks).toContain(
      '2 of its notes never end: they are held to the end of their tracks.',
    )
  })

  test('of a key that was struck again and came up once is none', () => {
    expect(heard(on(60), on(60, QUARTER), off(60), end())).toEqual({
      notes: [
        [60, 0, 480],
        [60, 480, 960],
      ],
      remarks: [],
    })
  })
})

test('a file whose notes all end is not touched', () => {
  const whole = fileOf(on(60), off(60), [0, 60, 80], off(60), end())
  expect(withNotesEnded(whole).bytes).toBe(whole)
})

test('a tempo of no time at all is left out, and the one before goes on', () => {
  const tune = readTune(
    fileOf(tempo(750_000), on(60), off(60), tempo(0), on(62), off(62), end()),
    'x',
  )
  expect(tune.tempos).toMatchObject([{ tempo: 80 }])
  expect(tune.remarks).toEqual(['It sets a tempo of no time at all: that is left out.'])
})

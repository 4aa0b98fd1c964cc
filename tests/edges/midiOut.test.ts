import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { createMidiOut, type MidiOut, type MidiPort } from '../../engine/edges/midiOut.ts'
import type { Status } from '../../engine/core/status.ts'
import { bend, noteOff, noteOn, panic } from './score.ts'

const SYNTH = { internal: false, port: 'Synth', channel: 1 }
const DRUMS = { internal: false, port: 'Drums', channel: 10 }

interface Sent {
  readonly bytes: number[]
  readonly at: number
}

let now: number
let sent: Sent[]
let reports: [string, Status][]
let out: MidiOut

const port = (name: string, into: Sent[] = sent): MidiPort => ({
  name,
  send: (bytes, at) => into.push({ bytes: [...bytes], at }),
})
const note = (id: number, pitch = 60, destination = SYNTH) =>
  noteOn(id, 'model', pitch, 0, { velocity: 1, destination })

const ON = (pitch: number): number[] => [0x90, pitch, 127]
const OFF = (pitch: number): number[] => [0x80, pitch, 64]

beforeEach(() => {
  now = 1000
  sent = []
  reports = []
  out = createMidiOut({ now: () => now, report: (name, status) => reports.push([name, status]) })
  out.connect(port('Synth'))
})

test('a note of this moment goes out at once', () => {
  out.perform(note(1), 990)
  expect(sent).toEqual([{ bytes: ON(60), at: 1000 }])
})

test('nothing goes out more than 25 ms ahead; it waits and keeps its time', () => {
  out.perform(note(1), 1100)
  out.perform(noteOff(note(1), 0), 1200)
  now = 1074
  out.pump()
  expect(sent).toEqual([])
  now = 1076
  out.pump()
  expect(sent).toEqual([{ bytes: ON(60), at: 1100 }])
  now = 1190
  out.pump()
  expect(sent[1]).toEqual({ bytes: OFF(60), at: 1200 })
})

test('a note taken back before it went out is never sent', () => {
  out.perform(note(1), 1100)
  out.perform(noteOff(note(1), 0), 1100)
  now = 2000
  out.pump()
  expect(sent).toEqual([])
})

test('a note taken back after it went out ends where it begins', () => {
  out.perform(note(1), 1020)
  out.perform(noteOff(note(1), 0), 1005)
  expect(sent).toEqual([
    { bytes: ON(60), at: 1020 },
    { bytes: OFF(60), at: 1020 },
  ])
})

test('a key struck again before it was let go sounds until the later note ends', () => {
  out.perform(note(1), 1000)
  out.perform(note(2), 1001)
  out.perform(noteOff(note(1), 0), 1002)
  expect(sent.map(({ bytes }) => bytes)).toEqual([ON(60), ON(60)])
  out.perform(noteOff(note(2), 0), 1003)
  expect(sent.at(-1)?.bytes).toEqual(OFF(60))
})

test('the wheel passes through', () => {
  out.perform(bend('model', 1, SYNTH), 1000)
  expect(sent).toEqual([{ bytes: [0xe0, 127, 127], at: 1000 }])
})

describe('panic', () => {
  test('ends what sounds after the last stamp sent, and silences every channel used', () => {
    out.perform(note(1, 60), 1000)
    out.perform(note(2, 64), 1020)
    out.perform(note(3, 67), 1500)
    sent.length = 0
    out.perform(panic, 1000)
    expect(sent.map(({ bytes }) => bytes)).toEqual([
      OFF(60),
      OFF(64),
      [0xb0, 64, 0],
      [0xb0, 66, 0],
      [0xb0, 67, 0],
      [0xb0, 120, 0],
      [0xb0, 123, 0],
    ])
    for (const { at } of sent) expect(at).toBe(1021)
    now = 3000
    out.pump()
    expect(sent).toHaveLength(7)
  })

  test('is not overtaken by the next note, and old note-offs are forgotten', () => {
    out.perform(note(1), 1020)
    out.perform(panic, 1000)
    sent.length = 0
    out.perform(noteOff(note(1), 0), 1001)
    out.perform(note(2), 1001)
    expect(sent).toEqual([{ bytes: ON(60), at: 1021 }])
  })

  test('reaches every port', () => {
    const drums: Sent[] = []
    out.connect(port('Drums', drums))
    out.perform(note(1, 36, DRUMS), 1000)
    out.perform(panic, 1000)
    expect(drums.map(({ bytes }) => bytes)).toEqual([
      [0x99, 36, 127],
      [0x89, 36, 64],
      [0xb9, 64, 0],
      [0xb9, 66, 0],
      [0xb9, 67, 0],
      [0xb9, 120, 0],
      [0xb9, 123, 0],
    ])
  })
})

describe('a port that goes', () => {
  test('is reported with what it held, which is forgotten', () => {
    out.perform(note(1), 1000)
    out.perform(note(2, 72), 1100)
    out.disconnect('Synth')
    expect(reports.at(-1)).toEqual([
      'Synth',
      {
        state: 'failed',
        why: 'Synth is gone with 1 held.',
        remedy: 'Plug it in again; it goes on by itself.',
      },
    ])
    sent.length = 0
    out.connect(port('Synth'))
    out.perform(noteOff(note(1), 0), 1001)
    now = 2000
    out.pump()
    expect(sent).toEqual([])
  })

  test('and comes back plays on', () => {
    out.disconnect('Synth')
    out.perform(note(1), 1000)
    out.connect(port('Synth'))
    out.perform(note(2), 1001)
    expect(sent).toEqual([{ bytes: ON(60), at: 1001 }])
    expect(reports.at(-1)?.[1].state).toBe('running')
  })

  test('while it is written to does not take the others with it', () => {
    const broken: MidiPort = {
      name: 'Drums',
      send: () => {
        throw new Error('InvalidStateError')
      },
    }
    out.connect(broken)
    out.perform(note(1, 36, DRUMS), 1000)
    out.perform(note(2), 1000)
    expect(sent).toEqual([{ bytes: ON(60), at: 1000 }])
    expect(reports.at(-1)?.[1].state).toBe('failed')
  })
})

test('a port that was never there is reported once', () => {
  out.perform(note(1, 36, DRUMS), 1000)
  out.perform(note(2, 36, DRUMS), 1001)
  const failures = reports.filter(([, { state }]) => state === 'failed')
  expect(failures).toHaveLength(1)
  expect(failures[0]?.[1]).toMatchObject({ why: 'Drums is not there.' })
})

const SEED = 424_242

test(`in the end no key is left down (seed ${SEED})`, () => {
  const happening = fc.record({
    wait: fc.double({ min: 0, max: 40, noNaN: true }),
    ahead: fc.double({ min: -20, max: 120, noNaN: true }),
    length: fc.double({ min: -30, max: 150, noNaN: true }),
    pitch: fc.integer({ min: 60, max: 63 }),
    panics: fc.integer({ min: 0, max: 15 }),
  })
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (story) => {
      let time = 0
      const stream: Sent[] = []
      const midi = createMidiOut({ now: () => time, report: () => undefined })
      midi.connect(port('Synth', stream))
      for (const [id, { wait, ahead, length, pitch, panics }] of story.entries()) {
        time += wait
        midi.pump()
        if (panics === 0) midi.perform(panic, time)
        midi.perform(note(id, pitch), time + ahead)
        midi.perform(noteOff(note(id, pitch), 0), time + ahead + length)
      }
      for (let ms = 0; ms < 400; ms += 10) {
        time += 10
        midi.pump()
      }
      const down = new Set<number>()
      for (const { bytes } of [...stream].sort((a, b) => a.at - b.at)) {
        const [status = 0, pitch = 0] = bytes
        if (status === 0x90) down.add(pitch)
        if (status === 0x80) down.delete(pitch)
        if (status === 0xb0 && pitch === 123) down.clear()
      }
      expect([...down]).toEqual([])
    }),
    { seed: SEED },
  )
})

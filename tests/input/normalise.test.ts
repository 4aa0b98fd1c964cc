import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { complaintAbout } from '../../engine/core/checkEvent.ts'
import { eventOfMidi } from '../../engine/input/normalise.ts'

const SEED = 20261120
const from = { device: 'midi:Keys', channel: 3 }

describe('a MIDI message as the performer means it', () => {
  test.each([
    ['a key goes down', [0x92, 60, 127], { type: 'noteOn', ...from, pitch: 60, velocity: 1 }],
    ['a key comes up', [0x82, 60, 64], { type: 'noteOff', ...from, pitch: 60 }],
    [
      'a note-on without velocity is a release',
      [0x92, 60, 0],
      { type: 'noteOff', ...from, pitch: 60 },
    ],
    ['a pedal', [0xb2, 64, 127], { type: 'control', ...from, controller: 64, value: 1 }],
    ['a wheel at rest', [0xe2, 0, 64], { type: 'pitchBend', ...from, value: 0 }],
    ['a wheel at its end', [0xe2, 127, 127], { type: 'pitchBend', ...from, value: 1 }],
    ['pressure on all keys', [0xd2, 127], { type: 'pressure', ...from, value: 1 }],
    ['pressure on one key', [0xa2, 60, 0], { type: 'pressure', ...from, value: 0 }],
  ])('%s', (_, bytes, event) => {
    expect(eventOfMidi('midi:Keys', bytes)).toEqual(event)
  })

  test.each([
    ['nothing', []],
    ['a program change', [0xc0, 5]],
    ['a clock tick', [0xf8]],
    ['a running data byte', [60, 100]],
    ['a message cut short', [0x90, 60]],
    ['a data byte with its top bit set', [0x90, 60, 200]],
    ['a key that cannot be', [0x90, 128, 1]],
  ])('%s is nothing to play', (_, bytes) => {
    expect(eventOfMidi('midi:Keys', bytes)).toBeNull()
  })
})

test(`any three bytes are refused or a whole event (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4 }), (bytes) => {
      const event = eventOfMidi('midi:Keys', bytes)
      if (event) expect(complaintAbout(event)).toBeNull()
    }),
    { seed: SEED, numRuns: 2000 },
  )
})

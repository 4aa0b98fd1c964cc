import { expect, test } from 'vitest'
import { beatOfOscMidi, eventOfOscMidi, isHeardTwice } from '../../engine/input/oscMidi.ts'
import { OscMoves } from '../../engine/input/oscMoves.ts'

test('MIDI that comes as OSC is what it would be by a cable', () => {
  const from = { device: 'midi:Pad', channel: 10, pitch: 36 }
  expect(eventOfOscMidi('Pad', 'noteon', [10, 36, 127])).toEqual({
    ...from,
    type: 'noteOn',
    velocity: 1,
  })
  expect(eventOfOscMidi('Pad', 'noteon', [10, 36, 0])).toEqual({ ...from, type: 'noteOff' })
  expect(eventOfOscMidi('Pad', 'pitchbend', [1, -8192])).toMatchObject({ value: -1 })
  expect(eventOfOscMidi('Pad', 'cc', [1, 7, 127])).toMatchObject({ controller: 7, value: 1 })
  for (const values of [[], [0, 36, 1], [1, 128, 1], [1, 36], [1, 36, 1, 1], ['1', 36, 1]]) {
    expect(eventOfOscMidi('Pad', 'noteon', values)).toBeNull()
  }
  expect(eventOfOscMidi('Pad', 'toString', [1, 36, 1])).toBeNull()
  expect(beatOfOscMidi([120, 4, 1])).toMatchObject({ tempo: 120, quarters: 4, isRunning: true })
  expect(beatOfOscMidi([120, Infinity, 1])).toBeNull()
})

test('a device that the browser hears too is heard once', () => {
  const port = 'Keystep-37-Keystep-37-MIDI-1-20-0'
  expect(isHeardTwice(port, ['Keystep 37 MIDI 1'])).toBe(true)
  expect(isHeardTwice(port, ['Launchpad', ''])).toBe(false)
})

test('a sensor of any range becomes a control of 0 to 1, once it is learnt', () => {
  const moves = new OscMoves()
  const hear = (value: unknown, isRouted: boolean, isLearning: boolean): (number | null)[] =>
    moves.eventsOf('/tilt', [value], () => isRouted, isLearning).map((event) => event.value)
  expect(hear(5, false, false)).toEqual([])
  // Trembling is not moving.
  expect([hear(0.5, false, true), hear(0.55, false, true)]).toEqual([[], []])
  expect(hear(0.7, false, true)).toEqual([0.7])
  expect(hear(4, true, false)).toEqual([1])
  expect(hear(2, true, false)).toEqual([0.5])
  expect(hear(-4, true, false)).toEqual([0])
  expect(hear('high', true, false)).toEqual([])
  expect(hear(NaN, true, false)).toEqual([])
})

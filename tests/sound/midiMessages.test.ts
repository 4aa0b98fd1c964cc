import { expect, test } from 'vitest'
import { midiMessage, silenceMessages } from '../../engine/sound/midiMessages.ts'
import { bend, echo, level, noteOff, noteOn, panic } from '../edges/score.ts'

const synth = { internal: false, port: 'Synth', channel: 3 }
const bytes = (...args: Parameters<typeof midiMessage>): number[] | null => {
  const message = midiMessage(...args)
  return message === null ? null : [...message]
}

test('a note goes out on its channel, at its pitch and velocity, and ends there', () => {
  const on = noteOn(1, 'model', 60, 0, { velocity: 100 / 127, destination: synth })
  expect(bytes(on)).toEqual([0x92, 60, 100])
  expect(bytes(noteOff(on, 1))).toEqual([0x82, 60, 64])
})

test('the softest note is still a note, not a note-off', () => {
  expect(bytes(noteOn(1, 'model', 60, 0, { velocity: 0, destination: synth }))).toEqual([
    0x92, 60, 1,
  ])
})

test('the wheel uses all fourteen bits', () => {
  expect(bytes(bend('model', 0, synth))).toEqual([0xe2, 0, 64])
  expect(bytes(bend('model', 1, synth))).toEqual([0xe2, 127, 127])
  expect(bytes(bend('model', -1, synth))).toEqual([0xe2, 0, 0])
})

test('what has no port, and what only sounds inside, is no message', () => {
  expect(bytes(noteOn(1, 'model', 60, 0))).toBeNull()
  for (const command of [echo(1, 120), level('model', 0), panic]) expect(bytes(command)).toBeNull()
})

test('a channel out of range is held at the nearest', () => {
  const on = (channel: number): number[] | null =>
    bytes(noteOn(1, 'model', 60, 0, { destination: { ...synth, channel } }))
  expect(on(0)?.[0]).toBe(0x90)
  expect(on(99)?.[0]).toBe(0x9f)
  expect(on(NaN)?.[0]).toBe(0x90)
})

test('silence is pedals up, all sound off, all notes off', () => {
  expect(silenceMessages(16).map((message) => [...message])).toEqual([
    [0xbf, 64, 0],
    [0xbf, 66, 0],
    [0xbf, 67, 0],
    [0xbf, 120, 0],
    [0xbf, 123, 0],
  ])
})

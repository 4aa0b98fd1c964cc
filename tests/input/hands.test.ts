import { describe, expect, test } from 'vitest'
import type { Event } from '../../engine/core/events.ts'
import { midiNote, seconds, unit } from '../../engine/core/units.ts'
import {
  EMPTY_HANDS,
  handle,
  rememberSent,
  rememberWheel,
  type Hands,
} from '../../engine/input/hands.ts'

const on = (pitch: number, device = 'keys', channel = 1, velocity = 64): Event => ({
  type: 'noteOn',
  device,
  channel,
  pitch: midiNote(pitch),
  velocity: unit(velocity / 127),
})
const off = (pitch: number, device = 'keys', channel = 1): Event => ({
  type: 'noteOff',
  device,
  channel,
  pitch: midiNote(pitch),
})
const pedal = (value: number, device = 'keys', channel = 1): Event => ({
  type: 'control',
  device,
  channel,
  controller: 64,
  value: unit(value),
})

const after = (...events: Event[]): Hands =>
  events.reduce((hands, event) => handle(hands, event, seconds(1))[0], EMPTY_HANDS)
const facts = (hands: Hands, event: Event, at = 1) => handle(hands, event, seconds(at))[1]

describe('the keys that are down', () => {
  test('the same pitch on two devices is two keys', () => {
    const hands = after(on(60), on(60, 'midi:B'))
    expect(facts(hands, off(60, 'midi:B')).ended).toMatchObject([{ device: 'midi:B' }])
  })

  test('a key struck again without a release ends its first note', () => {
    const { begun, ended } = facts(after(on(60)), on(60))
    expect(ended).toMatchObject([{ pitch: 60, id: 0 }])
    expect(begun?.key.id).toBe(2)
  })

  test('a release of what is not down is nothing', () => {
    const hands = after(on(60))
    expect(handle(hands, off(61), seconds(1))[0]).toBe(hands)
  })

  test('a device that leaves lets go of its keys and pedals, and of nobody else’s', () => {
    const hands = after(
      on(60, 'midi:USB'),
      on(62, 'midi:USB/2'),
      pedal(1, 'midi:USB'),
      pedal(1, 'midi:USB/2'),
    )
    const gone = facts(hands, { type: 'device', device: 'midi:USB', connected: false })
    expect(gone.ended).toMatchObject([{ pitch: 60 }])
    expect(gone.pedalsUp).toEqual(['midi:USB/1'])
  })

  test('panic lets go of everything', () => {
    const hands = after(on(60), on(64, 'midi:B'), pedal(1))
    const { ended, pedalsUp } = facts(hands, { type: 'panic' })
    expect(ended).toHaveLength(2)
    expect(pedalsUp).toEqual(['keys/1'])
    expect(after(on(60), pedal(1), { type: 'panic' })).toMatchObject({ held: [], pedals: [] })
  })
})

describe('the sustain pedal', () => {
  test('is down from the middle of its way', () => {
    expect(after(pedal(63 / 127)).pedals).toEqual([])
    expect(after(pedal(64 / 127)).pedals).toEqual(['keys/1'])
  })

  test('goes up once, however often it says so', () => {
    expect(facts(after(pedal(1)), pedal(0)).pedalsUp).toEqual(['keys/1'])
    expect(facts(after(pedal(1), pedal(0)), pedal(0)).pedalsUp).toEqual([])
  })
})

describe('what comes back from our own output', () => {
  const note = { channel: 2, pitch: midiNote(60), velocity: 64, atSeconds: seconds(1) }
  const sent = rememberSent(EMPTY_HANDS, { ...note, from: null })

  test('is not heard as the player, once', () => {
    const [hands, echo] = handle(sent, on(60, 'midi:Loop', 2), seconds(1.01))
    expect(echo.begun).toBeNull()
    expect(facts(hands, off(60, 'midi:Loop', 2), 1.2).ended).toEqual([])
    expect(facts(hands, on(60, 'midi:Loop', 2), 1.02).begun).not.toBeNull()
  })

  test('may come a little before its time: it was sent ahead', () => {
    expect(facts(sent, on(60, 'midi:Loop', 2), 0.98).begun).toBeNull()
  })

  test('may come as late as a quarter of a second, if it is as loud as it was sent', () => {
    for (const at of [1.05, 1.1, 1.24]) {
      expect(facts(sent, on(60, 'midi:Loop', 2, 64), at).begun).toBeNull()
      expect(facts(sent, on(60, 'midi:Loop', 2, 63), at).begun).not.toBeNull()
    }
    expect(facts(sent, on(60, 'midi:Loop', 2, 64), 1.26).begun).not.toBeNull()
  })

  test('a unison with the partner is the player’s: another channel, the letter keys, or later', () => {
    expect(facts(sent, on(60, 'midi:Loop', 1), 1.01).begun).not.toBeNull()
    expect(facts(sent, on(60, 'keys', 2), 1.01).begun).not.toBeNull()
    expect(facts(sent, on(60, 'midi:Loop', 2, 90), 1.05).begun).not.toBeNull()
  })

  test('a key struck again fast and as loud is the player’s; one that is still down cannot be', () => {
    const from = { device: 'midi:Keys', channel: 2 }
    const down = rememberSent(after(on(60, 'midi:Keys', 2)), { ...note, from })
    const [up] = handle(down, off(60, 'midi:Keys', 2), seconds(1.04))
    expect(facts(up, on(60, 'midi:Keys', 2), 1.08).begun).not.toBeNull()
    expect(facts(down, on(60, 'midi:Keys', 2), 1.08).begun).toBeNull()
    expect(facts(up, on(60, 'midi:Loop', 2), 1.08).begun).toBeNull()
  })

  test('no more is remembered than can come back', () => {
    let hands = EMPTY_HANDS
    let wheels = EMPTY_HANDS
    for (let i = 0; i < 500; i++) {
      hands = rememberSent(hands, { ...note, pitch: midiNote(i % 128), from: null })
    }
    for (let i = 0; i < 500; i++) {
      const at = { value: i / 500, atSeconds: seconds(i) }
      wheels = rememberWheel(wheels, { type: 'pressure', channel: 1, ...at })
    }
    expect(hands.sent.length).toBeLessThanOrEqual(32)
    expect(wheels.sentWheels.length).toBeLessThanOrEqual(32)
  })
})

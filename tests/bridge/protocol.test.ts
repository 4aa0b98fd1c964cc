import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode, IMMEDIATELY, type OscPacket } from '../../bridge/osc.ts'
import {
  clockOffsetSeconds,
  encodeSession,
  readSession,
  stampedLength,
  timetagOf,
  unixSecondsOf,
  writeStamped,
  type SessionMessage,
} from '../../bridge/protocol.ts'
import { anyMessage } from './anyOsc.ts'

const NOW = 1_800_000_000.25

function stamp(packet: OscPacket): OscPacket {
  const bytes = encode(packet)
  const stamped = new Uint8Array(stampedLength(bytes))
  writeStamped(bytes, NOW, stamped, 0)
  return decode(stamped)
}

describe('a stamp', () => {
  test('wraps a message in a bundle of its arrival', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(stamp(message)).toEqual({ timetag: timetagOf(NOW), packets: [message] })
      }),
    )
  })

  test('leaves a bundle’s own time alone, and replaces ‘immediately’', () => {
    const packets = [{ address: '/a', types: 'i', values: [1] }]
    const planned = { timetag: timetagOf(NOW + 1), packets }
    expect(stamp(planned)).toEqual(planned)
    expect(stamp({ timetag: IMMEDIATELY, packets })).toEqual({ timetag: timetagOf(NOW), packets })
  })

  test('is exact to a quarter of a microsecond', () => {
    const seconds = fc.double({ min: 0, max: 4e9, noNaN: true })
    fc.assert(
      fc.property(seconds, (time) => {
        expect(Math.abs(unixSecondsOf(timetagOf(time)) - time)).toBeLessThan(1e-6)
      }),
    )
    expect(timetagOf(0)).toBe(2_208_988_800n << 32n)
  })
})

describe('the session', () => {
  test.each<SessionMessage>([
    { type: 'hello', version: 1, continuous: ['/a', '/b/*'] },
    { type: 'hello', version: 1, continuous: [] },
    { type: 'ping', number: 3, sentSeconds: 12.345 },
    { type: 'welcome', version: 1, program: '0.1.0', name: 'ws 1' },
    { type: 'pong', number: 3, sentSeconds: 12.345, bridgeSeconds: NOW },
    { type: 'release' },
    { type: 'ports', names: ['My-iPad', 'ttyMIDI'] },
  ])('reads %j as it was written, stamped or not', (message) => {
    const packet = decode(encodeSession(message))
    expect(readSession(packet)).toEqual(message)
    expect(readSession(stamp(packet))).toEqual(message)
  })

  test('carries MIDI for a port with the time at which it is due', () => {
    const bytes = Uint8Array.of(0x90, 60, 100)
    const play = { type: 'play', port: 'ttyMIDI', timetag: timetagOf(NOW), bytes } as const
    expect(readSession(decode(encodeSession(play)))).toEqual(play)
  })

  test('takes no other packet for its own', () => {
    expect(readSession({ address: '/a', types: '', values: [] })).toBeNull()
    const odd = { address: '/anthesis/session/ping', types: 's', values: ['x'] }
    expect(readSession(odd)).toBeNull()
    expect(readSession({ timetag: 1n, packets: [odd, odd] })).toBeNull()
  })
})

describe('the clock', () => {
  const sample = (sentSeconds: number, roundTrip: number, offset: number, skew: number) => ({
    sentSeconds,
    bridgeSeconds: sentSeconds + roundTrip / 2 + skew + offset,
    receivedSeconds: sentSeconds + roundTrip,
  })

  test('is off by what the quickest of eight pings says', () => {
    const samples = [5, 3, 9, 0.2, 7, 4, 6, 8].map((milliseconds, i) =>
      sample(i, milliseconds / 1000, 100, (milliseconds - 0.2) / 3000),
    )
    expect(clockOffsetSeconds(samples)).toBeCloseTo(100, 9)
  })

  test('forgets pings before the last eight', () => {
    const old = sample(0, 0, 50, 0)
    const late = Array.from({ length: 8 }, (_, i) => sample(i + 1, 0.01, 100, 0))
    expect(clockOffsetSeconds([old, ...late])).toBeCloseTo(100, 9)
    expect(clockOffsetSeconds([])).toBeNull()
  })
})

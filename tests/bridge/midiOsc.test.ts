import { describe, expect, test } from 'vitest'
import { midiToOsc, oscToMidi, PortNames } from '../../bridge/midiOsc.ts'
import { decode, encode, isBundle } from '../../bridge/osc.ts'

const MESSAGES: readonly [number[], string, unknown[]][] = [
  [[0x90, 60, 100], '/midi/keys/noteon', [1, 60, 100]],
  [[0x8f, 60, 0], '/midi/keys/noteoff', [16, 60, 0]],
  [[0xb1, 7, 127], '/midi/keys/cc', [2, 7, 127]],
  [[0xe0, 0, 64], '/midi/keys/pitchbend', [1, 0]],
  [[0xe0, 0, 0], '/midi/keys/pitchbend', [1, -8192]],
  [[0xe0, 127, 127], '/midi/keys/pitchbend', [1, 8191]],
  [[0xd3, 9], '/midi/keys/pressure', [4, 9]],
  [[0xa3, 60, 9], '/midi/keys/polypressure', [4, 60, 9]],
  [[0xc0, 5], '/midi/keys/program', [1, 5]],
  [[0xf2, 1, 2], '/midi/keys/songposition', [257]],
  [[0xf8], '/midi/keys/clock', []],
  [[0xfa], '/midi/keys/start', []],
  [[0xfb], '/midi/keys/continue', []],
  [[0xfc], '/midi/keys/stop', []],
]

describe('MIDI as OSC', () => {
  test.each(MESSAGES)('%j is %s, there and back through the wire', (bytes, address, values) => {
    const message = midiToOsc('keys', Uint8Array.from(bytes))
    expect(message).toMatchObject({ address, values })
    const read = decode(encode(message ?? { address: '/none', types: '', values: [] }))
    expect(isBundle(read) ? null : oscToMidi(read)).toEqual({
      port: 'keys',
      bytes: Uint8Array.from(bytes),
    })
  })

  test('a system exclusive is a blob, whole', () => {
    const bytes = Uint8Array.of(0xf0, 0x7d, 1, 2, 3, 0xf7)
    const message = midiToOsc('keys', bytes)
    expect(message).toEqual({ address: '/midi/keys/sysex', types: 'b', values: [bytes] })
    expect(message && oscToMidi(message)).toEqual({ port: 'keys', bytes })
  })

  test.each([
    ['/midi/keys/noteon', [0, 60, 100]],
    ['/midi/keys/noteon', [17, 60, 100]],
    ['/midi/keys/noteon', [1, 128, 100]],
    ['/midi/keys/noteon', [1, 60.5, 100]],
    ['/midi/keys/noteon', [1, 60]],
    ['/midi/keys/noteon', [1, 60, 100, 1]],
    ['/midi/keys/noteon', ['1', 60, 100]],
    ['/midi/keys/pitchbend', [1, 8192]],
    ['/midi/keys/sysex', [Uint8Array.of(0xf0, 200, 0xf7)]],
    ['/midi/keys/sysex', [Uint8Array.of(0x90, 60, 100)]],
    ['/midi/keys/sysex', []],
    ['/midi/keys/nothing', []],
    ['/midi/keys', []],
    ['/midi/keys/a/b', []],
    ['/else/keys/noteon', [1, 60, 100]],
  ])('%s %j is no message', (address, values) => {
    expect(oscToMidi({ address, types: '', values })).toBeNull()
  })

  test('half a message says nothing', () => {
    expect(midiToOsc('keys', Uint8Array.of(0x90, 60))).toBeNull()
    expect(midiToOsc('keys', Uint8Array.of(0xf0, 1))).toBeNull()
  })
})

describe('names of ports', () => {
  test('two devices of one name get distinct names', () => {
    const names = new PortNames()
    expect([names.take('Keys'), names.take('Keys'), names.take('Keys')]).toEqual([
      'Keys',
      'Keys-2',
      'Keys-3',
    ])
  })

  test('a name may stand in an address whatever the device is called', () => {
    const names = new PortNames()
    const device = 'MPK mini: Port #1 / {é*?} 24:0'
    expect(names.take(device)).toBe('MPK-mini-Port-1-24-0')
    expect(names.take('///')).toBe('port')
  })

  test('a device that comes back has its name again', () => {
    const names = new PortNames()
    names.free(names.take('Keys'))
    expect(names.take('Keys')).toBe('Keys')
  })
})

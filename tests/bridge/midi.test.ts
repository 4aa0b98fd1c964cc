import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { openDriverMidi } from '../../bridge/midi.ts'
import { listMidi } from '../../bridge/midiList.ts'
import { openDriver } from '../../bridge/midiDriver.ts'
import type { MidiPorts } from '../../bridge/midiPorts.ts'
import { isWanted, MidiServing, type FromChild } from '../../bridge/midiServing.ts'
import { Listener } from './midiSink.ts'

const FAKE = fileURLToPath(new URL('fakeMidiChild.ts', import.meta.url))
const open: MidiPorts[] = []

afterEach(() => {
  for (const ports of open.splice(0)) ports.close()
})

const openFake = (listener: Listener, virtual: string | null = null): MidiPorts => {
  const ports = openDriverMidi({ wanted: [], virtual, child: FAKE }, listener)
  open.push(ports)
  return ports
}

const driver = await openDriver().catch((error: unknown) => String(error))
if (typeof driver === 'string') {
  process.stderr.write(`SKIPPED: the real MIDI driver is not tested here (${driver}).\n`)
}

describe('MIDI in a process of its own, with a double for the driver', () => {
  test('two devices of one name have names of their own, and both are heard', async () => {
    const listener = new Listener()
    const ports = openFake(listener)
    await listener.until(() => ports.names.length === 2)
    expect(ports.names).toEqual(['Keys', 'Keys-2'])
    ports.send('Keys-2', Uint8Array.of(0x90, 60, 100))
    await listener.until(() => listener.messages.length === 1)
    const sysex = Uint8Array.from({ length: 5000 }, (_, i) => i & 127)
    sysex[0] = 0xf0
    sysex[1] = 9
    sysex[sysex.length - 1] = 0xf7
    ports.send('Keys', sysex)
    await listener.until(() => listener.messages.length === 2)
    expect(listener.messages).toEqual([
      { port: 'Keys-2', bytes: [0x90, 60, 100] },
      { port: 'Keys', bytes: [...sysex] },
    ])
  })

  test('a device that is pulled out is let go of, and its notes with it', async () => {
    const listener = new Listener()
    const ports = openFake(listener)
    await listener.until(() => ports.names.length === 2)
    ports.send('Keys-2', Uint8Array.of(0x90, 60, 100))
    ports.send('Keys', Uint8Array.of(0xf0, 2, 0xf7))
    await listener.until(() => ports.names.length === 1)
    expect(listener.messages.at(-1)).toEqual({ port: 'Keys-2', bytes: [0x80, 60, 64] })
  })

  test('a driver that dies is started again, after one line, and plays on', async () => {
    const listener = new Listener()
    const ports = openFake(listener)
    await listener.until(() => ports.names.length === 2)
    ports.send('Keys', Uint8Array.of(0x90, 60, 100))
    ports.send('Keys', Uint8Array.of(0xf0, 1, 0xf7))
    await listener.until(() => ports.names.length === 0)
    expect(listener.messages.at(-1)).toEqual({ port: 'Keys', bytes: [0x80, 60, 64] })
    await listener.until(() => ports.names.length === 2)
    expect(listener.lines.filter((line) => line.includes('died'))).toEqual([
      `MIDI's driver died (7); it is started again.`,
    ])
    ports.send('Keys', Uint8Array.of(0xb0, 1, 2))
    await listener.until(() => listener.messages.at(-1)?.bytes[0] === 0xb0)
  })

  test('a port that cannot be opened is one line, and the others play', async () => {
    const listener = new Listener()
    const ports = openFake(listener, 'Anthesis')
    await listener.until(() => ports.names.length === 2)
    expect(listener.lines[0]).toBe('MIDI: Anthesis: no virtual ports here.')
  })

  test('a device that is tried in vain again and again is one line, until it is another trouble', () => {
    const words: FromChild[] = []
    let why = 'it is busy'
    const refuse = (): never => {
      throw new Error(why)
    }
    const driver = { openInput: refuse, openOutput: refuse, openVirtual: refuse }
    const serving = new MidiServing(
      { ...driver, inputs: () => ['Keys'], outputs: () => [] },
      (word) => words.push(word),
    )
    serving.hear({ type: 'open', wanted: [], virtual: null })
    for (let i = 0; i < 5; i++) serving.poll()
    why = 'it is broken'
    serving.poll()
    const troubles = words.flatMap((word) => (word.type === 'trouble' ? [word.why] : []))
    expect(troubles).toEqual(['Keys: it is busy', 'Keys: it is broken'])
  })

  test('a name that no device has is said, and one that comes is opened', () => {
    const words: FromChild[] = []
    let names = ['Keys']
    const way = { close: () => undefined }
    const serving = new MidiServing(
      {
        inputs: () => names,
        outputs: () => [],
        openInput: () => way,
        openOutput: () => ({ ...way, send: () => undefined }),
        openVirtual: () => ({ ...way, send: () => undefined }),
      },
      (word) => words.push(word),
    )
    serving.hear({ type: 'open', wanted: ['Keys', 'Pads'], virtual: null })
    expect(words).toEqual([
      { type: 'ports', devices: ['Keys'] },
      { type: 'trouble', why: 'Pads: no device has this in its name; one that comes is opened' },
    ])
    names = ['Keys', 'Drum Pads']
    serving.poll()
    expect(words.at(-1)).toEqual({ type: 'ports', devices: ['Keys', 'Drum Pads'] })
  })

  test('devices are listed with the ways they go, the system’s echo left out', async () => {
    expect(await listMidi(FAKE)).toEqual(['Keys (in and out)', 'Keys 2 (in and out)'])
  })

  test('devices are chosen by a part of their name, and echoes only when asked for', () => {
    expect(isWanted('MPK mini 24:0', ['mpk'])).toBe(true)
    expect(isWanted('Keys', ['mpk'])).toBe(false)
    expect(isWanted('Keys', [])).toBe(true)
    expect(isWanted('Midi Through Port-0', [])).toBe(false)
    expect(isWanted('Midi Through Port-0', ['through'])).toBe(true)
  })
})

test.skipIf(typeof driver !== 'string')('a missing driver is one clear line', async () => {
  const listener = new Listener()
  const ports = openDriverMidi({ wanted: [], virtual: null }, listener)
  open.push(ports)
  await listener.until(() => listener.lines.length === 1)
  expect(listener.lines[0]).toMatch(/^No MIDI driver here \(.+\); MIDI by network/)
  expect(ports.names).toEqual([])
  await expect(listMidi()).rejects.toThrow(/^The MIDI devices cannot be listed \(.+\)\.$/)
})

test.skipIf(typeof driver === 'string')(
  'a virtual port is open under its name and takes a note',
  async () => {
    const listener = new Listener()
    const ports = openDriverMidi({ wanted: [], virtual: 'Anthesis test' }, listener)
    open.push(ports)
    await listener.until(() => ports.names.includes('Anthesis-test'))
    expect(ports.send('Anthesis-test', Uint8Array.of(0x90, 60, 100))).toBe(true)
  },
)

import { afterEach, describe, expect, test } from 'vitest'
import { openSerialMidi, type SerialMidi } from '../../bridge/serialMidi.ts'
import { Listener } from './midiSink.ts'
import { hasSocat, openPtyPair } from './ptyPair.ts'

const open: { close(): void }[] = []

afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

const openAt = (path: string, listener: Listener): SerialMidi => {
  const serial = openSerialMidi(path, listener)
  open.push(serial)
  return serial
}

if (!hasSocat) process.stderr.write('SKIPPED: serial MIDI is tested where socat is installed.\n')

describe.skipIf(!hasSocat)('a serial line', () => {
  test('10,000 of 10,000 messages come in order, a system exclusive among them', async () => {
    const pair = await openPtyPair()
    open.push(pair)
    const [sender, receiver] = [new Listener(), new Listener()]
    const left = openAt(pair.ends[0], sender)
    const right = openAt(pair.ends[1], receiver)
    await sender.until(() => left.names.length === 1)
    await receiver.until(() => right.names.length === 1)
    const sent = Array.from({ length: 10_000 }, (_, i) =>
      i === 5000
        ? [0xf0, ...Array.from({ length: 3000 }, (__, j) => j & 127), 0xf7]
        : [0x90 | (i & 15), (i >> 4) & 127, 1 + (i % 127)],
    )
    for (const [i, message] of sent.entries()) {
      expect(left.send('left', Uint8Array.from(message))).toBe(true)
      if (i % 500 === 499) await receiver.until(() => receiver.messages.length > i)
    }
    expect(receiver.messages.map(({ bytes }) => bytes)).toEqual(sent)
    expect(right.dropped).toBe(0)
  }, 20_000)

  test('both ends are heard at once', async () => {
    const pair = await openPtyPair()
    open.push(pair)
    const [first, second] = [new Listener(), new Listener()]
    const left = openAt(pair.ends[0], first)
    const right = openAt(pair.ends[1], second)
    await first.until(() => left.names.length === 1)
    await second.until(() => right.names.length === 1)
    left.send('left', Uint8Array.of(0xb0, 1, 2))
    right.send('right', Uint8Array.of(0xb0, 3, 4))
    await Promise.all([
      first.until(() => first.messages.length === 1),
      second.until(() => second.messages.length === 1),
    ])
    expect(first.messages).toEqual([{ port: 'left', bytes: [0xb0, 3, 4] }])
    expect(second.messages).toEqual([{ port: 'right', bytes: [0xb0, 1, 2] }])
  })

  test('a line that goes is said to have gone', async () => {
    const pair = await openPtyPair()
    const listener = new Listener()
    const serial = openAt(pair.ends[0], listener)
    await listener.until(() => serial.names.length === 1)
    pair.close()
    await listener.until(() => serial.names.length === 0)
    expect(serial.send('left', Uint8Array.of(0xf8))).toBe(false)
  })
})

test('a device that is not there is said in one line, and awaited', async () => {
  const listener = new Listener()
  const serial = openAt('/dev/no-such-device', listener)
  await listener.until(() => listener.lines.length === 1)
  expect(listener.lines[0]).toContain('/dev/no-such-device is not to be had')
  expect(serial.send('no-such-device', Uint8Array.of(0xf8))).toBe(false)
})

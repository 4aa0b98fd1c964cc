import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { openRtpMidiPorts } from '../../bridge/rtpMidi/ports.ts'
import { openSerialMidi } from '../../bridge/serialMidi.ts'
import { readOptions } from '../../bridge/options.mjs'
import { isBundle } from '../../bridge/osc.ts'
import { encodeSession, readSession, SUBPROTOCOL, timetagOf } from '../../bridge/protocol.ts'
import { folderOf } from './fixture.ts'
import { Listener } from './midiSink.ts'
import { message, openSocket } from './oscPeers.ts'
import { hasSocat, openPtyPair } from './ptyPair.ts'

const START = fileURLToPath(new URL('../../bridge/start.mjs', import.meta.url))
const open: (() => void)[] = []

afterEach(() => {
  for (const close of open.splice(0).reverse()) close()
})

/** Starts the whole bridge, and waits for what it prints. */
async function start(...words: string[]): Promise<string> {
  const folder = await folderOf({ 'index.html': '' })
  const all = [START, '--port', '0', '--osc-port', '0', '--folder', folder, ...words]
  const bridge = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'inherit'] })
  open.push(() => bridge.kill())
  let printed = ''
  while (!printed.includes('OSC comes in')) {
    const [chunk] = (await once(bridge.stdout, 'data')) as [Buffer]
    printed += chunk.toString()
  }
  return printed
}

const found = (printed: string, pattern: RegExp): string => pattern.exec(printed)?.[1] ?? ''

describe('the bridge’s door for MIDI', () => {
  test('a peer of RTP-MIDI is heard as OSC by a client, and hears what the client plays', async () => {
    const printed = await start('--rtp-midi', '0')
    const client = await openSocket(found(printed, /(http:\S+)/))
    open.push(() => client.close())
    const listener = new Listener()
    const port = Number(found(printed, /127\.0\.0\.1:(\d+) \(RTP-MIDI\)/))
    const tablet = await openRtpMidiPorts(
      {
        host: '127.0.0.1',
        port: 0,
        name: 'My iPad',
        peers: [{ host: '127.0.0.1', port }],
        isAllowed: () => true,
        isAnnounced: false,
      },
      listener,
    )
    open.push(() => tablet.close())
    await listener.until(() => tablet.names.length === 1)
    tablet.send(tablet.names[0] ?? '', Uint8Array.of(0x91, 60, 100))
    expect(await client.inbox.next('/midi/My-iPad/noteon')).toEqual(
      message('/midi/My-iPad/noteon', 'iii', 2, 60, 100),
    )
    client.send({ timetag: 1n, packets: [message('/midi/My-iPad/cc', 'iii', 1, 7, 99)] })
    await listener.until(() => listener.messages.length === 1)
    expect(listener.messages).toEqual([{ port: 'Anthesis', bytes: [0xb0, 7, 99] }])
  }, 30_000)

  test.skipIf(!hasSocat)(
    'a session plays a serial line by the name it was told, keeps the time, and leaves nothing sounding',
    async () => {
      const pair = await openPtyPair()
      open.push(() => pair.close())
      const listener = new Listener()
      const synth = openSerialMidi(pair.ends[1], listener)
      open.push(() => synth.close())
      await listener.until(() => synth.names.length === 1)
      const printed = await start('--serial', pair.ends[0])
      const page = await openSocket(found(printed, /(http:\S+)/), { protocol: SUBPROTOCOL })
      open.push(() => page.close())
      const other = await openSocket(found(printed, /(http:\S+)/))
      open.push(() => other.close())
      await expect
        .poll(() => page.inbox.packets.map(readSession).at(-1), { timeout: 20_000 })
        .toEqual({ type: 'ports', names: ['left'] })

      const due = Date.now() / 1000 + 0.3
      const playAt = (seconds: number, ...bytes: number[]): void => {
        const timetag = timetagOf(seconds)
        const play = { type: 'play', port: 'left', timetag, bytes: Uint8Array.from(bytes) } as const
        page.sendBytes(encodeSession(play))
      }
      playAt(due, 0x90, 60, 100)
      const plain = message('/midi/left/cc', 'iii', 1, 7, 99)
      page.send({ timetag: timetagOf(due + 0.1), packets: [plain] })
      await listener.until(() => listener.messages.length === 2)
      expect(Date.now() / 1000).toBeGreaterThanOrEqual(due + 0.095)
      expect(listener.messages).toEqual([
        { port: 'right', bytes: [0x90, 60, 100] },
        { port: 'right', bytes: [0xb0, 7, 99] },
      ])
      page.close()
      await listener.until(() => listener.messages.length === 3)
      expect(listener.messages[2]).toEqual({ port: 'right', bytes: [0x80, 60, 64] })
      // Else another page would play it as its own device's.
      expect(other.inbox.packets.filter((packet) => !isBundle(packet))).toEqual([])
    },
    40_000,
  )

  test.skipIf(!hasSocat)(
    'clock, song position, continue and stop down a serial line are heard, and sent',
    async () => {
      const pair = await openPtyPair()
      open.push(() => pair.close())
      const printed = await start('--serial', pair.ends[0], '--midi-clock', 'left')
      const client = await openSocket(found(printed, /(http:\S+)/))
      open.push(() => client.close())
      const listener = new Listener()
      const drum = openSerialMidi(pair.ends[1], listener)
      open.push(() => drum.close())
      await listener.until(() => drum.names.length === 1)
      const sending = setInterval(() => drum.send('right', Uint8Array.of(0xf8)), 5)
      open.push(() => clearInterval(sending))
      /** Where the song is, and whether it runs, at a quarter. */
      const heard = (isIt: (quarters: number, runs: number) => boolean) =>
        expect
          .poll(
            () =>
              client.inbox.packets.some((packet) => {
                if (isBundle(packet) || packet.address !== '/midi/left/tempo') return false
                const [bpm, quarters, runs] = packet.values.map(Number)
                return (bpm ?? 0) > 100 && isIt(quarters ?? NaN, runs ?? NaN)
              }),
            { timeout: 20_000, interval: 20 },
          )
          .toBe(true)
      await heard((_quarters, runs) => runs === 0)
      drum.send('right', Uint8Array.of(0xf2, 64, 0))
      drum.send('right', Uint8Array.of(0xfb))
      await heard((quarters, runs) => runs === 1 && quarters > 16.9 && quarters < 18.5)
      drum.send('right', Uint8Array.of(0xfc))
      await heard((quarters, runs) => runs === 0 && quarters > 16.9)
      drum.send('right', Uint8Array.of(0xfa))
      await heard((quarters, runs) => runs === 1 && quarters < 2)
      clearInterval(sending)

      const beat = (bar: number) => {
        const told = message('/anthesis/out/beat', 'iif', bar, 1, 240)
        client.send({ timetag: 1n, packets: [told] })
      }
      const clocksAfter = (status: number) => {
        const at = listener.messages.findIndex(({ bytes }) => bytes[0] === status)
        return at >= 0 && listener.messages.slice(at).some(({ bytes }) => bytes[0] === 0xf8)
      }
      beat(3)
      await listener.until(() => clocksAfter(0xfb))
      beat(1)
      await listener.until(() => listener.messages.at(-1)?.bytes[0] === 0xfc)
      beat(1)
      await listener.until(() => clocksAfter(0xfa))
      const transport = listener.messages.filter(({ bytes }) => bytes[0] !== 0xf8)
      expect(transport.map(({ bytes }) => bytes)).toEqual([[0xf2, 32, 0], [0xfb], [0xfc], [0xfa]])
    },
    30_000,
  )

  test('its options are read', () => {
    const words = ['--midi', 'keys', '--midi=pad', '--serial=tty', '--rtp-midi', '5004']
    words.push('--rtp-midi-to', 'ipad.local:5004', '--midi-virtual', 'Anthesis')
    words.push('--midi-clock', 'drum')
    expect(readOptions(words, '/dev').midi).toEqual({
      devices: ['keys', 'pad'],
      virtual: 'Anthesis',
      serialPaths: ['/dev/tty'],
      rtpMidiPort: 5004,
      rtpMidiPeers: [{ host: 'ipad.local', port: 5004 }],
      clocked: ['drum'],
    })
    expect(readOptions(['--midi', 'all'], '/').midi.devices).toEqual([])
    expect(() => readOptions(['--midi-nothing'], '/')).toThrow(/no option/)
    expect(() => readOptions(['--rtp-midi-to', 'x'], '/')).toThrow('--rtp-midi-to takes HOST:PORT')
  })
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { openRtpMidiPorts } from '../../bridge/rtpMidi/ports.ts'
import { openSerialMidi } from '../../bridge/serialMidi.ts'
import { readOptions } from '../../bridge/options.mjs'
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
    'a clock down a serial line brings its tempo as OSC',
    async () => {
      const pair = await openPtyPair()
      open.push(() => pair.close())
      const printed = await start('--serial', pair.ends[0])
      const client = await openSocket(found(printed, /(http:\S+)/))
      open.push(() => client.close())
      const listener = new Listener()
      const drum = openSerialMidi(pair.ends[1], listener)
      open.push(() => drum.close())
      await listener.until(() => drum.names.length === 1)
      const sending = setInterval(() => drum.send('right', Uint8Array.of(0xf8)), 5)
      open.push(() => clearInterval(sending))
      const packet = await client.inbox.next('/midi/left/tempo')
      expect(packet).toMatchObject({ types: 'ffi' })
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

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { openRtpMidiPorts, type RtpMidiPorts } from '../../../bridge/rtpMidi/ports.ts'
import { Listener } from '../midiSink.ts'

const open: (() => void)[] = []

afterEach(() => {
  for (const close of open.splice(0)) close()
})

const HOST = '127.0.0.1'

async function openPorts(
  listener: Listener,
  invited: readonly number[] = [],
): Promise<RtpMidiPorts> {
  const peers = invited.map((port) => ({ host: HOST, port }))
  const options = { host: HOST, port: 0, name: 'Anthesis', peers, isAnnounced: false }
  const ports = await openRtpMidiPorts({ ...options, isAllowed: () => true }, listener)
  open.push(() => ports.close())
  return ports
}

describe('RTP-MIDI over UDP', () => {
  test('1000 notes go to another process and come back, all and in order', async () => {
    const echo = fork(fileURLToPath(new URL('echoProcess.ts', import.meta.url)), {
      execArgv: ['--import', 'tsx'],
    })
    open.push(() => echo.kill())
    const [{ port }] = (await once(echo, 'message')) as [{ port: number }]
    const listener = new Listener()
    const ports = await openPorts(listener, [port])
    await listener.until(() => ports.names.includes('echo'))
    const sent = Array.from({ length: 1000 }, (_, i) => [0x90, i & 127, 1 + (i % 100)])
    for (const [i, message] of sent.entries()) {
      ports.send('echo', Uint8Array.from(message))
      if (i % 50 === 49) await listener.until(() => listener.messages.length > i)
    }
    expect(listener.messages.map(({ bytes }) => bytes)).toEqual(sent)
  }, 20_000)

  test('a peer that dies is let go of and its notes with it', async () => {
    const listener = new Listener()
    const ports = await openPorts(listener)
    const playing = new Listener()
    const other = await openPorts(playing, [ports.port])
    await playing.until(() => other.names.length === 1)
    await listener.until(() => ports.names.length === 1)
    other.send(other.names[0] ?? '', Uint8Array.of(0x90, 60, 100))
    await listener.until(() => listener.messages.length === 1)
    other.close()
    open.pop()
    await listener.until(() => ports.names.length === 0)
    expect(listener.messages.at(-1)?.bytes).toEqual([0x80, 60, 64])
  }, 20_000)
})

/** What of npm’s rtpmidi is used here; it has no types. */
interface RivalSession {
  readonly port: number
  on(event: 'ready', heard: () => void): void
  on(event: 'message', heard: (delta: number, data: Buffer) => void): void
  on(
    event: 'controlMessage',
    heard: (packet: { readonly command: string; readonly count: number }) => void,
  ): void
  start(): void
  end(done?: () => void): void
  connect(to: { address: string; port: number }): void
  flushQueue(): void
  readonly queue: { comexTime: number; data: Buffer }[]
  now(): number
}

type RivalSessionType = new (
  port: number,
  localName: string,
  bonjourName: string,
  ssrc: number,
  isPublished: boolean,
) => RivalSession

const RivalSession = createRequire(import.meta.url)('rtpmidi/src/Session.js') as RivalSessionType

async function openRival(port: number): Promise<RivalSession> {
  const rival = new RivalSession(port, 'rival', 'rival', 4711, false)
  const ready = new Promise<void>((resolve) => rival.on('ready', resolve))
  rival.start()
  await ready
  open.push(() => rival.end())
  return rival
}

/** It sends nothing before it has compared clocks. */
const clocksCompared = (rival: RivalSession): Promise<void> =>
  new Promise((resolve) => {
    rival.on('controlMessage', ({ command, count }) => {
      if (command === 'synchronization' && count === 1) resolve()
    })
  })

const playAs = (rival: RivalSession, ...bytes: number[]): void => {
  // Its own sendMessage loses the bytes and the time that it is given.
  rival.queue.push({ comexTime: rival.now(), data: Buffer.from(bytes) })
  rival.flushQueue()
}

describe('npm’s rtpmidi as a peer', () => {
  test('we invite it, and notes go both ways', async () => {
    const rival = await openRival(15_904)
    const compared = clocksCompared(rival)
    const heard: number[][] = []
    const listener = new Listener()
    rival.on('message', (_delta, data) => {
      heard.push([...data])
      listener.say('heard')
    })
    const ports = await openPorts(listener, [rival.port])
    await listener.until(() => ports.names.includes('rival'))
    ports.send('rival', Uint8Array.of(0x90, 60, 100))
    ports.send('rival', Uint8Array.of(0x80, 60, 0))
    await listener.until(() => heard.length >= 2)
    expect(heard.slice(0, 2)).toEqual([
      [0x90, 60, 100],
      [0x80, 60, 0],
    ])
    await compared
    playAs(rival, 0x91, 64, 1)
    await listener.until(() => listener.messages.length > 0)
    expect(listener.messages).toEqual([{ port: 'rival', bytes: [0x91, 64, 1] }])
  }, 20_000)

  test('it invites us, and is heard', async () => {
    const rival = await openRival(15_914)
    const compared = clocksCompared(rival)
    const listener = new Listener()
    const ports = await openPorts(listener)
    rival.connect({ address: HOST, port: ports.port })
    await listener.until(() => ports.names.includes('rival'))
    await compared
    playAs(rival, 0x92, 65, 1)
    await listener.until(() => listener.messages.length > 0)
    expect(listener.messages).toEqual([{ port: 'rival', bytes: [0x92, 65, 1] }])
  }, 20_000)
})

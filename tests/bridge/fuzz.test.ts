import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decode, encode, isBundle, whyMalformed, type OscMessage } from '../../bridge/osc.ts'
import { encodeControl } from '../../bridge/rtpMidi/control.ts'
import { openRtpMidiPorts } from '../../bridge/rtpMidi/ports.ts'
import { Sender } from '../../bridge/rtpMidi/sender.ts'
import { openSerialMidi } from '../../bridge/serialMidi.ts'
import { slipLength, writeSlip } from '../../bridge/slip.ts'
import { anyBytes, GOOD, randomOf } from './anyBytes.ts'
import { forkBridge, type ForkedBridge } from './forkBridge.ts'
import { Listener } from './midiSink.ts'
import { message, openSocket, type SocketPeer } from './oscPeers.ts'
import { hasSocat, openPtyPair, type PtyPair } from './ptyPair.ts'

const PACKETS = 100_000
/** Few enough that a receive buffer holds a whole batch while the bridge waits for a core. */
const BATCH = 250
const FILLING_BATCHES = 40
const SEED = 20_260_101
/** Broken frames end their connection, so each takes one of its own. */
const BROKEN_FRAMES_A_BATCH = 5

let line: PtyPair | null = null
let bridge: ForkedBridge
let watcher: SocketPeer
let malformed = 0
let canaryCame: (number: number) => void = () => undefined

beforeAll(async () => {
  line = hasSocat ? await openPtyPair() : null
  bridge = await forkBridge(60_000, line === null ? [] : [line.ends[0]])
  watcher = await openSocket(bridge.origin)
  watcher.socket.removeAllListeners('message')
  watcher.socket.on('message', (data) => {
    const bytes = data as Buffer
    if (whyMalformed(bytes) !== null) malformed++
    else if (bytes.toString('latin1', 0, 7) === '/canary') {
      const packet = decode(bytes)
      if (!isBundle(packet)) canaryCame(Number(packet.values[0]))
    } else if (bytes.toString('latin1', 0, 6) === '/midi/') {
      const packet = decode(bytes)
      if (!isBundle(packet)) hearMidi(packet)
    }
  })
}, 30_000)

afterAll(async () => {
  watcher.close()
  expect(await bridge.stop()).toBeNull()
  line?.close()
})

/** A channel that no other note of these tests is on. */
const CANARY_STATUS = 0xbf
/** Two controllers carry 14 bits. */
const midiCanaryOf = (number: number): Uint8Array =>
  Uint8Array.of(CANARY_STATUS, number & 127, number >> 7)

function hearMidi({ address, values }: OscMessage): void {
  const [channel, low, high] = values.map(Number)
  if (address.endsWith('/cc') && channel === 16) canaryCame(((high ?? 0) << 7) | (low ?? 0))
}

const canaryOf = (number: number): Uint8Array => encode(message('/canary', 'i', number))

/**
 * Sends batches of anything, a canary after each, and looks at what came of it.
 * @param send one batch; it ends with the canary of this number
 * @param leastSeen of what was sent, as passed on or refused
 */
async function fuzz(
  send: (batch: Buffer[], canary: number) => Promise<void>,
  leastSeen = PACKETS * 0.9,
): Promise<void> {
  const random = randomOf(SEED)
  const before = await bridge.status()
  let heapBytes = NaN
  for (let batch = 0; batch < PACKETS / BATCH; batch++) {
    const came = new Promise<void>((resolve) => {
      canaryCame = (number) => {
        if (number === batch) resolve()
      }
    })
    await send(
      Array.from({ length: BATCH }, () => anyBytes(random)),
      batch,
    )
    await came
    // The first batches fill the caches, which are bounded.
    if (batch === FILLING_BATCHES) ({ heapBytes } = await bridge.memory())
  }
  const after = await bridge.status()
  const count = ({ packets, drops }: typeof after): number => packets + drops.refused
  expect(count(after) - count(before)).toBeGreaterThanOrEqual(leastSeen)
  expect(malformed).toBe(0)
  expect(after.drops.clients).toBe(0)
  expect(watcher.socket.readyState).toBe(watcher.socket.OPEN)
  expect((await bridge.memory()).heapBytes - heapBytes).toBeLessThan(3_000_000)
}

test(`100,000 datagrams of anything do no harm (seed ${String(SEED)})`, async () => {
  const socket = createSocket('udp4')
  socket.connect(bridge.oscPort, '127.0.0.1')
  await once(socket, 'connect')
  await fuzz(async (batch, canary) => {
    for (const bytes of batch) socket.send(bytes)
    await new Promise((resolve) => socket.send(canaryOf(canary), resolve))
  })
  socket.close()
}, 60_000)

const slip = (bytes: Uint8Array): Uint8Array => {
  const frame = new Uint8Array(slipLength(bytes))
  writeSlip(bytes, frame, 0)
  return frame
}

const isOpen = (socket: Socket | null): socket is Socket =>
  socket !== null && !socket.destroyed && socket.writable

test(`100,000 packets of anything by TCP do no harm (seed ${String(SEED)})`, async () => {
  const random = randomOf(SEED + 1)
  let socket: Socket | null = null
  await fuzz(async (batch, canary) => {
    if (!isOpen(socket)) {
      socket = connect(bridge.oscPort, '127.0.0.1').on('error', () => undefined)
      await once(socket, 'connect')
      socket.resume()
      // A connection shows first that it is OSC.
      socket.write(slip(GOOD[0] ?? Buffer.alloc(0)))
    }
    // Some without SLIP's escapes, and some with its ends left out.
    const frames = batch.map((bytes) =>
      random(10) > 0 ? slip(bytes) : Buffer.concat([Buffer.of(0xc0), bytes, Buffer.of(0xc0)]),
    )
    const stream = Buffer.concat([...frames, Buffer.of(0xc0), slip(canaryOf(canary))])
    const { length } = stream
    // In pieces that know nothing of frames.
    for (let at = 0; at < length;) {
      const next = at + 1 + random(4000)
      socket.write(stream.subarray(at, next))
      at = next
    }
  })
  ;(socket as Socket | null)?.destroy()
}, 60_000)

/** A masked frame, as a client sends it. */
function frameOf(bytes: Buffer): Buffer {
  const head = Buffer.alloc(bytes.length < 126 ? 6 : 8)
  head[0] = 0x82
  if (bytes.length < 126) head[1] = 0x80 | bytes.length
  else {
    head[1] = 0xfe
    head.writeUInt16BE(bytes.length, 2)
  }
  return Buffer.concat([head, bytes])
}

/** Joins by hand, so that anything can be sent. */
async function join(): Promise<Socket> {
  const socket = connect(bridge.port, '127.0.0.1').on('error', () => undefined)
  socket.write(
    `GET /osc HTTP/1.1\r\nHost: 127.0.0.1:${String(bridge.port)}\r\nUpgrade: websocket\r\n` +
      'Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  )
  await once(socket, 'data')
  return socket.resume()
}

test(`100,000 WebSocket frames of anything do no harm (seed ${String(SEED)})`, async () => {
  const random = randomOf(SEED + 2)
  const socket = await join()
  await fuzz(async (batch, canary) => {
    for (let i = 0; i < BROKEN_FRAMES_A_BATCH; i++) {
      const broken = await join()
      const frame = frameOf(batch[i] ?? Buffer.alloc(0))
      // Reserved bits, opcodes there are none of, lengths that lie, no mask.
      frame[0] = random(256)
      frame[1] = random(256)
      broken.end(Buffer.concat([frame, ...batch.slice(0, 5)]))
      await once(broken, 'close')
    }
    socket.write(Buffer.concat([...batch.map(frameOf), frameOf(Buffer.from(canaryOf(canary)))]))
  })
  socket.destroy()
}, 60_000)

/** A peer that the bridge knows, and packets of its own to be spoiled. */
function rtpMidiPackets(): Buffer[] {
  const ssrc = 0x5eed
  const sender = new Sender(ssrc, 1)
  return [
    encodeControl({ kind: 'IN', token: 5, ssrc, name: 'stranger' }),
    encodeControl({ kind: 'CK', ssrc, count: 0, ticks: [1n, 2n, 3n] }),
    encodeControl({ kind: 'RS', ssrc, sequence: 3 }),
    ...sender.packets([Uint8Array.of(0x90, 60, 100), Uint8Array.of(0xc0, 1)], 0),
    ...sender.packets([Uint8Array.of(0xf0, 1, 2, 0xf7), Uint8Array.of(0x80, 60, 1)], 0),
  ].map((packet) => Buffer.from(packet))
}

test(`100,000 packets of anything by RTP-MIDI do no harm (seed ${String(SEED)})`, async () => {
  const random = randomOf(SEED + 3)
  const port = bridge.rtpMidiPort ?? 0
  const listener = new Listener()
  const peers = [{ host: '127.0.0.1', port }]
  const options = { host: '127.0.0.1', port: 0, name: 'canary', isAnnounced: false, peers }
  const canaries = await openRtpMidiPorts({ ...options, isAllowed: () => true }, listener)
  await listener.until(() => canaries.names.length === 1)
  const [bridgeName = ''] = canaries.names
  const good = rtpMidiPackets()
  const strangers = createSocket('udp4')
  strangers.bind(0, '127.0.0.1')
  await once(strangers, 'listening')
  await fuzz(async (batch, canary) => {
    for (const noise of batch) {
      const bytes = random(4) === 0 ? noise : Buffer.from(good[random(good.length)] ?? noise)
      for (let changes = random(4); changes > 0 && bytes.length > 0; changes--) {
        bytes[random(bytes.length)] = random(256)
      }
      strangers.send(bytes, port + random(2), '127.0.0.1')
    }
    // Behind what was sent before it.
    await new Promise((resolve) => strangers.send('', port, '127.0.0.1', resolve))
    canaries.send(bridgeName, midiCanaryOf(canary))
  }, 0)
  strangers.close()
  canaries.close()
}, 120_000)

test.skipIf(!hasSocat)(
  `100,000 pieces of anything down a serial line do no harm (seed ${String(SEED)})`,
  async () => {
    const random = randomOf(SEED + 4)
    const listener = new Listener()
    const gear = openSerialMidi(line?.ends[1] ?? '', listener)
    await listener.until(() => gear.names.length === 1)
    const [name = ''] = gear.names
    await fuzz((batch, canary) => {
      for (const noise of batch) gear.send(name, noise.subarray(0, random(8)))
      // Ends a system exclusive, if one has begun.
      gear.send(name, Uint8Array.of(0xf7))
      gear.send(name, midiCanaryOf(canary))
      return Promise.resolve()
    }, 10_000)
    gear.close()
  },
  120_000,
)

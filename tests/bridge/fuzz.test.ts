import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decode, encode, IMPULSE, isBundle, whyMalformed } from '../../bridge/osc.ts'
import { slipLength, writeSlip } from '../../bridge/slip.ts'
import { forkBridge, type ForkedBridge } from './forkBridge.ts'
import { message, openSocket, type SocketPeer } from './oscPeers.ts'

const PACKETS = 100_000
/** Few enough that a receive buffer holds a whole batch while the bridge waits for a core. */
const BATCH = 250
const FILLING_BATCHES = 40
const SEED = 20_260_101
/** Broken frames end their connection, so each takes one of its own. */
const BROKEN_FRAMES_A_BATCH = 5

/** Source: mulberry32, Tommy Ettinger. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let z = Math.imul(state ^ (state >>> 15), 1 | state)
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z
    return ((z ^ (z >>> 14)) >>> 0) % below
  }
}

const GOOD = [
  encode(message('/anthesis/note/on', 'ii', 60, 100)),
  encode(message('/fader/1', 'f', 0.5)),
  encode(
    message(
      '/all',
      'sbhdTFNI[i]',
      'ä',
      Uint8Array.of(1, 2, 3),
      1n,
      2,
      true,
      false,
      null,
      IMPULSE,
      [1],
    ),
  ),
  encode({
    timetag: 1n,
    packets: [message('/a', 'i', 1), { timetag: 5n, packets: [message('/b')] }],
  }),
].map((packet) => Buffer.from(packet))

/** Noise, or a good packet that was changed, cut, lengthened or left alone. */
function anyBytes(random: (below: number) => number): Buffer {
  const good = Buffer.from(GOOD[random(GOOD.length)] ?? [])
  const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random(256)))
  switch (random(5)) {
    case 0:
      return noise(random(120))
    case 1:
      return good.subarray(0, random(good.length + 1))
    case 2:
      return Buffer.concat([good, noise(random(12))])
    case 3:
      return good
    default:
      for (let changes = random(4); changes >= 0; changes--) good[random(good.length)] = random(256)
      return good
  }
}

let bridge: ForkedBridge
let watcher: SocketPeer
let malformed = 0
let canaryCame: (number: number) => void = () => undefined

beforeAll(async () => {
  bridge = await forkBridge()
  watcher = await openSocket(bridge.origin)
  watcher.socket.removeAllListeners('message')
  watcher.socket.on('message', (data) => {
    const bytes = data as Buffer
    if (whyMalformed(bytes) !== null) malformed++
    else if (bytes.toString('latin1', 0, 7) === '/canary') {
      const packet = decode(bytes)
      if (!isBundle(packet)) canaryCame(Number(packet.values[0]))
    }
  })
}, 30_000)

afterAll(async () => {
  watcher.close()
  expect(await bridge.stop()).toBeNull()
})

const canaryOf = (number: number): Uint8Array => encode(message('/canary', 'i', number))

/**
 * Sends batches of anything, a canary after each, and looks at what came of it.
 * @param send one batch; it ends with the canary
 */
async function fuzz(send: (batch: Buffer[], canary: Uint8Array) => Promise<void>): Promise<void> {
  const random = randomOf(SEED)
  const before = await bridge.status()
  let heapBytes = NaN
  const delays: number[] = []
  for (let batch = 0; batch < PACKETS / BATCH; batch++) {
    const came = new Promise<void>((resolve) => {
      canaryCame = (number) => {
        if (number === batch) resolve()
      }
    })
    await send(
      Array.from({ length: BATCH }, () => anyBytes(random)),
      canaryOf(batch),
    )
    const sent = performance.now()
    await came
    delays.push(performance.now() - sent)
    // The first batches fill the caches, which are bounded.
    if (batch === FILLING_BATCHES) ({ heapBytes } = await bridge.memory())
  }
  const after = await bridge.status()
  const count = ({ packets, drops }: typeof after): number => packets + drops.refused
  expect(count(after) - count(before)).toBeGreaterThan(PACKETS * 0.9)
  expect(malformed).toBe(0)
  expect(after.drops.clients).toBe(0)
  expect(watcher.socket.readyState).toBe(watcher.socket.OPEN)
  delays.sort((a, b) => a - b)
  expect(delays[Math.floor(delays.length / 2)]).toBeLessThan(50)
  expect((await bridge.memory()).heapBytes - heapBytes).toBeLessThan(3_000_000)
}

test(`100,000 datagrams of anything do no harm (seed ${String(SEED)})`, async () => {
  const socket = createSocket('udp4')
  socket.connect(bridge.oscPort, '127.0.0.1')
  await once(socket, 'connect')
  await fuzz(async (batch, canary) => {
    for (const bytes of batch) socket.send(bytes)
    await new Promise((resolve) => socket.send(canary, resolve))
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
    const stream = Buffer.concat([...frames, Buffer.of(0xc0), slip(canary)])
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
    socket.write(Buffer.concat([...batch.map(frameOf), frameOf(Buffer.from(canary))]))
  })
  socket.destroy()
}, 60_000)

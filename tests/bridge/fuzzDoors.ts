import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { encode } from '../../bridge/osc.ts'
import { encodeControl } from '../../bridge/rtpMidi/control.ts'
import { openRtpMidiPorts } from '../../bridge/rtpMidi/ports.ts'
import { Sender } from '../../bridge/rtpMidi/sender.ts'
import { openSerialMidi } from '../../bridge/serialMidi.ts'
import { slipLength, writeSlip } from '../../bridge/slip.ts'
import { GOOD, randomOf } from './anyBytes.ts'
import type { ForkedBridge } from './forkBridge.ts'
import { Listener } from './midiSink.ts'
import { message } from './oscPeers.ts'

/** A way into the bridge, for packets of anything and the canary behind them. */
export interface FuzzDoor {
  /**
   * Sends a batch, and then the canary of this number.
   * @returns when the canary went, by performance.now
   */
  send(batch: readonly Buffer[], canary: number): Promise<number>
  close(): void
}

export type OpenFuzzDoor = (bridge: ForkedBridge, seed: number) => Promise<FuzzDoor>

const canaryOf = (number: number): Uint8Array => encode(message('/canary', 'i', number))

/** A channel that no other note of the fuzz is on. */
const CANARY_STATUS = 0xbf
/** Two controllers carry 14 bits. */
const midiCanaryOf = (number: number): Uint8Array =>
  Uint8Array.of(CANARY_STATUS, number & 127, number >> 7)

export const openUdpDoor: OpenFuzzDoor = async ({ oscPort }) => {
  const socket = createSocket('udp4')
  socket.connect(oscPort, '127.0.0.1')
  await once(socket, 'connect')
  return {
    async send(batch, canary) {
      for (const bytes of batch) socket.send(bytes)
      const sent = performance.now()
      await new Promise((resolve) => socket.send(canaryOf(canary), resolve))
      return sent
    },
    close: () => socket.close(),
  }
}

const slip = (bytes: Uint8Array): Uint8Array => {
  const frame = new Uint8Array(slipLength(bytes))
  writeSlip(bytes, frame, 0)
  return frame
}

export const openTcpDoor: OpenFuzzDoor = ({ oscPort }, seed) => {
  const random = randomOf(seed)
  const begin = async (): Promise<Socket> => {
    const begun = connect(oscPort, '127.0.0.1').on('error', () => undefined)
    await once(begun, 'connect')
    // A connection shows first that it is OSC.
    begun.resume().write(slip(GOOD[0] ?? Buffer.alloc(0)))
    return begun
  }
  let socket: Socket | null = null
  return Promise.resolve({
    async send(batch: readonly Buffer[], canary: number) {
      if (socket === null || socket.destroyed || !socket.writable) socket = await begin()
      // Some without SLIP's escapes, and some with its ends left out.
      const frames = batch.map((bytes) =>
        random(10) > 0 ? slip(bytes) : Buffer.concat([Buffer.of(0xc0), bytes, Buffer.of(0xc0)]),
      )
      const stream = Buffer.concat([...frames, Buffer.of(0xc0), slip(canaryOf(canary))])
      const sent = performance.now()
      // In pieces that know nothing of frames.
      for (let at = 0; at < stream.length;) {
        const next = at + 1 + random(4000)
        socket.write(stream.subarray(at, next))
        at = next
      }
      return sent
    },
    close: () => socket?.destroy(),
  })
}

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
async function join(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  socket.write(
    `GET /osc HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\nUpgrade: websocket\r\n` +
      'Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  )
  await once(socket, 'data')
  return socket.resume()
}

/** Broken frames end their connection, so each takes one of its own. */
const BROKEN_FRAMES_A_BATCH = 5

export const openSocketDoor: OpenFuzzDoor = async ({ port }, seed) => {
  const random = randomOf(seed)
  const socket = await join(port)
  return {
    async send(batch, canary) {
      for (let i = 0; i < BROKEN_FRAMES_A_BATCH; i++) {
        const broken = await join(port)
        const frame = frameOf(batch[i] ?? Buffer.alloc(0))
        // Reserved bits, opcodes there are none of, lengths that lie, no mask.
        frame[0] = random(256)
        frame[1] = random(256)
        broken.end(Buffer.concat([frame, ...batch.slice(0, 5)]))
        await once(broken, 'close')
      }
      const frames = Buffer.concat([...batch, Buffer.from(canaryOf(canary))].map(frameOf))
      const sent = performance.now()
      socket.write(frames)
      return sent
    },
    close: () => socket.destroy(),
  }
}

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

export const openRtpMidiDoor: OpenFuzzDoor = async ({ rtpMidiPort }, seed) => {
  const random = randomOf(seed)
  const port = rtpMidiPort ?? 0
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
  return {
    async send(batch, canary) {
      for (const noise of batch) {
        const bytes = random(4) === 0 ? noise : Buffer.from(good[random(good.length)] ?? noise)
        for (let changes = random(4); changes > 0 && bytes.length > 0; changes--) {
          bytes[random(bytes.length)] = random(256)
        }
        strangers.send(bytes, port + random(2), '127.0.0.1')
      }
      // Behind what was sent before it.
      await new Promise((resolve) => strangers.send('', port, '127.0.0.1', resolve))
      const sent = performance.now()
      canaries.send(bridgeName, midiCanaryOf(canary))
      return sent
    },
    close() {
      strangers.close()
      canaries.close()
    },
  }
}

/** @param end of the serial line whose other end is the bridge's */
export const serialDoorAt =
  (end: string): OpenFuzzDoor =>
  async (_bridge, seed) => {
    const random = randomOf(seed)
    const listener = new Listener()
    const gear = openSerialMidi(end, listener)
    await listener.until(() => gear.names.length === 1)
    const [name = ''] = gear.names
    return {
      send(batch, canary) {
        for (const noise of batch) gear.send(name, noise.subarray(0, random(8)))
        // Ends a system exclusive, if one has begun.
        gear.send(name, Uint8Array.of(0xf7))
        const sent = performance.now()
        gear.send(name, midiCanaryOf(canary))
        return Promise.resolve(sent)
      },
      close: () => gear.close(),
    }
  }

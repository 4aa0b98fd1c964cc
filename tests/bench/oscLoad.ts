import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { ADDRESS, PACKET_BYTES } from './oscSender.ts'

/**
 * A load for whatever brings OSC from UDP to WebSockets: a sender in a process of its own stamps each
 * packet with the machine's monotonic clock just before it goes, and clients read the stamps out of
 * the frames as they come.
 */

export interface Load {
  readonly udpPort: number
  readonly webSocketPort: number
  /** Packets a second. */
  readonly rate: number
  readonly seconds: number
  readonly clients: number
}

export interface LoadResult {
  /** Of all that should have come. */
  readonly lostShare: number
  readonly p50Milliseconds: number
  readonly p99Milliseconds: number
}

const SENDER = fileURLToPath(new URL('oscSender.ts', import.meta.url))
/** So many of the first packets are not counted: code is still being compiled. */
const WARM_UP_SECONDS = 1
/** What has not come so long after the last packet is lost. */
const PATIENCE_MILLISECONDS = 1000

/** Sends a load and measures what comes. */
export async function measure(load: Load): Promise<LoadResult> {
  const first = load.rate * WARM_UP_SECONDS
  const expected = load.rate * load.seconds * load.clients
  const delays = new Float64Array(expected)
  let count = 0
  const clients = await Promise.all(
    Array.from({ length: load.clients }, () =>
      join(load.webSocketPort, (packet, at) => {
        if (packet.readInt32BE(at + ADDRESS.length) < first || count >= expected) return
        const [seconds, nanoseconds] = process.hrtime()
        const sent = at + ADDRESS.length + 4
        delays[count++] =
          (seconds - packet.readInt32BE(sent)) * 1e3 +
          (nanoseconds - packet.readInt32BE(sent + 4)) / 1e6
      }),
    ),
  )
  const total = load.rate * (load.seconds + WARM_UP_SECONDS)
  const words = [load.udpPort, load.rate, total].map(String)
  await once(fork(SENDER, words, { execArgv: ['--import', 'tsx'] }), 'exit')
  for (let last = -1; count < expected && count !== last;) {
    last = count
    await new Promise((resolve) => setTimeout(resolve, PATIENCE_MILLISECONDS))
  }
  for (const client of clients) client.destroy()
  const sorted = delays.subarray(0, count).sort()
  const quantile = (share: number): number => sorted[Math.floor(share * (count - 1))] ?? NaN
  return {
    lostShare: 1 - count / expected,
    p50Milliseconds: quantile(0.5),
    p99Milliseconds: quantile(0.99),
  }
}

/** A WebSocket client that knows no more than short binary frames: thirty of a library's cost too much. */
async function join(port: number, take: (bytes: Buffer, at: number) => void): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.write(
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\nUpgrade: websocket\r\n` +
      'Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  )
  await once(socket, 'data')
  let rest = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const frame = 2 + PACKET_BYTES
    let at = 0
    for (; at + frame <= bytes.length; at += frame) take(bytes, at + 2)
    rest = bytes.subarray(at)
  })
  return socket.on('error', () => undefined)
}

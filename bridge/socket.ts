import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Admission } from './admission.ts'
import { FAREWELL_MILLISECONDS, type Clients } from './clients.ts'
import { PLAIN, STAMPED } from './framing.ts'
import { callerOf } from './gate.ts'
import type { Hub } from './hub.ts'
import { LARGEST_PACKET, SUBPROTOCOL } from './protocol.ts'

/** osc-js's client cannot name a path. */
const PATHS = ['/', '/osc']
/** The dev server's own sockets, at the same path. */
const VITE_PROTOCOLS = /^vite-(hmr|ping)$/
/** WebSocket's "try again later". */
const TRY_AGAIN_LATER = 1013

export interface SocketPorts {
  readonly hub: Hub
  readonly clients: Clients
  readonly admission: Admission
  /** Whether one more connection may be, by how often the address connects. */
  readonly admits: (address: string) => boolean
  /** A line for the log. */
  readonly say: (line: string) => void
  /** One who has not answered a ping when the next is due has gone. */
  readonly pingMilliseconds: number
}

export interface Sockets {
  /** Connections that were refused. */
  readonly turnedAway: number
  close(): void
}

/** Opens the door for WebSockets on a server that is listening. */
export function openSockets(server: Server, ports: SocketPorts): Sockets {
  const answering = new Map<WebSocket, boolean>()
  let turnedAway = 0
  const handshakes = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_PACKET,
    perMessageDeflate: false,
    handleProtocols: (asked) => (asked.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (VITE_PROTOCOLS.test(request.headers['sec-websocket-protocol'] ?? '')) return
    // Until the handshake is done nobody else listens.
    const ignore = (): void => undefined
    socket.on('error', ignore)
    const refusal = refusalOf(request, ports)
    if (refusal !== null) {
      turnedAway++
      ports.say(`${request.socket.remoteAddress ?? 'someone'} was refused: ${refusal.reason}`)
      refuse(socket, refusal)
      return
    }
    handshakes.handleUpgrade(request, socket, head, (websocket) => {
      socket.off('error', ignore)
      answering.set(websocket, true)
      websocket.on('close', () => answering.delete(websocket))
      websocket.on('pong', () => answering.set(websocket, true))
      serve(websocket, request, ports)
    })
  }
  server.on('upgrade', upgrade)
  const pings = setInterval(() => {
    for (const [websocket, hasAnswered] of answering) {
      if (!hasAnswered) websocket.terminate()
      else {
        answering.set(websocket, false)
        websocket.ping()
      }
    }
  }, ports.pingMilliseconds).unref()
  return {
    get turnedAway() {
      return turnedAway
    },
    close() {
      clearInterval(pings)
      server.off('upgrade', upgrade)
    },
  }
}

interface Refusal {
  readonly status: number
  readonly reason: string
}

function refusalOf(request: IncomingMessage, ports: SocketPorts): Refusal | null {
  const refusal = ports.admission.refusal(callerOf(request))
  if (refusal !== null) return refusal
  if (!PATHS.includes((request.url ?? '').replace(/[?#].*$/s, ''))) {
    return { status: 404, reason: 'OSC is at /osc.' }
  }
  if (!ports.admits(request.socket.remoteAddress ?? '')) {
    return { status: 429, reason: 'It connects too often; wait a moment.' }
  }
  return ports.clients.isFull ? { status: 503, reason: 'All places are taken.' } : null
}

function refuse(socket: Duplex, { status, reason }: Refusal): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n` +
      `Connection: close\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${Buffer.byteLength(reason) + 1}\r\n\r\n${reason}\n`,
  )
}

function serve(
  websocket: WebSocket,
  { socket }: IncomingMessage,
  { hub, clients }: SocketPorts,
): void {
  socket.setNoDelay(true)
  const hasSession = websocket.protocol === SUBPROTOCOL
  const client = clients.add({
    kind: 'ws',
    address: `${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`,
    framing: hasSession ? STAMPED : PLAIN,
    hasSession,
    // Whole frames, made once for all clients, beside the library: it keeps no queue of its own, since
    // nothing is compressed.
    write(bytes) {
      if (websocket.readyState === websocket.OPEN) socket.write(bytes)
    },
    unsentBytes: () => socket.writableLength,
    dismiss: () => websocket.close(TRY_AGAIN_LATER, 'You could not take your events.'),
    destroy: () => websocket.terminate(),
  })
  websocket.on('message', (data, isBinary) => {
    if (!isBinary || !(data instanceof Buffer)) hub.refuse(client, 'it is text')
    else hub.receive(data, client)
  })
  socket.on('drain', () => client.lane.pump())
  // The library has answered already, but would wait half a minute for the other side to close.
  websocket.on('error', (error) => {
    hub.refuse(client, error.message)
    const farewell = setTimeout(() => websocket.terminate(), FAREWELL_MILLISECONDS)
    websocket.once('close', () => clearTimeout(farewell))
  })
  websocket.on('close', () => clients.remove(client))
}

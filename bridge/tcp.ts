import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { Clients } from './clients.ts'
import { SLIP } from './framing.ts'
import type { Hub } from './hub.ts'
import { LARGEST_PACKET } from './protocol.ts'
import { mayBeginSlip, SlipReader } from './slip.ts'

export interface TcpPorts {
  readonly hub: Hub
  readonly clients: Clients
  readonly isAllowed: (address: string) => boolean
  /** Whether one more connection may be, by how often the address connects. */
  readonly admits: (address: string) => boolean
  readonly failed: (why: string) => void
}

export interface Tcp {
  /** Connections that were closed at once. */
  readonly turnedAway: number
  close(): void
}

/**
 * Opens OSC's door for streams: packets in SLIP, both ways.
 * @throws Error of the system's when the port cannot be had
 */
export async function openTcp(port: number, host: string, ports: TcpPorts): Promise<Tcp> {
  let turnedAway = 0
  const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    const address = socket.remoteAddress ?? ''
    if (ports.clients.isFull || !ports.isAllowed(address) || !ports.admits(address)) {
      turnedAway++
      socket.destroy()
    } else serve(socket, address, ports)
  })
  server.listen(port, host)
  await once(server, 'listening')
  server.on('error', (error) => ports.failed(error.message))
  return {
    get turnedAway() {
      return turnedAway
    },
    close() {
      server.close()
    },
  }
}

function serve(socket: Socket, address: string, { hub, clients }: TcpPorts): void {
  const client = clients.add({
    kind: 'tcp',
    address: `${address}:${socket.remotePort ?? 0}`,
    framing: SLIP,
    hasSession: false,
    write: (bytes) => socket.write(bytes),
    unsentBytes: () => socket.writableLength,
    dismiss: () => socket.end(),
    destroy: () => socket.destroy(),
  })
  let isOsc = false
  let isFirst = true
  const reader = new SlipReader(LARGEST_PACKET, (packet) => {
    if (socket.destroyed) return
    if (hub.receive(packet, client)) isOsc = true
    else if (!isOsc) socket.destroy()
  })
  socket.on('data', (chunk) => {
    // A web page can make a browser speak HTTP here: it shall neither hide packets in a body nor keep
    // a client's place.
    if (isFirst && !mayBeginSlip(chunk)) {
      hub.refuse(client, 'its first byte is no OSC’s in SLIP')
      socket.destroy()
      return
    }
    isFirst = false
    reader.read(chunk)
    if (reader.pending < LARGEST_PACKET) return
    hub.refuse(client, 'it is larger than 64 KB')
    socket.destroy()
  })
  socket.on('drain', () => client.lane.pump())
  socket.on('error', () => socket.destroy())
  socket.on('close', () => clients.remove(client))
}

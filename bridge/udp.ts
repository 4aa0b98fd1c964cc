import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { Hub, Sender } from './hub.ts'

/** Holds what comes while this process is busy: a second and more of a dense stream. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024

export interface Target {
  /** IPv4. */
  readonly host: string
  readonly port: number
}

export interface UdpPorts {
  readonly hub: Hub
  readonly isAllowed: (address: string) => boolean
  /** The socket has failed and nothing comes any more. */
  readonly failed: (why: string) => void
}

export interface TargetReport {
  readonly name: string
  readonly sent: number
  readonly failed: number
}

export interface Udp {
  readonly port: number
  /** What the system granted. */
  readonly receiveBufferBytes: number
  /** Packets from addresses that may not send. */
  readonly turnedAway: number
  readonly targets: readonly TargetReport[]
  /** From now on what clients send goes there too, from this port. */
  addTarget(target: Target): void
  /** What the system dropped for want of room; null where it does not tell. */
  dropped(): Promise<number | null>
  close(): void
}

/**
 * Opens OSC's door for datagrams.
 * @param port 0 for any free one
 * @throws Error of the system's when the port cannot be had
 */
export async function openUdp(port: number, host: string, ports: UdpPorts): Promise<Udp> {
  const socket = createSocket({
    type: 'udp4',
    // Targets are addresses already; the system's resolver would only take time.
    lookup: (address, _options, callback) => callback(null, address, 4),
  })
  // Binding may be done before bind returns, since the address needs no looking up.
  const listening = once(socket, 'listening')
  socket.bind(port, host)
  await listening
  widen(socket)
  socket.on('error', (error) => ports.failed(error.message))

  let turnedAway = 0
  // Most packets come from whoever sent the one before.
  let last = { address: '', port: 0, sender: senderOf('', 0) }
  socket.on('message', (packet, { address, port: from }) => {
    if (!ports.isAllowed(address)) {
      turnedAway++
      return
    }
    if (last.port !== from || last.address !== address) {
      last = { address, port: from, sender: senderOf(address, from) }
    }
    ports.hub.receive(packet, last.sender)
  })
  const targets: (TargetReport & { sent: number; failed: number })[] = []
  const bound = socket.address().port
  return {
    port: bound,
    receiveBufferBytes: socket.getRecvBufferSize(),
    get turnedAway() {
      return turnedAway
    },
    targets,
    addTarget({ host: to, port: toPort }) {
      const report = { name: `udp ${to}:${toPort}`, sent: 0, failed: 0 }
      targets.push(report)
      ports.hub.addTarget((packet) => {
        socket.send(packet, toPort, to, (error) => {
          if (error === null) report.sent++
          else report.failed++
        })
      })
    },
    dropped: () => droppedAt(bound),
    close() {
      socket.close()
    },
  }
}

const senderOf = (address: string, port: number): Sender => ({
  name: `udp ${address}:${port}`,
  lane: null,
  hasSession: false,
})

function widen(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES)
  } catch {
    // Some systems refuse what they do not grant in full; what there is shows in the report.
  }
}

/** Linux counts them by socket. */
async function droppedAt(port: number): Promise<number | null> {
  try {
    const lines = (await readFile('/proc/net/udp', 'utf8')).split('\n').slice(1)
    const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
    const line = lines
      .map((text) => text.trim().split(/\s+/))
      .find(([, local]) => local?.endsWith(ending))
    return line === undefined ? null : Number(line.at(-1))
  } catch {
    return null
  }
}

import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import type { Lane } from './peer.ts'
import { Session, type SessionPorts } from './session.ts'

/** How finely feedback and guards are timed. */
const TICK_MILLISECONDS = 20

export interface RtpMidiOptions {
  /** Of the session’s port; MIDI is on the next one. 0 for any two that are free. */
  readonly port: number
  /** The address that both are bound to. */
  readonly host: string
  readonly name: string
}

export type RtpMidiListener = Pick<SessionPorts, 'isAllowed' | 'opened' | 'closed' | 'heard'> & {
  /** A socket has failed and nothing comes any more. */
  readonly failed: (why: string) => void
}

export interface RtpMidi {
  readonly session: Session
  /** Of the session; MIDI is on the next one. */
  readonly port: number
  close(): void
}

/** Free ports are tried so often until two stand side by side. */
const PAIR_TRIES = 32

/**
 * Opens a session on two UDP ports.
 * @throws Error of the system’s when they cannot be had
 */
export async function openRtpMidi(
  options: RtpMidiOptions,
  listener: RtpMidiListener,
): Promise<RtpMidi> {
  const sockets = await bindPair(options.port, options.host)
  const session = new Session({
    ...listener,
    name: options.name,
    nowMilliseconds: () => performance.now(),
    random: () => randomBytes(4).readUInt32BE(),
    // A peer that has gone shows as a send that fails; the session finds that out by itself.
    send: (lane, to, bytes) => sockets[lane].send(bytes, to.port, to.host, () => undefined),
  })
  for (const lane of ['control', 'data'] as const) {
    sockets[lane].on('error', (error) => listener.failed(error.message))
    sockets[lane].on('message', (bytes, { address, port }) => {
      session.receive(lane, { host: address, port }, bytes)
    })
  }
  const ticking = setInterval(() => session.tick(), TICK_MILLISECONDS)
  return {
    session,
    port: sockets.control.address().port,
    close() {
      clearInterval(ticking)
      session.close()
      for (const lane of ['control', 'data'] as const) {
        // Closing at once would lose the goodbyes that were just sent.
        setImmediate(() => sockets[lane].close())
      }
    },
  }
}

async function bindPair(port: number, host: string): Promise<Record<Lane, Socket>> {
  for (let left = PAIR_TRIES; ; left--) {
    const control = await bind(port, host)
    const { port: bound } = control.address()
    // Peers tell the two apart by the first one being even.
    const isPair = port !== 0 || bound % 2 === 0
    const data = isPair ? await bind(bound + 1, host).catch((error: unknown) => error) : null
    if (isSocket(data)) return { control, data }
    control.close()
    if (port !== 0 || left === 0) {
      throw data instanceof Error ? data : new Error('no two free ports stand side by side')
    }
  }
}

const isSocket = (value: unknown): value is Socket =>
  typeof value === 'object' && value !== null && 'bind' in value

async function bind(port: number, host: string): Promise<Socket> {
  const socket = createSocket({
    type: 'udp4',
    lookup: (address, _options, callback) => callback(null, address, 4),
  })
  const listening = once(socket, 'listening')
  socket.bind(port, host)
  try {
    await listening
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}

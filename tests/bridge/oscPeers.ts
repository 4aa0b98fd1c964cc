import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { WebSocket } from 'ws'
import { decode, encode, isBundle, type OscMessage, type OscPacket } from '../../bridge/osc.ts'
import { SlipReader, slipLength, writeSlip } from '../../bridge/slip.ts'

/** Peers of the bridge as tests play them. */

export const message = (
  address: string,
  types = '',
  ...values: OscMessage['values']
): OscMessage => ({ address, types, values })

/** What has come, and what is waited for. */
export class Inbox {
  readonly packets: OscPacket[] = []
  #waiting: { isIt: (packet: OscPacket) => boolean; resolve: (packet: OscPacket) => void }[] = []

  take(bytes: Uint8Array): void {
    const packet = decode(bytes)
    this.packets.push(packet)
    this.#waiting = this.#waiting.filter(({ isIt, resolve }) => {
      if (!isIt(packet)) return true
      resolve(packet)
      return false
    })
  }

  /** The first packet, come or to come, with this address; in a bundle too. */
  next(address: string): Promise<OscPacket> {
    const isIt = (packet: OscPacket): boolean =>
      isBundle(packet) ? packet.packets.some(isIt) : packet.address === address
    const come = this.packets.find(isIt)
    if (come !== undefined) return Promise.resolve(come)
    return new Promise((resolve) => this.#waiting.push({ isIt, resolve }))
  }
}

export interface Peer {
  readonly inbox: Inbox
  send(packet: OscPacket): void
  sendBytes(bytes: Uint8Array): void
  close(): void
}

export interface SocketPeer extends Peer {
  readonly socket: WebSocket
  /** The code with which it was closed. */
  readonly closed: Promise<number>
}

export interface SocketOptions {
  readonly protocol?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Joins by WebSocket; rejects with the status when refused. */
export async function openSocket(url: string, options: SocketOptions = {}): Promise<SocketPeer> {
  const protocols = options.protocol === undefined ? [] : [options.protocol]
  const socket = new WebSocket(url.replace(/^http/, 'ws'), protocols, {
    headers: options.headers ?? {},
  })
  const inbox = new Inbox()
  socket.on('message', (data) => inbox.take(data as Buffer))
  const closed = once(socket, 'close').then(([code]) => Number(code))
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
    socket.once('unexpected-response', (_request, { statusCode }) => {
      reject(new Error(`refused with ${String(statusCode)}`))
    })
  })
  socket.on('error', () => undefined)
  return {
    inbox,
    socket,
    closed,
    send: (packet) => socket.send(encode(packet)),
    sendBytes: (bytes) => socket.send(bytes),
    close: () => socket.terminate(),
  }
}

export interface UdpPeer extends Peer {
  readonly port: number
}

/** @param to where it sends */
export async function openDatagrams(to: number): Promise<UdpPeer> {
  const socket = createSocket('udp4')
  const inbox = new Inbox()
  socket.on('message', (bytes) => inbox.take(bytes))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const sendBytes = (bytes: Uint8Array): void => socket.send(bytes, to, '127.0.0.1')
  return {
    inbox,
    port: socket.address().port,
    send: (packet) => sendBytes(encode(packet)),
    sendBytes,
    close: () => socket.close(),
  }
}

export interface StreamPeer extends Peer {
  readonly closed: Promise<unknown>
  /** As it is, without SLIP. */
  write(bytes: Uint8Array): void
}

/** Joins by TCP. */
export async function openStream(port: number): Promise<StreamPeer> {
  const socket = connect(port, '127.0.0.1')
  const inbox = new Inbox()
  const reader = new SlipReader(1 << 20, (packet) => inbox.take(packet))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.on('data', (chunk) => reader.read(chunk))
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const sendBytes = (bytes: Uint8Array): void => {
    const frame = new Uint8Array(slipLength(bytes))
    writeSlip(bytes, frame, 0)
    socket.write(frame)
  }
  return {
    inbox,
    closed,
    send: (packet) => sendBytes(encode(packet)),
    sendBytes,
    write: (bytes) => socket.write(bytes),
    close: () => socket.destroy(),
  }
}

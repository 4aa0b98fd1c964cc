import { stampedLength, writeStamped } from './protocol.ts'
import { slipLength, writeSlip } from './slip.ts'

/** How a packet lies on a client's wire. */
export interface Framing {
  /** In bytes. */
  length(packet: Uint8Array): number
  /** Writes {@link length} bytes. */
  write(packet: Uint8Array, arrivalSeconds: number, into: Uint8Array, at: number): void
}

/** Payloads from here on have their length in eight bytes. */
const TWO_BYTES = 65536

/** Of a server's frame, which has no mask. Source: RFC 6455, section 5.2. */
const headLength = (payload: number): number => (payload < 126 ? 2 : payload < TWO_BYTES ? 4 : 10)

function writeHead(payload: number, into: Uint8Array, at: number): number {
  into[at] = 0x82
  if (payload < 126) {
    into[at + 1] = payload
    return at + 2
  }
  const isShort = payload < TWO_BYTES
  into[at + 1] = isShort ? 126 : 127
  const size = isShort ? 2 : 8
  for (let i = 0; i < size; i++) into[at + 2 + i] = Math.floor(payload / 2 ** (8 * (size - 1 - i)))
  return at + 2 + size
}

/** Each packet a binary WebSocket message, as it came. */
export const PLAIN: Framing = {
  length: (packet) => headLength(packet.length) + packet.length,
  write(packet, _arrivalSeconds, into, at) {
    into.set(packet, writeHead(packet.length, into, at))
  },
}

/** Each packet a binary WebSocket message, stamped with its arrival. */
export const STAMPED: Framing = {
  length(packet) {
    const payload = stampedLength(packet)
    return headLength(payload) + payload
  },
  write(packet, arrivalSeconds, into, at) {
    writeStamped(packet, arrivalSeconds, into, writeHead(stampedLength(packet), into, at))
  },
}

/** For TCP. */
export const SLIP: Framing = {
  length: slipLength,
  write(packet, _arrivalSeconds, into, at) {
    writeSlip(packet, into, at)
  },
}

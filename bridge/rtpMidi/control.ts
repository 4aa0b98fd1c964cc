/**
 * AppleMIDI’s session packets: invitation, clock, feedback. Pure. RFC 6295 leaves sessions to others;
 * source: Apple’s “MIDI Network Driver Protocol”, which all peers speak.
 */

export interface Invitation {
  /** IN asks, OK accepts, NO refuses, BY ends. */
  readonly kind: 'IN' | 'OK' | 'NO' | 'BY'
  /** The initiator’s, the same in all packets of one invitation. */
  readonly token: number
  /** The sender’s. */
  readonly ssrc: number
  /** Of the sender’s session; empty in NO and BY. */
  readonly name: string
}

export interface ClockSync {
  readonly kind: 'CK'
  readonly ssrc: number
  /** Which of the three packets of an exchange this is. */
  readonly count: number
  /** Sender’s, receiver’s and sender’s clock again, each in ticks of 100 µs; later ones are 0. */
  readonly ticks: readonly [bigint, bigint, bigint]
}

export interface Feedback {
  readonly kind: 'RS'
  readonly ssrc: number
  /** The latest packet that came; nothing before it need be in a journal. */
  readonly sequence: number
}

export type Control = Invitation | ClockSync | Feedback

const SIGNATURE = 0xffff
const VERSION = 2
const INVITATION_BYTES = 16
const CLOCK_BYTES = 36
const FEEDBACK_BYTES = 12
/** In bytes. Names come from outside and are shown. */
const LONGEST_NAME = 128

const toUtf8 = new TextEncoder()
const fromUtf8 = new TextDecoder()

const codeOf = (kind: string): number => (kind.charCodeAt(0) << 8) | kind.charCodeAt(1)

/** Whether a packet is one of these rather than MIDI; RTP’s first two bits are never both set. */
export const isControl = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xff

export function encodeControl(packet: Control): Uint8Array {
  const name = 'name' in packet ? toUtf8.encode(packet.name).subarray(0, LONGEST_NAME) : null
  const bytes = new Uint8Array(sizeOf(packet, name))
  const view = new DataView(bytes.buffer)
  view.setUint16(0, SIGNATURE)
  view.setUint16(2, codeOf(packet.kind))
  if (packet.kind === 'CK') {
    view.setUint32(4, packet.ssrc)
    view.setUint8(8, packet.count)
    packet.ticks.forEach((ticks, i) => view.setBigUint64(12 + 8 * i, ticks))
  } else if (packet.kind === 'RS') {
    view.setUint32(4, packet.ssrc)
    view.setUint16(8, packet.sequence)
  } else {
    view.setUint32(4, VERSION)
    view.setUint32(8, packet.token)
    view.setUint32(12, packet.ssrc)
    if (name !== null && hasName(packet)) bytes.set(name, INVITATION_BYTES)
  }
  return bytes
}

const hasName = ({ kind }: Control): boolean => kind === 'IN' || kind === 'OK'

function sizeOf(packet: Control, name: Uint8Array | null): number {
  if (packet.kind === 'CK') return CLOCK_BYTES
  if (packet.kind === 'RS') return FEEDBACK_BYTES
  return INVITATION_BYTES + (name !== null && hasName(packet) ? name.length + 1 : 0)
}

/** @returns null when the bytes are none of these packets, or cut short */
export function decodeControl(bytes: Uint8Array): Control | null {
  if (bytes.length < FEEDBACK_BYTES || !isControl(bytes)) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const kind = String.fromCharCode(view.getUint8(2), view.getUint8(3))
  switch (kind) {
    case 'CK': {
      const count = view.getUint8(8)
      if (bytes.length < CLOCK_BYTES || count > 2) return null
      const at = (i: number): bigint => view.getBigUint64(12 + 8 * i)
      return { kind, ssrc: view.getUint32(4), count, ticks: [at(0), at(1), at(2)] }
    }
    case 'RS':
      return { kind, ssrc: view.getUint32(4), sequence: view.getUint16(8) }
    case 'IN':
    case 'OK':
    case 'NO':
    case 'BY': {
      if (bytes.length < INVITATION_BYTES || view.getUint32(4) !== VERSION) return null
      const rest = bytes.subarray(INVITATION_BYTES)
      const end = rest.indexOf(0)
      const name = fromUtf8.decode(
        rest.subarray(0, Math.min(LONGEST_NAME, end < 0 ? rest.length : end)),
      )
      return { kind, token: view.getUint32(8), ssrc: view.getUint32(12), name }
    }
    default:
      return null
  }
}

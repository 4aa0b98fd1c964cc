import { messageLength, type MidiMessage } from '../midiStream.ts'

/**
 * RTP-MIDI packets: RTP’s header, the MIDI command section and the recovery journal after it. Pure.
 * Source: RFC 6295, sections 2 and 3; RFC 3550, section 5.1.
 */

export interface RtpMidi {
  /** 16 bits. */
  readonly sequence: number
  /** 32 bits of ticks of 100 µs, of the sender’s clock. */
  readonly timestamp: number
  readonly ssrc: number
  readonly commands: readonly Command[]
  /** As its bytes; null when the packet has none. */
  readonly journal: Uint8Array | null
}

/** A message, or a part of a system exclusive in RFC 6295’s own brackets. */
export interface Command {
  /** In ticks, after the one before it; the first after the packet’s timestamp. */
  readonly deltaTicks: number
  /** A whole message, or a segment that begins with F0 or F7 and ends with F0, F7 or F4. */
  readonly bytes: MidiMessage
}

const RTP_BYTES = 12
const VERSION = 0x80
const MARKER = 0x80
/** The one that AppleMIDI’s peers use. */
const PAYLOAD_TYPE = 97
/** The largest list that 12 bits can count. */
export const LONGEST_LIST = 0xfff
const LONG_HEADER = 0x80
const HAS_JOURNAL = 0x40
const HAS_FIRST_DELTA = 0x20
const SYSEX_STARTS = [0xf0, 0xf7]
const SYSEX_ENDS = [0xf0, 0xf4, 0xf7]

/** @param packet whose commands take at most {@link LONGEST_LIST} bytes with their delta times */
export function encodeRtp(packet: RtpMidi): Uint8Array {
  const list = encodeList(packet.commands)
  const headerBytes = list.length > 15 ? 2 : 1
  const journal = packet.journal ?? new Uint8Array(0)
  const bytes = new Uint8Array(RTP_BYTES + headerBytes + list.length + journal.length)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, VERSION)
  // Section 2.1: the marker says that the list is not empty.
  view.setUint8(1, PAYLOAD_TYPE | (list.length > 0 ? MARKER : 0))
  view.setUint16(2, packet.sequence)
  view.setUint32(4, packet.timestamp)
  view.setUint32(8, packet.ssrc)
  const flags =
    (packet.journal === null ? 0 : HAS_JOURNAL) |
    ((packet.commands[0]?.deltaTicks ?? 0) > 0 ? HAS_FIRST_DELTA : 0)
  if (headerBytes === 1) view.setUint8(RTP_BYTES, flags | list.length)
  else view.setUint16(RTP_BYTES, ((flags | LONG_HEADER) << 8) | list.length)
  bytes.set(list, RTP_BYTES + headerBytes)
  bytes.set(journal, RTP_BYTES + headerBytes + list.length)
  return bytes
}

function encodeList(commands: readonly Command[]): Uint8Array {
  const bytes: number[] = []
  commands.forEach(({ deltaTicks, bytes: command }, i) => {
    if (i > 0 || deltaTicks > 0) bytes.push(...deltaBytes(deltaTicks))
    for (const byte of command) bytes.push(byte)
  })
  return Uint8Array.from(bytes)
}

/** Section 3.1: seven bits a byte, the highest first, at most four. */
function deltaBytes(ticks: number): number[] {
  const bytes = [ticks & 127]
  for (let rest = ticks >>> 7; rest > 0; rest >>>= 7) bytes.unshift(0x80 | (rest & 127))
  return bytes
}

/**
 * Reads a packet whole.
 * @returns null when any part of it is malformed
 */
export function decodeRtp(bytes: Uint8Array): RtpMidi | null {
  if (bytes.length <= RTP_BYTES) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint8(0) !== VERSION || (view.getUint8(1) & 0x7f) !== PAYLOAD_TYPE) return null
  const flags = view.getUint8(RTP_BYTES)
  const isLong = (flags & LONG_HEADER) !== 0
  const start = RTP_BYTES + (isLong ? 2 : 1)
  if (bytes.length < start) return null
  const end = start + (isLong ? view.getUint16(RTP_BYTES) & LONGEST_LIST : flags & 15)
  if (bytes.length < end) return null
  const commands = decodeList(bytes.subarray(start, end), (flags & HAS_FIRST_DELTA) !== 0)
  if (commands === null) return null
  return {
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    commands,
    journal: (flags & HAS_JOURNAL) === 0 ? null : bytes.subarray(end),
  }
}

function decodeList(list: Uint8Array, hasFirstDelta: boolean): Command[] | null {
  const commands: Command[] = []
  let at = 0
  let running = 0
  while (at < list.length) {
    let deltaTicks = 0
    if (hasFirstDelta || commands.length > 0) {
      const from = at
      let byte
      do {
        byte = list[at++] ?? -1
        if (byte < 0 || at - from > 4) return null
        deltaTicks = deltaTicks * 128 + (byte & 127)
      } while (byte > 127)
      // Section 3: a delta time may be the last of the list, with no command after it.
      if (at === list.length) break
    }
    const first = list[at] ?? 0
    const status = first > 127 ? first : running
    if (first > 127) at++
    const end = SYSEX_STARTS.includes(status) ? sysexEnd(list, at) : at + messageLength(status) - 1
    if (end < at || end > list.length) return null
    const command = Uint8Array.of(status, ...list.subarray(at, end))
    if (!SYSEX_STARTS.includes(status) && command.subarray(1).some((byte) => byte > 127))
      return null
    at = end
    // Section 3.2: real-time messages leave the running status alone, other system ones end it.
    if (status < 0xf0) running = status
    else if (status < 0xf8) running = 0
    commands.push({ deltaTicks, bytes: command })
  }
  return commands
}

/** Where a segment that began before is over; -1 when it is not. */
function sysexEnd(list: Uint8Array, from: number): number {
  let at = from
  while (at < list.length && (list[at] ?? 0) < 0x80) at++
  return SYSEX_ENDS.includes(list[at] ?? 0) ? at + 1 : -1
}

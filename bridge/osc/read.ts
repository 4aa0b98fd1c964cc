import {
  asFloat32,
  asFloat64,
  asInt64,
  asUint64,
  bits,
  BLOB,
  byteAt,
  CLOSE,
  FIXED,
  int32At,
  LOW,
  OPEN,
  SLASH,
  STRING,
  TYPE_SIZE,
} from './bytes.ts'
import { whyMalformed } from './check.ts'
import { OscError, type OscPacket, type OscValue } from './packet.ts'

const [C, D, F, H, I, M] = [99, 100, 102, 104, 105, 109]

// Node's decoder takes a string's first U+FEFF for a mark of byte order unless told.
const fromUtf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Where the reader and its type tag are. Reading never waits, so one pair will do. */
let cursor = 0
let typeCursor = 0

/**
 * Reads a packet.
 * @returns values of its own: bytes may be reused
 * @throws OscError when {@link whyMalformed} gives a reason
 */
export function decode(bytes: Uint8Array): OscPacket {
  const fault = whyMalformed(bytes)
  if (fault !== null) throw new OscError(`This is no OSC packet: ${fault}.`)
  cursor = 0
  return readPacket(bytes, bytes.length)
}

function readPacket(bytes: Uint8Array, to: number): OscPacket {
  if (bytes[cursor] === SLASH) {
    const { address, types } = readHead(bytes)
    typeCursor = 0
    return { address, types, values: readValues(bytes, types) }
  }
  loadBits(bytes, cursor + 8)
  const timetag = asUint64[0] ?? 0n
  const packets: OscPacket[] = []
  cursor += 16
  while (cursor < to) {
    const size = int32At(bytes, cursor)
    cursor += 4
    packets.push(readPacket(bytes, cursor + size))
  }
  return { timetag, packets }
}

/**
 * The addresses of a packet's messages, in order, without reading their values.
 * @param bytes that {@link whyMalformed} finds nothing wrong with
 */
export function addressesOf(bytes: Uint8Array): string[] {
  cursor = 0
  if (bytes[0] === SLASH) return [readHead(bytes).address]
  const addresses: string[] = []
  addAddresses(bytes, 0, bytes.length, addresses)
  return addresses
}

function addAddresses(bytes: Uint8Array, from: number, to: number, addresses: string[]): void {
  cursor = from
  if (bytes[from] === SLASH) addresses.push(readHead(bytes).address)
  else {
    for (let at = from + 16; at < to; at += 4 + int32At(bytes, at)) {
      addAddresses(bytes, at + 4, at + 4 + int32At(bytes, at), addresses)
    }
  }
}

interface Head {
  readonly bytes: Uint8Array
  readonly address: string
  readonly types: string
}

/** Heads read lately, by hash: a control sends thousands that are the same but for the values. */
const heads: (Head | undefined)[] = new Array<undefined>(512).fill(undefined)
/** In bytes. Bounds what the heads may hold. */
const LONGEST_KEPT_HEAD = 128

/** Address and type tags. A string's last word is the first to end with a zero. */
function readHead(bytes: Uint8Array): Head {
  const from = cursor
  let hash = 0
  let end = from
  for (let string = 0; string < 2; string++) {
    do {
      hash = Math.imul(hash ^ int32At(bytes, end), 0x9e3779b1)
      hash ^= hash >>> 15
      end += 4
    } while (bytes[end - 1] !== 0)
  }
  const kept = heads[hash & 511]
  if (kept !== undefined && isSame(bytes, from, end, kept.bytes)) {
    cursor = end
    return kept
  }
  const address = readString(bytes)
  const head = { bytes: copyOf(bytes, from, end), address, types: readString(bytes).slice(1) }
  if (end - from <= LONGEST_KEPT_HEAD) heads[hash & 511] = head
  return head
}

/** Node's Buffer has a slice that copies nothing. */
const copyOf = (bytes: Uint8Array, from: number, to: number): Uint8Array =>
  new Uint8Array(bytes.subarray(from, to))

function isSame(bytes: Uint8Array, from: number, to: number, kept: Uint8Array): boolean {
  if (kept.length !== to - from) return false
  for (let i = from; i < to; i++) if (bytes[i] !== kept[i - from]) return false
  return true
}

function readString(bytes: Uint8Array): string {
  const from = cursor
  let text = ''
  let c = byteAt(bytes, cursor)
  for (; c > 0 && c < 0x80; c = byteAt(bytes, ++cursor)) text += String.fromCharCode(c)
  if (c !== 0) {
    while (bytes[cursor] !== 0) cursor++
    text = fromUtf8.decode(bytes.subarray(from, cursor))
  }
  cursor = (cursor + 4) & ~3
  return text
}

function readValues(bytes: Uint8Array, types: string): OscValue[] {
  const values: OscValue[] = []
  while (typeCursor < types.length) {
    const type = types.charCodeAt(typeCursor++)
    if (type === CLOSE) break
    values.push(type === OPEN ? readValues(bytes, types) : readValue(bytes, type))
  }
  return values
}

function readValue(bytes: Uint8Array, type: number): OscValue {
  const at = cursor
  const size = TYPE_SIZE[type] ?? 0
  if (size === STRING) return readString(bytes)
  if (size === 0) return FIXED.get(String.fromCharCode(type)) ?? null
  if (size === BLOB) {
    const length = int32At(bytes, at)
    cursor = (at + 7 + length) & ~3
    return copyOf(bytes, at + 4, at + 4 + length)
  }
  cursor += size
  if (size === 8) {
    loadBits(bytes, at)
    return (type === D ? asFloat64[0] : type === H ? asInt64[0] : asUint64[0]) ?? 0
  }
  const word = int32At(bytes, at)
  if (type === I) return word
  if (type === M) return copyOf(bytes, at, at + 4)
  if (type === C) return String.fromCodePoint(word)
  bits[0] = word
  return (type === F ? asFloat32[0] : bits[0]) ?? 0
}

function loadBits(bytes: Uint8Array, at: number): void {
  bits[1 - LOW] = int32At(bytes, at)
  bits[LOW] = int32At(bytes, at + 4)
}

/**
 * OSC 1.0, binary: what may stand in a packet, and how it is read and written. Pure, and the same in
 * the page and in Node. Source: the OSC 1.0 specification, opensoundcontrol.stanford.edu/spec-1_0.
 */

/** The one value of the type I. */
export const IMPULSE = Object.freeze({ impulse: true })

/**
 * A value by its type: i f d are numbers, h t are bigints, s S c are strings (c of one character), b
 * is bytes, m is the 4 bytes port, status, data, data; r is the number 0xRRGGBBAA; T F are booleans,
 * N is null, I is {@link IMPULSE}, and brackets are an array.
 */
export type OscValue =
  (number | bigint | string | boolean | null | Uint8Array | typeof IMPULSE) | readonly OscValue[]

export interface OscMessage {
  /** An address, or a pattern of addresses. */
  readonly address: string
  /** One letter a value, brackets around arrays; no comma. */
  readonly types: string
  readonly values: readonly OscValue[]
}

export interface OscBundle {
  /** 64 bits of NTP time; {@link IMMEDIATELY} is the moment of arrival. */
  readonly timetag: bigint
  readonly packets: readonly OscPacket[]
}

export type OscPacket = OscMessage | OscBundle

/** The timetag that says no time. */
export const IMMEDIATELY = 1n
/** A bundle in a bundle in a bundle … */
export const DEEPEST_BUNDLE = 8
export const DEEPEST_ARRAY = 8
/** In bytes. Longer ones name nothing, and matching would take time. */
export const LONGEST_ADDRESS = 1024

/** A packet that is no OSC, or values that do not make one; the message says why. */
export class OscError extends Error {}

export const isBundle = (packet: OscPacket): packet is OscBundle => 'timetag' in packet

const SLASH = 47
const COMMA = 44
const HASH = 35
const STAR = 42
const QUESTION = 63
const OPEN = 91
const CLOSE = 93
const BRACE = 123
const [C, D, F, H, I, M] = [99, 100, 102, 104, 105, 109]

const toUtf8 = new TextEncoder()
// Node's decoder takes a string's first U+FEFF for a mark of byte order unless told.
const fromUtf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const BUNDLE_HEAD = [35, 98, 117, 110, 100, 108, 101, 0]
const code = (character: string): number => character.charCodeAt(0)

/** 0 for the characters of a name, 1 for those of patterns, 2 for those of no address. */
const ADDRESS_CLASS = new Uint8Array(256).fill(2)
for (let c = 33; c < 127; c++)
  ADDRESS_CLASS[c] = c === HASH ? 2 : '/,[]{}'.includes(String.fromCharCode(c)) ? 1 : 0

/** Bytes that a value of each type takes; STRING, BLOB and NO_TYPE stand for what is not fixed. */
const STRING = 16
const BLOB = 17
const NO_TYPE = 255
const TYPE_SIZE = new Uint8Array(256).fill(NO_TYPE)
for (const c of 'ifcrm') TYPE_SIZE[code(c)] = 4
for (const c of 'hdt') TYPE_SIZE[code(c)] = 8
for (const c of 'TFNI') TYPE_SIZE[code(c)] = 0
for (const c of 'sS') TYPE_SIZE[code(c)] = STRING
TYPE_SIZE[code('b')] = BLOB

/** The values of types that take no bytes. */
const FIXED: ReadonlyMap<string, OscValue> = new Map<string, OscValue>([
  ['T', true],
  ['F', false],
  ['N', null],
  ['I', IMPULSE],
])

const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0
const int32At = (bytes: Uint8Array, at: number): number =>
  (byteAt(bytes, at) << 24) |
  (byteAt(bytes, at + 1) << 16) |
  (byteAt(bytes, at + 2) << 8) |
  byteAt(bytes, at + 3)

/**
 * Why bytes are no OSC packet, for a log; null when they are one, whole and in every part. Reads and
 * keeps nothing.
 */
export const whyMalformed = (bytes: Uint8Array): string | null =>
  bytes.length % 4 !== 0
    ? 'its length is no multiple of 4'
    : packetFault(bytes, 0, bytes.length, DEEPEST_BUNDLE)

function packetFault(bytes: Uint8Array, from: number, to: number, depth: number): string | null {
  if (bytes[from] === SLASH && from < to) return messageFault(bytes, from, to)
  if (!isBundleAt(bytes, from, to)) return 'it begins like neither a message nor a bundle'
  if (depth === 0) return 'its bundles are nested too deep'
  let at = from + 16
  while (at < to) {
    const size = int32At(bytes, at)
    at += 4
    if (size <= 0 || size % 4 !== 0 || size > to - at)
      return 'the size of a bundle’s element is wrong'
    const fault = packetFault(bytes, at, at + size, depth - 1)
    if (fault !== null) return fault
    at += size
  }
  return null
}

function isBundleAt(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < 16) return false
  for (let i = 0; i < 8; i++) if (bytes[from + i] !== BUNDLE_HEAD[i]) return false
  return true
}

function messageFault(bytes: Uint8Array, from: number, to: number): string | null {
  let at = from
  let open = 0
  for (; at < to && bytes[at] !== 0; at++) {
    const c = byteAt(bytes, at)
    const kind = ADDRESS_CLASS[c]
    if (kind === 2) return 'its address has a character that none may have'
    if (kind === 0) continue
    // `[` and `{` close with the character two further on.
    if (c === open + 2 && open !== 0) open = 0
    else if ((c === OPEN || c === BRACE) && open === 0) open = c
    else if (c === SLASH ? open !== 0 : c !== COMMA || open !== BRACE)
      return 'its address is no pattern'
  }
  if (open !== 0) return 'its address is no pattern'
  if (at - from > LONGEST_ADDRESS) return 'its address is too long'
  at = afterString(bytes, at, to)
  if (at < 0) return 'its address does not end'
  if (at >= to || bytes[at] !== COMMA) return 'it has no type tags'
  return valuesFault(bytes, at + 1, to)
}

/** @param at where its first type tag is */
function valuesFault(bytes: Uint8Array, at: number, to: number): string | null {
  let end = at
  while (end < to && bytes[end] !== 0) end++
  let value = afterString(bytes, end, to)
  if (value < 0) return 'its type tags do not end'
  let depth = 0
  for (; at < end; at++) {
    const type = byteAt(bytes, at)
    const size = TYPE_SIZE[type] ?? NO_TYPE
    if (size < STRING) {
      if (size === 4 && type === C && !isCharacter(int32At(bytes, value)))
        return 'a c is no character'
      value += size
    } else if (size === STRING) {
      const start = value
      while (value < to && bytes[value] !== 0) value++
      if (!isUtf8(bytes, start, value)) return 'a string is not UTF-8'
      value = afterString(bytes, value, to)
      if (value < 0) return 'a string does not end'
    } else if (size === BLOB) {
      const length = value + 4 > to ? -1 : int32At(bytes, value)
      if (length < 0 || length > to - value - 4) return 'the size of a blob is wrong'
      value += 4 + length
      for (; value % 4 !== 0; value++) if (bytes[value] !== 0) return 'padding is not zero'
    } else if (type === OPEN) {
      if (++depth > DEEPEST_ARRAY) return 'its arrays are nested too deep'
    } else if (type !== CLOSE || --depth < 0) return 'it has a type tag that is none'
    if (value > to) return 'it ends before its values do'
  }
  if (depth !== 0) return 'an array does not end'
  return value === to ? null : 'it goes on after its last value'
}

/** Where what follows a string begins, given its terminator; -1 without one, or if padding is not zero. */
function afterString(bytes: Uint8Array, terminator: number, to: number): number {
  if (terminator >= to) return -1
  const after = (terminator + 4) & ~3
  for (let i = terminator; i < after; i++) if (bytes[i] !== 0) return -1
  return after
}

const isCharacter = (point: number): boolean =>
  (point >= 0 && point < 0xd800) || (point > 0xdfff && point <= 0x10ffff)

/** Source: RFC 3629, section 4. */
function isUtf8(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const first = byteAt(bytes, i)
    if (first < 0x80) continue
    const more = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3
    if (more === 0 || i + more >= to) return false
    const second = byteAt(bytes, ++i)
    if (second < (first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80)) return false
    if (second > (first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf)) return false
    for (let left = more; left > 1; left--) if ((byteAt(bytes, ++i) & 0xc0) !== 0x80) return false
  }
  return true
}

/** Eight bytes seen as each of the types that take four or eight, in this machine's order. */
const bits = new Uint32Array(2)
const asFloat32 = new Float32Array(bits.buffer)
const asFloat64 = new Float64Array(bits.buffer)
const asInt64 = new BigInt64Array(bits.buffer)
const asUint64 = new BigUint64Array(bits.buffer)
const LOW = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1

function loadBits(bytes: Uint8Array, at: number): void {
  bits[1 - LOW] = int32At(bytes, at)
  bits[LOW] = int32At(bytes, at + 4)
}

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

/** Where packets are written before they are cut to size; grows and stays. */
let scratch = new Uint8Array(65536)
let written = 0

/**
 * Writes a packet.
 * @throws OscError when an address, a type tag or a value is none, or does not fit its type
 */
export function encode(packet: OscPacket): Uint8Array<ArrayBuffer> {
  written = 0
  writePacket(packet)
  const bytes = scratch.slice(0, written)
  const fault = whyMalformed(bytes)
  if (fault !== null) throw new OscError(`This makes no OSC packet: ${fault}.`)
  return bytes
}

function writePacket(packet: OscPacket): void {
  if (!isBundle(packet)) {
    writeText(packet.address)
    writeText(`,${packet.types}`)
    typeCursor = 0
    writeValues(packet.types, packet.values)
    if (typeCursor < packet.types.length) throw new OscError('There are fewer values than types.')
    return
  }
  const at = reserve(8)
  scratch.set(BUNDLE_HEAD, at)
  writeValue('t', packet.timetag)
  for (const inner of packet.packets) {
    const sizeAt = reserve(4)
    writePacket(inner)
    putInt32(sizeAt, written - sizeAt - 4)
  }
}

function writeValues(types: string, values: readonly OscValue[]): void {
  for (const value of values) {
    const type = types[typeCursor++] ?? ''
    if (type !== '[') writeValue(type, value)
    else if (!Array.isArray(value)) throw new OscError('Brackets are for an array.')
    else {
      writeValues(types, value as readonly OscValue[])
      if (types[typeCursor++] !== ']') throw new OscError('Brackets and arrays differ.')
    }
  }
}

function writeValue(type: string, value: OscValue): void {
  if (FIXED.has(type) ? value === FIXED.get(type) : WRITERS[type]?.(value) === true) return
  throw new OscError(`A ${typeof value} does not fit the type '${type}', or is out of its range.`)
}

/** Each writes a value of its type, and says whether it is one. */
const WRITERS: Readonly<Record<string, (value: OscValue) => boolean>> = {
  i: (value) => typeof value === 'number' && value === (value | 0) && write32(value),
  r: (value) => typeof value === 'number' && value === value >>> 0 && write32(value),
  f: (value) => {
    if (typeof value !== 'number') return false
    asFloat32[0] = value
    return write32(bits[0] ?? 0)
  },
  d: (value) => {
    if (typeof value !== 'number') return false
    asFloat64[0] = value
    return write64()
  },
  h: (value) => {
    if (typeof value !== 'bigint') return false
    asInt64[0] = value
    return asInt64[0] === value && write64()
  },
  t: (value) => {
    if (typeof value !== 'bigint') return false
    asUint64[0] = value
    return asUint64[0] === value && write64()
  },
  c: (value) => {
    const point = typeof value === 'string' ? (value.codePointAt(0) ?? -1) : -1
    return point >= 0 && String.fromCodePoint(point) === value && write32(point)
  },
  s: (value) => typeof value === 'string' && writeText(value),
  S: (value) => typeof value === 'string' && writeText(value),
  m: (value) => value instanceof Uint8Array && value.length === 4 && writeBytes(value),
  b: (value) => value instanceof Uint8Array && write32(value.length) && writeBytes(value),
}

/** Makes room for bytes, all zero, and gives where they begin. */
function reserve(count: number): number {
  const at = written
  written += count
  if (written > scratch.length) {
    const larger = new Uint8Array(written * 2)
    larger.set(scratch.subarray(0, at))
    scratch = larger
  }
  scratch.fill(0, at, written)
  return at
}

function putInt32(at: number, value: number): void {
  for (let i = 0; i < 4; i++) scratch[at + i] = value >>> (24 - 8 * i)
}

function write32(value: number): boolean {
  putInt32(reserve(4), value)
  return true
}

function write64(): boolean {
  write32(bits[1 - LOW] ?? 0)
  return write32(bits[LOW] ?? 0)
}

function writeBytes(bytes: Uint8Array): boolean {
  const at = reserve((bytes.length + 3) & ~3)
  scratch.set(bytes, at)
  return true
}

function writeText(text: string): boolean {
  if (text.includes('\0')) throw new OscError('A string may not contain the character 0.')
  const bytes = toUtf8.encode(text)
  const at = reserve((bytes.length + 4) & ~3)
  scratch.set(bytes, at)
  return true
}

/** Whether an address is a pattern, that may name several. */
export function isPattern(address: string): boolean {
  for (let i = 0; i < address.length; i++) {
    const c = address.charCodeAt(i)
    if (c === STAR || c === QUESTION || c === OPEN || c === BRACE) return true
  }
  return false
}

/**
 * Whether a pattern names an address. Follows every reading of the pattern at once, in time
 * proportional to the two lengths, whatever the pattern; no wildcard crosses a slash.
 */
export function matches(pattern: string, address: string): boolean {
  if (!isPattern(pattern)) return pattern === address
  const ends = endsOf(pattern)
  const seen = new Int32Array(pattern.length + 1)
  let places: number[] = []
  enter(pattern, ends, 0, seen, 1, places)
  for (let i = 0; i < address.length && places.length > 0; i++) {
    const c = address.charCodeAt(i)
    const next: number[] = []
    for (const place of places) {
      const after = afterCharacter(pattern, ends, place, c)
      if (after >= 0) enter(pattern, ends, after, seen, i + 2, next)
    }
    places = next
  }
  return places.includes(pattern.length)
}

/** For each character from an opening bracket or brace on, where the closing one is; else -1. */
function endsOf(pattern: string): Int32Array {
  const ends = new Int32Array(pattern.length).fill(-1)
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern.charCodeAt(i)
    if (c !== OPEN && c !== BRACE) continue
    const end = pattern.indexOf(c === OPEN ? ']' : '}', i)
    if (end < 0) continue
    ends.fill(end, i, end + 1)
    i = end
  }
  return ends
}

/** Adds a place of the pattern, and those reached from it without a character, once for each mark. */
function enter(
  pattern: string,
  ends: Int32Array,
  from: number,
  seen: Int32Array,
  mark: number,
  places: number[],
): void {
  const open = [from]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (seen[place] === mark) continue
    seen[place] = mark
    const c = pattern.charCodeAt(place)
    const end = ends[place] ?? -1
    const inBraces = end >= 0 && pattern[end] === '}'
    if (inBraces && (c === COMMA || place === end)) open.push(end + 1)
    else if (inBraces && c === BRACE) {
      for (let i = place; i < end; i++) if (i === place || pattern[i] === ',') open.push(i + 1)
    } else {
      places.push(place)
      if (c === STAR && end < 0) open.push(place + 1)
    }
  }
}

/** The place after one character; -1 when it does not fit. */
function afterCharacter(pattern: string, ends: Int32Array, place: number, c: number): number {
  const wanted = pattern.charCodeAt(place)
  const end = ends[place] ?? -1
  if (end < 0 && (wanted === STAR || wanted === QUESTION)) {
    return c === SLASH ? -1 : wanted === STAR ? place : place + 1
  }
  if (end >= 0 && wanted === OPEN) return isInClass(pattern, place + 1, end, c) ? end + 1 : -1
  return wanted === c ? place + 1 : -1
}

function isInClass(pattern: string, from: number, end: number, c: number): boolean {
  const isNegated = pattern[from] === '!'
  for (let i = isNegated ? from + 1 : from; i < end; i++) {
    const low = pattern.charCodeAt(i)
    const isRange = pattern[i + 1] === '-' && i + 2 < end
    const high = isRange ? pattern.charCodeAt(i + 2) : low
    if (c >= low && c <= high) return !isNegated && c !== SLASH
    if (isRange) i += 2
  }
  return isNegated && c !== SLASH
}

import { asFloat32, asFloat64, asInt64, asUint64, bits, BUNDLE_HEAD, FIXED, LOW } from './bytes.ts'
import { whyMalformed } from './check.ts'
import { isBundle, OscError, type OscPacket, type OscValue } from './packet.ts'

const toUtf8 = new TextEncoder()

/** Where the type tag is. Writing never waits, so one will do. */
let typeCursor = 0

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

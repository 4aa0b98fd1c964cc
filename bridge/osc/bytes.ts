import { IMPULSE, type OscValue } from './packet.ts'

/** OSC's characters, types and words, as checking, reading and writing see them. */

export const SLASH = 47
export const COMMA = 44
export const HASH = 35
export const STAR = 42
export const QUESTION = 63
export const OPEN = 91
export const CLOSE = 93
export const BRACE = 123

/** '#bundle' and its terminator. */
export const BUNDLE_HEAD = [35, 98, 117, 110, 100, 108, 101, 0]

const code = (character: string): number => character.charCodeAt(0)

/** Bytes that a value of each type takes; STRING, BLOB and NO_TYPE stand for what is not fixed. */
export const STRING = 16
export const BLOB = 17
export const NO_TYPE = 255
export const TYPE_SIZE = new Uint8Array(256).fill(NO_TYPE)
for (const c of 'ifcrm') TYPE_SIZE[code(c)] = 4
for (const c of 'hdt') TYPE_SIZE[code(c)] = 8
for (const c of 'TFNI') TYPE_SIZE[code(c)] = 0
for (const c of 'sS') TYPE_SIZE[code(c)] = STRING
TYPE_SIZE[code('b')] = BLOB

/** The values of types that take no bytes. */
export const FIXED: ReadonlyMap<string, OscValue> = new Map<string, OscValue>([
  ['T', true],
  ['F', false],
  ['N', null],
  ['I', IMPULSE],
])

export const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0
export const int32At = (bytes: Uint8Array, at: number): number =>
  (byteAt(bytes, at) << 24) |
  (byteAt(bytes, at + 1) << 16) |
  (byteAt(bytes, at + 2) << 8) |
  byteAt(bytes, at + 3)

/** Eight bytes seen as each of the types that take four or eight, in this machine's order. */
export const bits = new Uint32Array(2)
export const asFloat32 = new Float32Array(bits.buffer)
export const asFloat64 = new Float64Array(bits.buffer)
export const asInt64 = new BigInt64Array(bits.buffer)
export const asUint64 = new BigUint64Array(bits.buffer)
/** Where in {@link bits} the last four bytes are. */
export const LOW = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1

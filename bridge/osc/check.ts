import {
  BLOB,
  BRACE,
  BUNDLE_HEAD,
  byteAt,
  CLOSE,
  COMMA,
  HASH,
  int32At,
  NO_TYPE,
  OPEN,
  SLASH,
  STRING,
  TYPE_SIZE,
} from './bytes.ts'
import { DEEPEST_ARRAY, DEEPEST_BUNDLE, LONGEST_ADDRESS } from './packet.ts'

const CHARACTER = 99

/** 0 for the characters of a name, 1 for those of patterns, 2 for those of no address. */
const ADDRESS_CLASS = new Uint8Array(256).fill(2)
for (let c = 33; c < 127; c++)
  ADDRESS_CLASS[c] = c === HASH ? 2 : '/,[]{}'.includes(String.fromCharCode(c)) ? 1 : 0

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
      if (size === 4 && type === CHARACTER && !isCharacter(int32At(bytes, value)))
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

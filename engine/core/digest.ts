/**
 * A running hash of plain data. Two runs that gave the same commands so far have the same digest, so
 * replay can name the record at which they part. 64 bits in two lanes: against accidents, not against
 * forgers.
 */
export interface Digest {
  readonly high: number
  readonly low: number
}

export const EMPTY_DIGEST: Digest = { high: 0x6a09e667, low: 0xbb67ae85 }

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)
let high = 0
let low = 0

/** One round of two coupled multiply-rotate lanes, in the manner of MurmurHash3. */
function take(word: number): void {
  high = Math.imul(high ^ word, 0xcc9e2d51)
  high = (high << 15) | (high >>> 17)
  low = Math.imul(low ^ high ^ word, 0x1b873593)
  low = (low << 13) | (low >>> 19)
  high = (high + low) | 0
}

function takeString(text: string): void {
  take(text.length)
  for (let i = 0; i < text.length; i++) take(text.charCodeAt(i))
}

function takeValue(value: unknown): void {
  if (typeof value === 'number') {
    // −0 and NaN have several bit patterns or print alike; each gets one.
    float[0] = value === 0 ? 0 : value
    take(1)
    take(value === value ? (words[0] ?? 0) : 1)
    take(value === value ? (words[1] ?? 0) : 0x7ff80000)
  } else if (typeof value === 'string') {
    take(2)
    takeString(value)
  } else if (value === null) take(3)
  else if (typeof value === 'boolean') take(value ? 5 : 4)
  else if (Array.isArray(value)) {
    take(6)
    take(value.length)
    for (const item of value) takeValue(item)
  } else if (typeof value === 'object') {
    take(7)
    // Plain data inherits nothing that could be listed here.
    for (const key in value) {
      takeString(key)
      takeValue((value as Readonly<Record<string, unknown>>)[key])
    }
    take(8)
  } else throw new TypeError(`A ${typeof value} cannot be digested: only what JSON can say.`)
}

/**
 * The digest after one more value of plain data (what JSON can say), its keys in the order in which
 * they were written.
 * @throws TypeError for undefined, functions, symbols and big integers
 */
export function extend(digest: Digest, value: unknown): Digest {
  high = digest.high
  low = digest.low
  takeValue(value)
  return { high: high >>> 0, low: low >>> 0 }
}

const HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

const hexOf = (word: number): string =>
  (HEX_PAIRS[word >>> 24] ?? '') +
  (HEX_PAIRS[(word >>> 16) & 255] ?? '') +
  (HEX_PAIRS[(word >>> 8) & 255] ?? '') +
  (HEX_PAIRS[word & 255] ?? '')

/** Sixteen hexadecimal digits. */
export const digestText = ({ high, low }: Digest): string => hexOf(high) + hexOf(low)

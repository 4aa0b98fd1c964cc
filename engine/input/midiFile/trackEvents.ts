/** An event of a track, whole: its status byte is there where the file leaves it out. */
export interface TrackEvent {
  /** From the track's beginning, in the file's own ticks. */
  readonly atTicks: number
  readonly bytes: Uint8Array
}

/** Why a track cannot be read to its end. */
export interface TrackFault {
  /** Of the event that cannot be read, from the chunk's beginning. */
  readonly atByte: number
  readonly fault: string
}

const META = 0xff
const SYSEX = 0xf0
const SYSEX_GOES_ON = 0xf7
/** A number of variable length has at most four bytes (Standard MIDI Files 1.0). */
const LONGEST_NUMBER = 4

/** Meta events that have a length (Standard MIDI Files 1.0; a time signature of two is met as well). */
const LENGTHS: Readonly<
  Record<number, { readonly name: string; readonly may: readonly number[] }>
> = {
  0x00: { name: 'sequence number', may: [2] },
  0x20: { name: 'channel prefix', may: [1] },
  0x21: { name: 'port prefix', may: [1] },
  0x2f: { name: 'track’s end', may: [0] },
  0x51: { name: 'tempo', may: [3] },
  0x54: { name: 'SMPTE offset', may: [5] },
  0x58: { name: 'time signature', may: [4, 2] },
  0x59: { name: 'key signature', may: [2] },
}

const CUT_OFF = 'an event is cut off by the end of its track'

/** Data bytes of a channel message, by its kind. */
const dataBytes = (status: number): number => ((status & 0xe0) === 0xc0 ? 1 : 2)

/** Reads a chunk from its first byte to its last. */
class ChunkReader {
  at = 0
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.at >= this.#bytes.length
  }

  /** NaN beyond the end, which no check lets pass. */
  get next(): number {
    return this.#bytes[this.at] ?? NaN
  }

  /** A number of variable length; null when it has no end. */
  number(): number | null {
    let value = 0
    for (let place = 0; place < LONGEST_NUMBER; place++) {
      const byte = this.next
      if (!(byte >= 0)) return null
      this.at++
      value = value * 128 + (byte & 0x7f)
      if (byte < 0x80) return value
    }
    return null
  }

  /** So many bytes; null when there are fewer. */
  take(count: number): Uint8Array | null {
    const end = this.at + count
    if (end > this.#bytes.length) return null
    const taken = this.#bytes.subarray(this.at, end)
    this.at = end
    return taken
  }
}

/** Passes a meta event or a system exclusive one, whose status byte has been read; says what is wrong. */
function passLongEvent(reader: ChunkReader, status: number): string | null {
  const kind = status === META ? reader.take(1)?.[0] : status
  if (kind === undefined) return CUT_OFF
  const length = reader.number()
  if (length === null) return 'the length of an event has no end'
  const known = status === META ? LENGTHS[kind] : undefined
  if (known && !known.may.includes(length)) {
    return `a ${known.name} has ${length} bytes, not ${known.may.join(' or ')}`
  }
  return reader.take(length) === null ? CUT_OFF : null
}

const hexadecimal = (byte: number): string => byte.toString(16).toUpperCase()

/** What is wrong with the bytes of a channel message; null for nothing. */
function channelFault(status: number, data: Uint8Array | null): string | null {
  if (status < 0x80) return 'an event says no kind, and there is none before it to repeat'
  if (status >= SYSEX) return `${hexadecimal(status)} begins no event of a MIDI file`
  if (data === null) return CUT_OFF
  const beyond = data.find((byte) => byte > 127)
  return beyond === undefined
    ? null
    : `${hexadecimal(beyond)} stands where a value of 0 to 127 does`
}

/**
 * The events of a track of a Standard MIDI File 1.0.
 * @param chunk what stands in its MTrk chunk
 * @returns a fault for what cannot be read to its end
 */
export function readTrackEvents(
  chunk: Uint8Array,
): { readonly events: readonly TrackEvent[] } | TrackFault {
  const reader = new ChunkReader(chunk)
  const events: TrackEvent[] = []
  let atTicks = 0
  let running = 0
  while (!reader.isAtEnd) {
    const delta = reader.number()
    const from = reader.at
    if (delta === null) return { atByte: from, fault: 'the time of an event has no end' }
    if (!(reader.next >= 0)) return { atByte: from, fault: CUT_OFF }
    atTicks += delta
    const hasStatus = reader.next >= 0x80
    const status = hasStatus ? reader.next : running
    if (hasStatus) reader.at++
    if (status === META || status === SYSEX || status === SYSEX_GOES_ON) {
      const fault = passLongEvent(reader, status)
      if (fault !== null) return { atByte: from, fault }
      events.push({ atTicks, bytes: chunk.subarray(from, reader.at) })
      continue
    }
    const data = status >= 0x80 && status < SYSEX ? reader.take(dataBytes(status)) : null
    const fault = channelFault(status, data)
    if (fault !== null || data === null) return { atByte: from, fault: fault ?? CUT_OFF }
    running = status
    events.push({ atTicks, bytes: Uint8Array.of(status, ...data) })
  }
  return { events }
}

function numberBytes(value: number): number[] {
  const bytes = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80)
  return bytes
}

/** The chunk of these events, which stand in order of time. */
export function writeTrackEvents(events: readonly TrackEvent[]): Uint8Array {
  let before = 0
  const written = events.flatMap(({ atTicks, bytes }) => {
    const delta = numberBytes(atTicks - before)
    before = atTicks
    return [...delta, ...bytes]
  })
  return Uint8Array.from(written)
}

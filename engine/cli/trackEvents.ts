/** An event of a track, whole: its status byte is there where the file leaves it out. */
export interface TrackEvent {
  /** From the track's beginning, in the file's own ticks. */
  readonly atTicks: number
  readonly bytes: Uint8Array
}

const META = 0xff
const SYSEX = 0xf0
const SYSEX_GOES_ON = 0xf7
/** A number of variable length has at most four bytes (Standard MIDI Files 1.0). */
const LONGEST_NUMBER = 4

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

/** A meta event or a system exclusive one; the status byte has been read. */
function longEvent(reader: ChunkReader, status: number, from: number, chunk: Uint8Array) {
  if (status === META && reader.take(1) === null) return null
  const length = reader.number()
  return length !== null && reader.take(length) !== null ? chunk.subarray(from, reader.at) : null
}

/**
 * The events of a track of a Standard MIDI File 1.0.
 * @param chunk what stands in its MTrk chunk
 * @returns null for what cannot be read to its end
 */
export function readTrackEvents(chunk: Uint8Array): readonly TrackEvent[] | null {
  const reader = new ChunkReader(chunk)
  const events: TrackEvent[] = []
  let atTicks = 0
  let running = 0
  while (!reader.isAtEnd) {
    const delta = reader.number()
    if (delta === null) return null
    atTicks += delta
    const from = reader.at
    const hasStatus = reader.next >= 0x80
    const status = hasStatus ? reader.next : running
    if (hasStatus) reader.at++
    if (status === META || status === SYSEX || status === SYSEX_GOES_ON) {
      const bytes = longEvent(reader, status, from, chunk)
      if (bytes === null) return null
      events.push({ atTicks, bytes })
      continue
    }
    const data = status >= 0x80 && status < SYSEX ? reader.take(dataBytes(status)) : null
    if (data === null || data.some((byte) => byte > 127)) return null
    running = status
    events.push({ atTicks, bytes: Uint8Array.of(status, ...data) })
  }
  return events
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

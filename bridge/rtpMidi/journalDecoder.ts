import {
  CHAPTERS,
  JOURNAL_FLAGS,
  type ChannelJournal,
  type ControllerLog,
  type ControllerTool,
  type Journal,
  type NoteLog,
  type PolyPressureLog,
} from './journal.ts'

/** A journal that is cut short, or that says more than its lengths do. */
class Malformed extends Error {}

/** Reads what is left of some bytes, and throws rather than read beyond them. */
class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw new Malformed()
    return byte
  }

  word(): number {
    return (this.byte() << 8) | this.byte()
  }

  take(length: number): Reader {
    if (length < 0 || length > this.left) throw new Malformed()
    this.#at += length
    return new Reader(this.#bytes.subarray(this.#at - length, this.#at))
  }
}

/**
 * Reads a journal (RFC 6295, section 5). Pure.
 * @returns null when any part of it is malformed
 */
export function decodeJournal(bytes: Uint8Array): Journal | null {
  try {
    const reader = new Reader(bytes)
    const head = reader.byte()
    const checkpoint = reader.word()
    if ((head & JOURNAL_FLAGS.Y) !== 0) {
      // Appendix B: its length counts its own two bytes.
      reader.take((reader.word() & 0x3ff) - 2)
    }
    const count = (head & JOURNAL_FLAGS.A) === 0 ? 0 : (head & 15) + 1
    const channels = Array.from({ length: count }, () => channelOf(reader))
    return { checkpoint, channels }
  } catch (error) {
    if (error instanceof Malformed) return null
    throw error
  }
}

const isOld = (byte: number): boolean => (byte & 0x80) !== 0

function channelOf(journal: Reader): ChannelJournal {
  const head = journal.word()
  const contents = journal.byte()
  const reader = journal.take((head & 0x3ff) - 3)
  const has = (chapter: number): boolean => (contents & chapter) !== 0
  const program = has(CHAPTERS.P) ? programOf(reader) : null
  const controllers = has(CHAPTERS.C) ? controllersOf(reader) : []
  // Appendix A.4: its length counts its own two bytes.
  if (has(CHAPTERS.M)) reader.take((reader.word() & 0x3ff) - 2)
  const wheel = has(CHAPTERS.W) ? wheelOf(reader) : null
  const { notes, releases } = has(CHAPTERS.N)
    ? notesOf(reader)
    : { notes: [], releases: { notes: [], isOld: true } }
  // Appendix A.7: a count less one of logs of two bytes.
  if (has(CHAPTERS.E)) reader.take(((reader.byte() & 127) + 1) * 2)
  const pressure = has(CHAPTERS.T) ? pressureOf(reader.byte()) : null
  const polyPressures = has(CHAPTERS.A) ? polyPressuresOf(reader) : []
  const channel = (head >> 11) & 15
  return { channel, program, controllers, wheel, notes, releases, pressure, polyPressures }
}

/** A.2. */
function programOf(reader: Reader): ChannelJournal['program'] {
  const [first, second, third] = [reader.byte(), reader.byte(), reader.byte()]
  const bank = isOld(second) ? { msb: second & 127, lsb: third & 127 } : null
  return { program: first & 127, bank, isOld: isOld(first) }
}

/** A.3. */
function controllersOf(reader: Reader): ControllerLog[] {
  return Array.from({ length: (reader.byte() & 127) + 1 }, () => {
    const [first, second] = [reader.byte(), reader.byte()]
    const tool: ControllerTool = second < 0x80 ? 'value' : second < 0xc0 ? 'toggle' : 'count'
    const value = tool === 'value' ? second : second & 63
    return { controller: first & 127, tool, value, isOld: isOld(first) }
  })
}

/** A.5. */
function wheelOf(reader: Reader): ChannelJournal['wheel'] {
  const [first, second] = [reader.byte(), reader.byte()]
  return { value: ((second & 127) << 7) | (first & 127), isOld: isOld(first) }
}

/** A.6. */
function notesOf(reader: Reader): Pick<ChannelJournal, 'notes' | 'releases'> {
  const [head, range] = [reader.byte(), reader.byte()]
  const [low, high] = [range >> 4, range & 15]
  const length = head & 127
  const count = length === 127 && low === 15 && high === 0 ? 128 : length
  const notes: NoteLog[] = Array.from({ length: count }, () => {
    const [first, second] = [reader.byte(), reader.byte()]
    const log = { note: first & 127, velocity: second & 127, isPlayable: second > 127 }
    return { ...log, isOld: isOld(first) }
  })
  const released: number[] = []
  for (let octet = low; octet <= high; octet++) {
    const bits = reader.byte()
    for (let bit = 0; bit < 8; bit++) {
      if ((bits & (0x80 >> bit)) !== 0) released.push(octet * 8 + bit)
    }
  }
  return { notes, releases: { notes: released, isOld: isOld(head) } }
}

/** A.8. */
const pressureOf = (byte: number): ChannelJournal['pressure'] => ({
  pressure: byte & 127,
  isOld: isOld(byte),
})

/** A.9. */
function polyPressuresOf(reader: Reader): PolyPressureLog[] {
  return Array.from({ length: (reader.byte() & 127) + 1 }, () => {
    const [first, second] = [reader.byte(), reader.byte()]
    return { note: first & 127, pressure: second & 127, isOld: isOld(first) }
  })
}

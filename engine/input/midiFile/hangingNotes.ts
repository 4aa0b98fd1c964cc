import { CHUNK_HEADER_BYTES, trackPlaces } from './frame.ts'
import { readTrackEvents, writeTrackEvents, type TrackEvent } from './trackEvents.ts'

/** A file in which every note ends. */
export interface Ended {
  readonly bytes: Uint8Array
  /** Notes that the file never ended, drums left out. */
  readonly hanging: number
}

const NOTE_OFF = 0x80
const NOTE_ON = 0x90
const RELEASE_VELOCITY = 64
/** Channel 10, from 0: its notes have no length. */
const DRUMS = 9
const END_OF_TRACK = 0x2f

interface Key {
  /** Note-ons that no note-off answers. */
  open: number
  /** Whether its newest event is a note-on. */
  isDown: boolean
  newestTicks: number
}

const isEndOfTrack = ({ bytes }: TrackEvent): boolean =>
  bytes[0] === 0xff && bytes[1] === END_OF_TRACK

/** The keys of a track by channel and pitch: channel × 128 + pitch. */
function keysOf(events: readonly TrackEvent[]): Map<number, Key> {
  const keys = new Map<number, Key>()
  for (const { atTicks, bytes } of events) {
    const [status = 0, pitch = 0, velocity = 0] = bytes
    const kind = status & 0xf0
    if (kind !== NOTE_ON && kind !== NOTE_OFF) continue
    const name = (status & 0x0f) * 128 + pitch
    const key = keys.get(name) ?? { open: 0, isDown: false, newestTicks: 0 }
    keys.set(name, key)
    key.isDown = kind === NOTE_ON && velocity > 0
    key.open = key.isDown ? key.open + 1 : Math.max(0, key.open - 1)
    key.newestTicks = atTicks
  }
  return keys
}

const noteOff = (name: number, atTicks: number): TrackEvent => ({
  atTicks,
  bytes: Uint8Array.of(NOTE_OFF | (name >> 7), name & 0x7f, RELEASE_VELOCITY),
})

/**
 * The track with the note-offs that it lacks: a key that was struck again before it came up ends where
 * it came up at last; one that never came up, with its track, which lasts a quarter longer where it
 * would end with the onset itself.
 * @returns null where none lacks
 */
function ended(events: readonly TrackEvent[], ticksPerQuarter: number) {
  const last = events.at(-1)
  if (!last) return null
  const lacking: TrackEvent[] = []
  let hanging = 0
  for (const [name, { open, isDown, newestTicks }] of keysOf(events)) {
    if (open === 0) continue
    if (isDown && name >> 7 !== DRUMS) hanging++
    const end = last.atTicks > newestTicks ? last.atTicks : last.atTicks + ticksPerQuarter
    const at = isDown ? end : newestTicks
    for (let note = 0; note < open; note++) lacking.push(noteOff(name, at))
  }
  if (lacking.length === 0) return null
  const music = events.filter((event) => !isEndOfTrack(event))
  const all = [...music, ...lacking].sort((a, b) => a.atTicks - b.atTicks)
  const endTicks = Math.max(last.atTicks, all.at(-1)?.atTicks ?? 0)
  const end = { atTicks: endTicks, bytes: Uint8Array.of(0xff, END_OF_TRACK, 0) }
  return { chunk: writeTrackEvents([...all, end]), hanging }
}

/**
 * Ends the notes that a Standard MIDI File leaves open: its parser would drop them. A track that cannot
 * be read stays as it is, for the parser to name what is wrong.
 * @param bytes of a file whose frame is sound
 */
export function withNotesEnded(bytes: Uint8Array): Ended {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const ticksPerQuarter = view.getUint16(12)
  const pieces: Uint8Array[] = []
  let kept = 0
  let hanging = 0
  for (const { from, to } of trackPlaces(bytes)) {
    const read = readTrackEvents(bytes.subarray(from, to))
    const whole = 'fault' in read ? null : ended(read.events, ticksPerQuarter)
    if (!whole) continue
    const header = bytes.slice(from - CHUNK_HEADER_BYTES, from)
    new DataView(header.buffer).setUint32(4, whole.chunk.length)
    pieces.push(bytes.subarray(kept, from - CHUNK_HEADER_BYTES), header, whole.chunk)
    kept = to
    hanging += whole.hanging
  }
  return { bytes: kept > 0 ? joined([...pieces, bytes.subarray(kept)]) : bytes, hanging }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

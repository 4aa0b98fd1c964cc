import type { Meter } from '../clock/meter.ts'
import { powerOfTwo } from '../core/maths.ts'
import { TICKS_PER_QUARTER } from '../core/units.ts'

/**
 * Writes Standard MIDI Files 1.0. @tonejs/midi could, but it copies all it has at every event (an
 * hour of music takes minutes) and rounds velocities and tempos down.
 */

export interface WrittenNote {
  /** 0..127. */
  readonly pitch: number
  /** 1..127. */
  readonly velocity: number
  readonly onsetTicks: number
  /** After the onset. */
  readonly endTicks: number
}

export interface WrittenTempo {
  readonly fromTicks: number
  readonly microsecondsPerQuarter: number
}

export interface WrittenTrack {
  readonly name: string
  /** 0..15. */
  readonly channel: number
  readonly notes: readonly WrittenNote[]
}

/** Of simultaneous events the lower rank comes first. */
interface Message {
  readonly ticks: number
  readonly rank: number
  readonly bytes: readonly number[]
}

const NOTE_OFF = 0x80
const NOTE_ON = 0x90
/** What MIDI lets an instrument send that does not sense how a key comes up. */
const RELEASE_VELOCITY = 64
const META = 0xff
const TRACK_NAME = 0x03
const END_OF_TRACK = 0x2f
const SET_TEMPO = 0x51
const TIME_SIGNATURE = 0x58
const LONGEST_TEMPO = 0xffffff

const bigEndian = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / powerOfTwo(8 * (bytes - 1 - i))) & 255)

/** Seven bits a byte, the highest first, all but the last with the top bit set. */
function variableLength(value: number): number[] {
  const bytes = [value & 127]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 127) | 128)
  return bytes
}

/** Characters beyond ASCII become question marks: what they would mean is not in the standard. */
const asciiOf = (text: string): number[] =>
  Array.from(text, (character) => {
    const code = character.charCodeAt(0)
    return code < 128 ? code : 63
  })

const chunk = (letters: string, data: readonly number[]): number[] =>
  asciiOf(letters).concat(bigEndian(data.length, 4), data)

const meta = (type: number, data: readonly number[]): number[] => [
  META,
  type,
  ...variableLength(data.length),
  ...data,
]

function trackChunk(name: string, messages: readonly Message[]): number[] {
  const sorted = messages.toSorted((a, b) => a.ticks - b.ticks || a.rank - b.rank)
  const data = [0, ...meta(TRACK_NAME, asciiOf(name))]
  let at = 0
  for (const { ticks, bytes } of sorted) {
    data.push(...variableLength(ticks - at), ...bytes)
    at = ticks
  }
  data.push(0, ...meta(END_OF_TRACK, []))
  return chunk('MTrk', data)
}

const noteMessages = ({ channel, notes }: WrittenTrack): Message[] =>
  notes.flatMap(({ pitch, velocity, onsetTicks, endTicks }) => [
    { ticks: onsetTicks, rank: 1, bytes: [NOTE_ON | channel, pitch, velocity] },
    { ticks: endTicks, rank: 0, bytes: [NOTE_OFF | channel, pitch, RELEASE_VELOCITY] },
  ])

const tempoMessages = (tempos: readonly WrittenTempo[]): Message[] =>
  tempos.map(({ fromTicks, microsecondsPerQuarter }) => ({
    ticks: fromTicks,
    rank: 0,
    bytes: meta(SET_TEMPO, bigEndian(Math.min(microsecondsPerQuarter, LONGEST_TEMPO), 3)),
  }))

/** Numerator, denominator as a power of two, MIDI clocks a beat, 32nds a quarter. */
const SIGNATURES: Readonly<Record<Meter, readonly number[]>> = {
  '4/4': [4, 2, 24, 8],
  '3/4': [3, 2, 24, 8],
  '6/8': [6, 3, 36, 8],
}

/** A file that says nothing is in 4/4. */
const meterMessages = (meter: Meter): Message[] =>
  meter === '4/4' ? [] : [{ ticks: 0, rank: 0, bytes: meta(TIME_SIGNATURE, SIGNATURES[meter]) }]

/** A file of format 1, {@link TICKS_PER_QUARTER} ticks a quarter: the tempos' track, then the others. */
export function midiFileBytes(
  tempos: readonly WrittenTempo[],
  tracks: readonly WrittenTrack[],
  meter: Meter = '4/4',
): Uint8Array<ArrayBuffer> {
  const header = [1, tracks.length + 1, TICKS_PER_QUARTER].flatMap((value) => bigEndian(value, 2))
  const chunks = [
    chunk('MThd', header),
    trackChunk('Anthesis', [...meterMessages(meter), ...tempoMessages(tempos)]),
    ...tracks.map((track) => trackChunk(track.name, noteMessages(track))),
  ]
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of chunks) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

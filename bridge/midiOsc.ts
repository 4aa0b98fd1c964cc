import type { OscMessage, OscValue } from './osc.ts'
import { isMessage, SYSEX, type MidiMessage } from './midiStream.ts'

/**
 * MIDI messages as OSC and back, one address a kind: `/midi/PORT/noteon ,iii channel key velocity`.
 * Pure. Channels are 1 to 16 as they stand on devices; the bend is −8192 to 8191, the song position
 * sixteenths. Source of the statuses: MIDI 1.0 Detailed Specification (4.2.1), table I.
 */

/** Before every address of MIDI. */
export const MIDI_ROOT = '/midi/'

/** A kind of message: how many values follow the channel, or the status when it has no channel. */
interface Kind {
  readonly name: string
  readonly status: number
  readonly values: 0 | 1 | 2
  /** Its two data bytes are one number of 14 bits, low byte first, from which this is taken. */
  readonly centre?: number
}

const CHANNEL_KINDS: readonly Kind[] = [
  { name: 'noteoff', status: 0x80, values: 2 },
  { name: 'noteon', status: 0x90, values: 2 },
  { name: 'polypressure', status: 0xa0, values: 2 },
  { name: 'cc', status: 0xb0, values: 2 },
  { name: 'program', status: 0xc0, values: 1 },
  { name: 'pressure', status: 0xd0, values: 1 },
  { name: 'pitchbend', status: 0xe0, values: 1, centre: 8192 },
]

const SYSTEM_KINDS: readonly Kind[] = [
  { name: 'timecode', status: 0xf1, values: 1 },
  { name: 'songposition', status: 0xf2, values: 1, centre: 0 },
  { name: 'songselect', status: 0xf3, values: 1 },
  { name: 'tunerequest', status: 0xf6, values: 0 },
  { name: 'clock', status: 0xf8, values: 0 },
  { name: 'start', status: 0xfa, values: 0 },
  { name: 'continue', status: 0xfb, values: 0 },
  { name: 'stop', status: 0xfc, values: 0 },
  { name: 'sensing', status: 0xfe, values: 0 },
  { name: 'reset', status: 0xff, values: 0 },
]

const SYSEX_NAME = 'sysex'
const byStatus = new Map([...CHANNEL_KINDS, ...SYSTEM_KINDS].map((kind) => [kind.status, kind]))
const byName = new Map([...CHANNEL_KINDS, ...SYSTEM_KINDS].map((kind) => [kind.name, kind]))
const hasChannel = ({ status }: Kind): boolean => status < SYSEX

/**
 * What a message says in OSC.
 * @param port a name as {@link PortNames} gives it
 * @returns null when the bytes are no message
 */
export function midiToOsc(port: string, bytes: MidiMessage): OscMessage | null {
  if (!isMessage(bytes)) return null
  const [status = 0, first = 0, second = 0] = bytes
  const address = (name: string): string => `${MIDI_ROOT}${port}/${name}`
  if (status === SYSEX) return { address: address(SYSEX_NAME), types: 'b', values: [bytes] }
  const kind = byStatus.get(status < SYSEX ? status & 0xf0 : status)
  if (kind === undefined) return null
  const values = hasChannel(kind) ? [(status & 15) + 1] : []
  if (kind.centre !== undefined) values.push(((second << 7) | first) - kind.centre)
  else values.push(...[first, second].slice(0, kind.values))
  return { address: address(kind.name), types: 'i'.repeat(values.length), values }
}

/**
 * The message that an OSC message asks for, and the port it is for.
 * @returns null when it is not MIDI’s, or its values make no message
 */
export function oscToMidi(packet: OscMessage): { port: string; bytes: MidiMessage } | null {
  if (!packet.address.startsWith(MIDI_ROOT)) return null
  const [port = '', name = '', ...rest] = packet.address.slice(MIDI_ROOT.length).split('/')
  if (port === '' || rest.length > 0) return null
  const bytes = name === SYSEX_NAME ? sysexOf(packet.values) : bytesOf(name, packet.values)
  return bytes !== null && isMessage(bytes) ? { port, bytes } : null
}

function sysexOf(values: readonly OscValue[]): MidiMessage | null {
  const [blob] = values
  return values.length === 1 && blob instanceof Uint8Array && blob[0] === SYSEX ? blob : null
}

function bytesOf(name: string, values: readonly OscValue[]): MidiMessage | null {
  const kind = byName.get(name)
  if (kind === undefined) return null
  const numbers = values.filter((value) => typeof value === 'number')
  const data = [...numbers]
  const channel = hasChannel(kind) ? (data.shift() ?? NaN) - 1 : 0
  if (numbers.length !== values.length || data.length !== kind.values) return null
  if (!isWithin(channel, 15)) return null
  const [value = 0] = data
  if (kind.centre === undefined) {
    return data.every((byte) => isWithin(byte, 127))
      ? Uint8Array.of(kind.status | channel, ...data)
      : null
  }
  const bits = value + kind.centre
  if (!isWithin(bits, 16_383)) return null
  return Uint8Array.of(kind.status | channel, bits & 127, bits >> 7)
}

const isWithin = (value: number, most: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= most

/** A name that names nothing is called this. */
const NAMELESS = 'port'

/**
 * Names of ports as they may stand in addresses, one for each port: two devices of one name become
 * `name` and `name-2`. A device that comes back gets its name back.
 */
export class PortNames {
  readonly #taken = new Set<string>()

  /**
   * @param device as the device calls itself
   * @returns letters, digits, dots, underlines and hyphens alone
   */
  take(device: string): string {
    const name = device.replace(/[^\w.]+/g, '-').replace(/^-+|-+$/g, '') || NAMELESS
    let free = name
    for (let count = 2; this.#taken.has(free); count++) free = `${name}-${count}`
    this.#taken.add(free)
    return free
  }

  free(name: string): void {
    this.#taken.delete(name)
  }
}

import type { DeviceId, Event, ExternalBeatEvent } from '../core/events.ts'
import { bpm } from '../core/units.ts'
import { eventOfMidi } from './normalise.ts'

/** MIDI that the bridge brings as OSC: `/midi/PORT/noteon ,iii channel key velocity` and its like. */
export const MIDI_ROOT = '/midi/'

/** Statuses by what the bridge calls them, and the data bytes that follow. */
const KINDS: Readonly<Record<string, readonly [status: number, values: number]>> = {
  noteoff: [0x80, 2],
  noteon: [0x90, 2],
  polypressure: [0xa0, 2],
  cc: [0xb0, 2],
  pressure: [0xd0, 1],
}
const BEND_STATUS = 0xe0
const BEND_CENTRE = 8192

/**
 * A beat of the port's clock, as the bridge has filtered it: `/midi/PORT/tempo ,ffi`, quarters a
 * minute, quarters from the song's beginning, 1 while it runs.
 */
export function beatOfOscMidi(values: readonly unknown[]): ExternalBeatEvent | null {
  const [tempo, quarters, runs, ...rest] = values
  const isBeat =
    typeof tempo === 'number' && tempo >= 1 && tempo <= 1000 && typeof quarters === 'number'
  return isBeat && Number.isFinite(quarters) && isWithin(runs, 0, 1) && rest.length === 0
    ? { type: 'externalBeat', tempo: bpm(tempo), quarters, isRunning: runs === 1 }
    : null
}

/** The port of an address below {@link MIDI_ROOT}, as a device. */
export const deviceOfPort = (port: string): DeviceId => `midi:${port}`

const isWithin = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most

/**
 * The event that a message of the bridge's MIDI says.
 * @param kind the last part of its address, 'noteon' …
 * @param values channel 1 to 16, then data bytes, or the bend of -8192 to 8191
 * @returns null for kinds that the instrument does not use, and for anything malformed
 */
export function eventOfOscMidi(
  port: string,
  kind: string,
  values: readonly unknown[],
): Event | null {
  const [channel, first, second] = values
  if (!isWithin(channel, 1, 16)) return null
  const device = deviceOfPort(port)
  if (kind === 'pitchbend') {
    if (values.length !== 2 || !isWithin(first, -BEND_CENTRE, BEND_CENTRE - 1)) return null
    const bits = first + BEND_CENTRE
    return eventOfMidi(device, [BEND_STATUS + channel - 1, bits & 127, bits >> 7])
  }
  if (!Object.hasOwn(KINDS, kind)) return null
  const [status, count] = KINDS[kind] ?? [0, 0]
  if (values.length !== 1 + count || !isWithin(first, 0, 127)) return null
  if (count === 1) return eventOfMidi(device, [status + channel - 1, first])
  return isWithin(second, 0, 127)
    ? eventOfMidi(device, [status + channel - 1, first, second])
    : null
}

/** As a device's name stands in the bridge's addresses. */
const inAddresses = (name: string): string => name.replace(/[^\w.]+/g, '-').replace(/^-+|-+$/g, '')

/**
 * Whether the page hears a bridge's port by itself: drivers add the client's name and numbers, so a
 * port whose name holds that of a device of the browser's is that device.
 * @param devices names of the browser's MIDI inputs
 */
export const isHeardTwice = (port: string, devices: readonly string[]): boolean =>
  devices.some((device) => {
    const name = inAddresses(device)
    return name !== '' && port.includes(name)
  })

import type { DeviceId, Event } from '../core/events.ts'
import { fromFourteenBits, fromSevenBits, midiNote } from '../core/units.ts'

/**
 * One whole MIDI 1.0 channel message to an event; raw seven-bit values end here. A note-on with
 * velocity 0 is a note-off, as the MIDI specification says; poly pressure counts as pressure.
 * @returns null for what the instrument does not use (system messages, programs) and for anything
 *   malformed (too short, data bytes above 127)
 */
export function eventOfMidi(device: DeviceId, bytes: ArrayLike<number>): Event | null {
  const status = bytes[0] ?? 0
  const first = bytes[1] ?? 255
  const kind = status & 0xf0
  if (kind < 0x80 || kind === 0xf0 || first > 127) return null
  const channel = (status & 0x0f) + 1
  if (kind === 0xd0) return { type: 'pressure', device, channel, value: fromSevenBits(first) }
  const second = bytes[2] ?? 255
  if (second > 127) return null
  switch (kind) {
    case 0x80:
      return { type: 'noteOff', device, channel, pitch: midiNote(first) }
    case 0x90:
      return second === 0
        ? { type: 'noteOff', device, channel, pitch: midiNote(first) }
        : {
            type: 'noteOn',
            device,
            channel,
            pitch: midiNote(first),
            velocity: fromSevenBits(second),
          }
    case 0xa0:
      return { type: 'pressure', device, channel, value: fromSevenBits(second) }
    case 0xb0:
      return { type: 'control', device, channel, controller: first, value: fromSevenBits(second) }
    case 0xe0:
      return { type: 'pitchBend', device, channel, value: fromFourteenBits(second * 128 + first) }
    default:
      return null
  }
}

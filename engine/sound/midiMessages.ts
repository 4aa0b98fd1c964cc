import type { Channel } from '../core/events.ts'
import {
  bipolar,
  midiNote,
  toFourteenBits,
  toNoteVelocity,
  toSevenBits,
  unit,
} from '../core/units.ts'
import type { SoundCommand } from './commands.ts'

/**
 * Sound commands as MIDI 1.0 channel messages (MIDI 1.0 Detailed Specification, table II). Numbers
 * are status and data bytes.
 */

const NOTE_OFF = 0x80
const NOTE_ON = 0x90
const CONTROL = 0xb0
const PRESSURE = 0xd0
const PITCH_BEND = 0xe0
const SUSTAIN = 64
const SOSTENUTO = 66
const SOFT = 67
const ALL_SOUND_OFF = 120
const ALL_NOTES_OFF = 123
/** "A device that does not sense it sends 64" (note-off velocity). */
const RELEASE_VELOCITY = 64

/** Channels outside 1..16, and NaN, are held at the nearest end. */
const nibble = (channel: Channel): number =>
  channel > 1 ? Math.min(15, Math.floor(channel) - 1) : 0

/**
 * @returns the message, or null for a command that no MIDI device hears: one whose destination has
 * no port, a click, a level, the echo, or panic (see {@link silenceMessages})
 */
export function midiMessage(command: SoundCommand): Uint8Array | null {
  if (!('destination' in command) || command.destination.port === '') return null
  const channel = nibble(command.destination.channel)
  switch (command.type) {
    case 'noteOn': {
      const velocity = toNoteVelocity(unit(command.velocity))
      return Uint8Array.of(NOTE_ON | channel, midiNote(command.pitch), velocity)
    }
    case 'noteOff':
      return noteOffMessage(command.destination.channel, command.pitch)
    case 'pressure':
      return Uint8Array.of(PRESSURE | channel, toSevenBits(unit(command.value)))
    case 'bend': {
      const value = toFourteenBits(bipolar(command.value))
      return Uint8Array.of(PITCH_BEND | channel, value & 0x7f, value >> 7)
    }
  }
}

/** @param pitch 0..127 */
export const noteOffMessage = (channel: Channel, pitch: number): Uint8Array =>
  Uint8Array.of(NOTE_OFF | nibble(channel), midiNote(pitch), RELEASE_VELOCITY)

/** The end of a panic on one channel: pedals up, all sound off, all notes off. */
export const silenceMessages = (channel: Channel): readonly Uint8Array[] =>
  [SUSTAIN, SOSTENUTO, SOFT, ALL_SOUND_OFF, ALL_NOTES_OFF].map((controller) =>
    Uint8Array.of(CONTROL | nibble(channel), controller, 0),
  )

import type { MidiMessage } from './midiStream.ts'

/** Where messages arrive, and who hears what became of a way in or out. */
export interface MidiSink {
  /** @param port its name in addresses */
  readonly receive: (port: string, message: MidiMessage) => void
  /** A name in addresses for a device, its own until it is freed. */
  readonly takeName: (device: string) => string
  readonly freeName: (name: string) => void
  /** One line that the performer should read. */
  readonly warn: (line: string) => void
  /** One line for the log. */
  readonly say: (line: string) => void
}

/** A way for MIDI in and out: a driver, a serial line, the network. */
export interface MidiPorts {
  /** The ports that are open, by their names in addresses. */
  readonly names: readonly string[]
  /** @returns whether the port is one of these and can be played to */
  send(port: string, message: MidiMessage): boolean
  close(): void
}

import { fileURLToPath } from 'node:url'
import { openChild, type Child } from './childProcess.ts'
import type { MidiPorts, MidiSink } from './midiPorts.ts'
import type { FromChild, ToChild } from './midiServing.ts'
import { isMessage } from './midiStream.ts'
import { Mirror } from './rtpMidi/mirror.ts'

export interface DriverOptions {
  /** Parts of the names of devices that are to be opened; all are when empty, none when null. */
  readonly wanted: readonly string[] | null
  /** The name of a port of our own; null for none. */
  readonly virtual: string | null
  /** The script that the driver runs in. */
  readonly child?: string
}

/** The script that the driver runs in. */
export const MIDI_CHILD = fileURLToPath(new URL('midiChild.ts', import.meta.url))

interface Port {
  readonly name: string
  /** What sounds, so that it can be let go of when the device goes. */
  readonly mirror: Mirror
}

/**
 * MIDI through the system's driver, in a process of its own: one that dies is started again. Without a
 * driver there is one line, and no ports.
 */
export function openDriverMidi(options: DriverOptions, sink: MidiSink): MidiPorts {
  const ports = new Map<string, Port>()

  const drop = (device: string, port: Port): void => {
    ports.delete(device)
    for (const message of port.mirror.release()) sink.receive(port.name, message)
    sink.freeName(port.name)
    sink.say(`MIDI: ${device} has gone`)
  }
  const follow = (devices: readonly string[]): void => {
    for (const [device, port] of ports) if (!devices.includes(device)) drop(device, port)
    for (const device of devices) {
      if (ports.has(device)) continue
      const name = sink.takeName(device)
      ports.set(device, { name, mirror: new Mirror() })
      sink.say(`MIDI: ${device} is open as ${name}`)
    }
  }
  const hear = (word: FromChild): void => {
    if (word.type === 'ports') follow(word.devices)
    else if (word.type === 'trouble') sink.warn(`MIDI: ${word.why}.`)
    else if (word.type === 'absent') {
      sink.warn(`No MIDI driver here (${word.why}); MIDI by network and serial line goes on.`)
      child.close()
    } else if (word.type === 'message') {
      const port = ports.get(word.device)
      if (port === undefined || !isMessage(word.bytes)) return
      port.mirror.hear(word.bytes)
      sink.receive(port.name, word.bytes)
    }
  }
  const child: Child<ToChild> = openChild<ToChild, FromChild>(options.child ?? MIDI_CHILD, {
    began: () =>
      void child.tell({ type: 'open', wanted: options.wanted, virtual: options.virtual }),
    heard: hear,
    died(why) {
      follow([])
      sink.warn(`MIDI's driver died (${why}); it is started again.`)
    },
    failed: (why) => sink.warn(`MIDI's process failed: ${why}.`),
  })
  return {
    get names() {
      return [...ports.values()].map(({ name }) => name)
    },
    send(name, bytes) {
      for (const [device, port] of ports) {
        if (port.name === name) return child.tell({ type: 'send', device, bytes })
      }
      return false
    },
    close: () => child.close(),
  }
}

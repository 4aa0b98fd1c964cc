import { WebMidi, type Input, type MessageEvent, type Output } from 'webmidi'
import type { MidiPort } from './midiOut.ts'
import { PortNames } from './portNames.ts'
import type { Status } from '../core/status.ts'

/** What the page hears of MIDI devices. */
export interface WebMidiListener {
  status(status: Status): void
  /** A device to play on came or went. */
  input(device: string, connected: boolean): void
  /** @param timeStampMilliseconds performance time at which the message arrived */
  message(device: string, bytes: Uint8Array, timeStampMilliseconds: number): void
  outputConnected(port: MidiPort): void
  outputDisconnected(name: string): void
}

/** The browser's MIDI devices. */
export interface WebMidiEdge {
  /** Asks for permission, the first time or again; never rejects. */
  start(): Promise<void>
  stop(): Promise<void>
}

interface Attached<Port> {
  readonly name: string
  readonly port: Port
}

export function createWebMidi(listener: WebMidiListener): WebMidiEdge {
  const inputNames = new PortNames()
  const outputNames = new PortNames()
  const inputs = new Map<string, Attached<Input>>()
  const outputs = new Map<string, Attached<Output>>()
  let lastFailure: string | null = null

  const attachInput = (port: Input): void => {
    const name = inputNames.nameOf(port.id, port.name)
    inputs.set(port.id, { name, port })
    port.addListener('midimessage', (event: MessageEvent) => {
      listener.message(name, event.message.rawData, event.timestamp)
    })
    listener.input(name, true)
  }

  const attachOutput = (port: Output): void => {
    const name = outputNames.nameOf(port.id, port.name)
    outputs.set(port.id, { name, port })
    listener.outputConnected({
      name,
      send(bytes, atPerformanceMilliseconds) {
        port.send(bytes, { time: atPerformanceMilliseconds })
      },
    })
  }

  const detachInput = (id: string, { name, port }: Attached<Input>): void => {
    inputs.delete(id)
    port.removeListener('midimessage')
    listener.input(name, false)
  }

  const detachOutput = (id: string, { name }: Attached<Output>): void => {
    outputs.delete(id)
    listener.outputDisconnected(name)
  }

  /** Compares what there is with what there was: some systems report a change twice, or none. */
  const refresh = (): void => {
    const inputIds = new Set(WebMidi.inputs.map((port) => port.id))
    const outputIds = new Set(WebMidi.outputs.map((port) => port.id))
    for (const [id, old] of inputs) if (!inputIds.has(id)) detachInput(id, old)
    for (const [id, old] of outputs) if (!outputIds.has(id)) detachOutput(id, old)
    for (const port of WebMidi.inputs) if (!inputs.has(port.id)) attachInput(port)
    for (const port of WebMidi.outputs) if (!outputs.has(port.id)) attachOutput(port)
    lastFailure = null
    listener.status({ state: 'running', detail: `${inputs.size} in, ${outputs.size} out` })
  }

  const fail = (why: string, remedy: string): void => {
    lastFailure = why
    listener.status({ state: 'failed', why, remedy })
  }

  const follow = (): void => {
    if (!WebMidi.hasListener('portschanged', refresh)) {
      WebMidi.addListener('portschanged', refresh)
    }
    refresh()
  }

  const stop = async (): Promise<void> => {
    for (const [id, old] of inputs) detachInput(id, old)
    for (const [id, old] of outputs) detachOutput(id, old)
    if (WebMidi.enabled) await WebMidi.disable()
  }

  return {
    async start() {
      listener.status(
        lastFailure === null ? { state: 'starting' } : { state: 'retrying', why: lastFailure },
      )
      if (!('requestMIDIAccess' in navigator)) {
        fail(
          isSecureContext ? 'This browser has no Web MIDI.' : 'This address may not use Web MIDI.',
          isSecureContext
            ? 'Open the page in Chrome, Edge or Firefox; the letter keys play here too.'
            : 'Open the page on 127.0.0.1 of its own machine; the letter keys play here too.',
        )
        return
      }
      try {
        if (lastFailure !== null && WebMidi.enabled) await stop()
        await WebMidi.enable({ sysex: false, validation: false })
      } catch (error) {
        if (!WebMidi.enabled) {
          fail(...explain(error))
          return
        }
        // Permission is there, but a port would not open; the others are of use.
        follow()
        fail(
          'A MIDI device is in use by another program.',
          'Close that program, then press the MIDI light again.',
        )
        return
      }
      follow()
    },
    stop,
  }
}

/** What a refused request for MIDI means (Web MIDI API, requestMIDIAccess), and what to do. */
function explain(error: unknown): [why: string, remedy: string] {
  const name = error instanceof Error ? error.name : ''
  switch (name) {
    case 'SecurityError':
    case 'NotAllowedError':
      return [
        'The browser was not allowed to use MIDI.',
        'Allow MIDI in the address bar, then press the MIDI light again.',
      ]
    case 'NotSupportedError':
      return ['This system has no MIDI.', 'The letter keys play here too.']
    default:
      return [
        "The system's MIDI did not start.",
        'Plug the device in again, or restart the browser; the letter keys play here too.',
      ]
  }
}

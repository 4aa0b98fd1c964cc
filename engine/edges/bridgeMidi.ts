import type { MidiPort } from './midiOut.ts'

export interface OutputListener {
  outputConnected(port: MidiPort): void
  outputDisconnected(name: string): void
}

/** A device that the browser knows as well has another name there. */
const shown = (port: string): string => `${port} (bridge)`

/** The bridge's MIDI ports as outputs of the page. */
export class BridgeMidi {
  readonly #listener: OutputListener
  readonly #play: (port: string, bytes: Uint8Array, atMilliseconds: number) => void
  readonly #ports = new Set<string>()

  /** @param play throws when the bridge is gone; times are performance time */
  constructor(
    listener: OutputListener,
    play: (port: string, bytes: Uint8Array, atMilliseconds: number) => void,
  ) {
    this.#listener = listener
    this.#play = play
  }

  /** @param names of the ports that there are now */
  follow(names: readonly string[]): void {
    for (const port of this.#ports) {
      if (names.includes(port)) continue
      this.#ports.delete(port)
      this.#listener.outputDisconnected(shown(port))
    }
    for (const port of names) {
      if (this.#ports.has(port)) continue
      this.#ports.add(port)
      this.#listener.outputConnected({
        name: shown(port),
        send: (bytes, atMilliseconds) => this.#play(port, bytes, atMilliseconds),
      })
    }
  }
}

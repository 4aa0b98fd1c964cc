import type { MidiSink } from '../../bridge/midiPorts.ts'
import { PortNames } from '../../bridge/midiOsc.ts'

/** Hears what ports say, and lets tests wait for it. */
export class Listener implements MidiSink {
  readonly messages: { readonly port: string; readonly bytes: number[] }[] = []
  readonly lines: string[] = []
  readonly #names = new PortNames()
  #waiting: { isIt: () => boolean; resolve: () => void }[] = []

  readonly receive = (port: string, message: Uint8Array): void => {
    this.messages.push({ port, bytes: [...message] })
    this.#look()
  }

  readonly takeName = (device: string): string => this.#names.take(device)

  readonly freeName = (name: string): void => this.#names.free(name)

  readonly warn = (line: string): void => this.say(line)

  readonly say = (line: string): void => {
    this.lines.push(line)
    this.#look()
  }

  /** Until something is so that what was heard or said can make so. */
  until(isIt: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ isIt, resolve })
      this.#look()
    })
  }

  #look(): void {
    const ready = this.#waiting.filter(({ isIt }) => isIt())
    this.#waiting = this.#waiting.filter((one) => !ready.includes(one))
    for (const { resolve } of ready) resolve()
  }
}

import type { MidiMessage } from './midiStream.ts'

/** What the child needs of a driver; {@link ./midiDriver.ts} has the real one. */
export interface MidiDriver {
  /** Names as the system gives them, each at the index under which it is opened. */
  inputs(): string[]
  outputs(): string[]
  openInput(index: number, receive: (message: MidiMessage) => void): Way
  openOutput(index: number): WayOut
  /** A port of our own that other programs see. */
  openVirtual(name: string, receive: (message: MidiMessage) => void): WayOut
}

export interface Way {
  close(): void
}

export interface WayOut extends Way {
  send(message: MidiMessage): void
}

/** What the bridge tells the child. */
export type ToChild =
  | {
      readonly type: 'open'
      readonly wanted: readonly string[] | null
      readonly virtual: string | null
    }
  | { readonly type: 'send'; readonly device: string; readonly bytes: Uint8Array }
  | { readonly type: 'list' }

/** What the child tells the bridge. Devices of one name are told apart by a number after it. */
export type FromChild =
  | { readonly type: 'ports'; readonly devices: readonly string[] }
  | { readonly type: 'message'; readonly device: string; readonly bytes: Uint8Array }
  /** All that could be opened, whatever is. */
  | {
      readonly type: 'listed'
      readonly inputs: readonly string[]
      readonly outputs: readonly string[]
    }
  | { readonly type: 'trouble'; readonly why: string }
  /** There is no driver, and there will be none. */
  | { readonly type: 'absent'; readonly why: string }

/** So a device that was plugged in is found within a second on a busy machine too. */
export const POLL_MILLISECONDS = 500

const MOST_TROUBLES = 256

/** The driver's own ports, and the system's echo: opening them would hear what we play. */
const isOwn = (name: string): boolean => /^RtMidi |^Midi Through/.test(name)

/** Whether a device is one that was asked for by a part of its name; null asks for none, and [] for all. */
export const isWanted = (device: string, wanted: readonly string[] | null): boolean =>
  wanted?.length === 0
    ? !isOwn(device)
    : wanted !== null && wanted.some((part) => device.toLowerCase().includes(part.toLowerCase()))

const whyOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The driver's side of the conversation: opens what is wanted, and looks again and again what there is. */
export class MidiServing {
  readonly #driver: MidiDriver
  readonly #tell: (word: FromChild) => void
  readonly #inputs = new Map<string, Way>()
  readonly #outputs = new Map<string, WayOut>()
  #wanted: readonly string[] | null = null
  #virtual: string | null = null
  #told = ''
  /** What was wrong with a device when it was last tried; '' stands for the driver itself. */
  readonly #troubles = new Map<string, string>()

  constructor(driver: MidiDriver, tell: (word: FromChild) => void) {
    this.#driver = driver
    this.#tell = tell
  }

  hear(word: ToChild): void {
    if (word.type === 'open') {
      this.#wanted = word.wanted
      if (word.virtual !== null) this.#openVirtual(word.virtual)
      this.poll()
      this.#sayMissing()
      return
    }
    if (word.type === 'list') {
      const { inputs, outputs } = this.#names()
      const others = (names: string[]): string[] =>
        numbered(names).filter((name) => isWanted(name, []))
      this.#tell({ type: 'listed', inputs: others(inputs), outputs: others(outputs) })
      return
    }
    try {
      this.#outputs.get(word.device)?.send(word.bytes)
    } catch (error) {
      this.#trouble(word.device, whyOf(error))
    }
  }

  /** Opens what has come, closes what has gone, and tells when that changed anything. */
  poll(): void {
    const { inputs, outputs } = this.#names()
    this.#follow(this.#inputs, inputs, (index, device) =>
      this.#driver.openInput(index, (bytes) => this.#tell({ type: 'message', device, bytes })),
    )
    this.#follow(this.#outputs, outputs, (index) => this.#driver.openOutput(index))
    const devices = [...new Set([...this.#inputs.keys(), ...this.#outputs.keys()])]
    const told = JSON.stringify(devices)
    if (told === this.#told) return
    this.#told = told
    this.#tell({ type: 'ports', devices })
  }

  #sayMissing(): void {
    const devices = [...this.#inputs.keys(), ...this.#outputs.keys()]
    for (const name of this.#wanted ?? []) {
      if (devices.some((device) => isWanted(device, [name]))) continue
      this.#trouble(name, 'no device has this in its name; one that comes is opened')
    }
  }

  #names(): { inputs: string[]; outputs: string[] } {
    try {
      const names = { inputs: this.#driver.inputs(), outputs: this.#driver.outputs() }
      this.#troubles.delete('')
      return names
    } catch (error) {
      this.#trouble('', whyOf(error))
      return { inputs: [], outputs: [] }
    }
  }

  #follow<Opened extends Way>(
    ways: Map<string, Opened>,
    names: readonly string[],
    open: (index: number, device: string) => Opened,
  ): void {
    const devices = numbered(names)
    for (const [device, way] of ways) {
      if (devices.includes(device) || device === this.#virtual) continue
      ways.delete(device)
      way.close()
    }
    devices.forEach((device, index) => {
      if (ways.has(device) || device === this.#virtual || !isWanted(device, this.#wanted)) return
      try {
        ways.set(device, open(index, device))
        this.#troubles.delete(device)
      } catch (error) {
        this.#trouble(device, whyOf(error))
      }
    })
  }

  #openVirtual(device: string): void {
    try {
      const way = this.#driver.openVirtual(device, (bytes) =>
        this.#tell({ type: 'message', device, bytes }),
      )
      this.#virtual = device
      this.#outputs.set(device, way)
    } catch (error) {
      this.#trouble(device, whyOf(error))
    }
  }

  /** One line for each thing that is wrong, however often it is tried again. */
  #trouble(device: string, why: string): void {
    if (this.#troubles.get(device) === why) return
    if (this.#troubles.size >= MOST_TROUBLES) this.#troubles.clear()
    this.#troubles.set(device, why)
    this.#tell({ type: 'trouble', why: device === '' ? why : `${device}: ${why}` })
  }
}

/** Names of which no two are the same. */
function numbered(names: readonly string[]): string[] {
  const counts = new Map<string, number>()
  return names.map((name) => {
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return count === 1 ? name : `${name} ${count}`
  })
}

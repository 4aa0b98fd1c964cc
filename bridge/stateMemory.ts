import { STATE } from './protocol.ts'

/** Any client may speak of state; together they shall not fill the memory. */
const MOST_ADDRESSES = 1024
const LARGEST_STATE = 1024

/** The latest of what the instrument said of itself, for clients that come later. */
export class StateMemory {
  readonly #latest = new Map<string, Uint8Array>()

  /** @param addresses of the packet's messages */
  note(addresses: readonly string[], packet: Uint8Array): void {
    if (!addresses.every((address) => address.startsWith(STATE))) return
    const key = addresses.join(' ')
    if (key === '' || packet.length > LARGEST_STATE) return
    if (!this.#latest.delete(key) && this.#latest.size >= MOST_ADDRESSES) return
    this.#latest.set(key, new Uint8Array(packet))
  }

  /** Packets in the order in which they came. */
  get packets(): Iterable<Uint8Array> {
    return this.#latest.values()
  }
}

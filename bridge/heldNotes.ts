import { decode, isBundle, type OscMessage, type OscPacket } from './osc.ts'

const NOTE_ON = '/anthesis/note/on'
const NOTE_OFF = '/anthesis/note/off'

/** The keys that each client holds down, so that they are let go of when it goes. */
export class HeldNotes {
  readonly #held = new Map<object, Set<number>>()

  /**
   * @param addresses of the packet's messages
   * @param packet with nothing wrong
   */
  note(owner: object, addresses: readonly string[], packet: Uint8Array): void {
    if (!addresses.some((address) => address === NOTE_ON || address === NOTE_OFF)) return
    this.#follow(owner, decode(packet))
  }

  /** Forgets an owner. @returns what lets go of all it held */
  release(owner: object): OscMessage[] {
    const pitches = this.#held.get(owner) ?? []
    this.#held.delete(owner)
    return [...pitches].map((pitch) => ({ address: NOTE_OFF, types: 'i', values: [pitch] }))
  }

  #follow(owner: object, packet: OscPacket): void {
    if (isBundle(packet)) {
      for (const inner of packet.packets) this.#follow(owner, inner)
      return
    }
    const { address, values } = packet
    const [pitch, velocity] = values
    // What is no MIDI note is refused further on.
    if (typeof pitch !== 'number' || !Number.isInteger(pitch) || pitch < 0 || pitch > 127) return
    const held = this.#held.get(owner) ?? new Set()
    this.#held.set(owner, held)
    if (address === NOTE_ON && velocity !== 0) held.add(pitch)
    else if (address === NOTE_ON || address === NOTE_OFF) held.delete(pitch)
  }
}

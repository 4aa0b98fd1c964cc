import { encodeSession } from './protocol.ts'
import type { Framing } from './framing.ts'
import type { Hub, Sender } from './hub.ts'
import { Lane } from './relay.ts'

/** Sockets at once, of both kinds together. */
export const MOST_CLIENTS = 64
/** So long a client that was told to go may take to read that. */
export const FAREWELL_MILLISECONDS = 2000

/** What `/status` says of a client. */
export interface ClientReport {
  readonly name: string
  readonly address: string
  readonly hasSession: boolean
  readonly unsentBytes: number
  /** Continuous values that gave way to later ones. */
  readonly coalesced: number
}

/** A client's socket, of whatever kind. */
export interface Wire {
  readonly kind: 'ws' | 'tcp'
  readonly address: string
  readonly framing: Framing
  readonly hasSession: boolean
  write(bytes: Uint8Array): void
  /** Bytes written and not yet sent. */
  unsentBytes(): number
  /** Asks it to go, since it could not take its events. */
  dismiss(): void
  destroy(): void
}

export interface Client extends Sender {
  readonly lane: Lane
}

/** Everyone who is connected. */
export class Clients {
  readonly #hub: Hub
  readonly #clients = new Map<Client, Wire>()
  #count = 0
  #overflowed = 0
  #coalesced = 0

  constructor(hub: Hub) {
    this.#hub = hub
  }

  get isFull(): boolean {
    return this.#clients.size >= MOST_CLIENTS
  }

  /** Clients dismissed because they could not take their events. */
  get overflowed(): number {
    return this.#overflowed
  }

  /** Over all clients there have been. */
  get coalesced(): number {
    return [...this.#clients.keys()].reduce(
      (sum, { lane }) => sum + lane.coalesced,
      this.#coalesced,
    )
  }

  add(wire: Wire): Client {
    const name = `${wire.kind} ${++this.#count}`
    const lane = new Lane(wire.framing, {
      send: (frames) => wire.write(frames),
      buffered: () => wire.unsentBytes(),
      overflowed: () => this.#dismiss(client, wire),
    })
    const client: Client = { name, lane, hasSession: wire.hasSession }
    this.#clients.set(client, wire)
    this.#hub.join(client)
    return client
  }

  /** Has gone, or is as good as gone. */
  remove(client: Client): void {
    if (!this.#clients.delete(client)) return
    this.#coalesced += client.lane.coalesced
    this.#hub.leave(client)
  }

  report(): ClientReport[] {
    return [...this.#clients].map(([{ name, lane, hasSession }, { address }]) => ({
      name,
      address,
      hasSession,
      unsentBytes: lane.unsentBytes,
      coalesced: lane.coalesced,
    }))
  }

  destroyAll(): void {
    for (const wire of this.#clients.values()) wire.destroy()
  }

  #dismiss(client: Client, wire: Wire): void {
    this.#overflowed++
    const release = encodeSession({ type: 'release' })
    const frame = new Uint8Array(wire.framing.length(release))
    wire.framing.write(release, Date.now() / 1000, frame, 0)
    wire.write(frame)
    wire.dismiss()
    setTimeout(() => wire.destroy(), FAREWELL_MILLISECONDS).unref()
    this.remove(client)
  }
}

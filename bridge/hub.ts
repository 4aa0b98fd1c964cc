import type { ContinuousAddresses } from './continuousAddresses.ts'
import { ENSEMBLE } from './ensemble.ts'
import { EnsembleHub } from './ensembleHub.ts'
import { HeldNotes } from './heldNotes.ts'
import { addressesOf, decode, encode, whyMalformed } from './osc.ts'
import type { Ledger } from './ledger.ts'
import {
  encodeSession,
  LARGEST_PACKET,
  PROTOCOL_VERSION,
  readSession,
  SESSION,
  type Play,
} from './protocol.ts'
import { Relay, type Lane } from './relay.ts'
import { StateMemory } from './stateMemory.ts'

/** One who sends. */
export interface Sender {
  /** As `/status` calls it. */
  readonly name: string
  /** Its own way out; null for one who only sends, as UDP sources do. */
  readonly lane: Lane | null
  /** It asked for the subprotocol, and may use the session's addresses. */
  readonly hasSession: boolean
}

export interface HubPorts {
  readonly nowSeconds: () => number
  /** {@link Relay} explains it. */
  readonly atEndOfTurn: (flush: () => void) => void
  /** A line for the log. */
  readonly say: (line: string) => void
  readonly ledger: Ledger
  readonly continuous: ContinuousAddresses
  /** Version of this program. */
  readonly program: string
}

/** A way on for every packet but those that came by it. */
type Link = (packet: Uint8Array, addresses: readonly string[], isContinuous: boolean) => void

/** Where clients' MIDI goes out. */
export interface MidiOutlet {
  /** Of its ports, as in their addresses. */
  readonly names: readonly string[]
  /** @returns whether it will be played */
  play(owner: Lane, message: Play): boolean
  /** An owner has gone: what it left sounding is let go of. */
  leave(owner: Lane): void
}

/** Session, ensemble and state lie in it. */
const OURS = '/anthesis/'

/** No client needs more, and each one is matched against. */
const MOST_DECLARED = 1024

/**
 * Where every packet comes by: it is checked whole, counted, and passed on. What comes from a source
 * goes to all clients; what comes from a client goes to all other clients and to the targets. Targets
 * never get what came by UDP, so that two bridges do not send each other the same for ever.
 */
export class Hub {
  readonly #ports: HubPorts
  readonly #relay: Relay
  readonly #memory = new StateMemory()
  readonly #heldNotes = new HeldNotes()
  readonly #targets = new Set<(packet: Uint8Array, from: Lane) => void>()
  readonly #links = new Map<Sender, Link>()
  /** Clients who may use the session's addresses. */
  readonly #sessions = new Set<Lane>()
  #midi: MidiOutlet | null = null
  readonly ensemble: EnsembleHub

  constructor(ports: HubPorts) {
    this.#ports = ports
    this.#relay = new Relay(ports.atEndOfTurn)
    this.ensemble = new EnsembleHub({
      tell: (lane, packet) => this.#tell(lane, packet),
      say: ports.say,
    })
  }

  /** Adds a way out for what clients send. */
  addTarget(send: (packet: Uint8Array, from: Lane) => void): void {
    this.#targets.add(send)
  }

  /** From now on clients of the session play here. */
  openMidi(outlet: MidiOutlet): void {
    this.#midi = outlet
  }

  /** MIDI ports came or went. */
  tellPorts(): void {
    for (const lane of this.#sessions) this.#tellPorts(lane)
  }

  /** The latest that the instrument said of itself. */
  get state(): Iterable<Uint8Array> {
    return this.#memory.packets
  }

  /** Adds a way to other bridges. @param own who sends what comes by it */
  addLink(own: Sender, pass: Link): void {
    this.#links.set(own, pass)
  }

  /** What came from other machines is to be let go of. */
  release(): void {
    for (const lane of this.#sessions) this.#tell(lane, encodeSession({ type: 'release' }))
  }

  /** From now on the client gets what comes; first a welcome, and the instrument's state. */
  join(client: Sender & { readonly lane: Lane }): void {
    const { lane, name, hasSession } = client
    if (hasSession) {
      const { program } = this.#ports
      this.#sessions.add(lane)
      this.#tell(lane, encodeSession({ type: 'welcome', version: PROTOCOL_VERSION, program, name }))
      this.#tellPorts(lane)
    }
    for (const packet of this.#memory.packets) this.#tell(lane, packet)
    this.#relay.add(lane)
    this.#ports.say(`${name} has come`)
  }

  leave(client: Sender & { readonly lane: Lane }): void {
    this.#relay.remove(client.lane)
    this.#sessions.delete(client.lane)
    this.ensemble.leave(client.lane)
    this.#midi?.leave(client.lane)
    this.#ports.continuous.forget(client.lane)
    this.#ports.say(`${client.name} has gone`)
    for (const message of this.#heldNotes.release(client.lane)) {
      this.receive(encode(message), { name: client.name, lane: null, hasSession: false })
    }
  }

  /**
   * @param packet anything at all; stays as it is until the turn of the event loop has ended
   * @returns whether it was a packet that may be sent
   */
  receive(packet: Uint8Array, from: Sender): boolean {
    const { ledger, continuous, nowSeconds } = this.#ports
    const fault = packet.length > LARGEST_PACKET ? 'it is larger than 64 KB' : whyMalformed(packet)
    if (fault !== null) return this.refuse(from, fault)
    const addresses = addressesOf(packet)
    const isOurs = addresses.some((address) => address.startsWith(OURS))
    if (isOurs && addresses.some((address) => address.startsWith(SESSION))) {
      return this.#hear(packet, from) || this.refuse(from, 'its address is the session’s')
    }
    if (isOurs && addresses.some((address) => address.startsWith(ENSEMBLE))) {
      return this.ensemble.hear(packet, from) || this.refuse(from, 'its address is the ensemble’s')
    }
    const arrivalSeconds = nowSeconds()
    const [first] = addresses
    ledger.note(from.name, first ?? '#bundle', arrivalSeconds)
    if (isOurs) {
      this.#memory.note(addresses, packet)
      if (from.lane !== null) this.#heldNotes.note(from.lane, addresses, packet)
    }
    const isContinuous =
      first !== undefined && addresses.every((address) => continuous.has(address))
    this.#relay.accept(packet, arrivalSeconds, isContinuous ? addresses.join(' ') : null, from.lane)
    if (from.lane !== null) for (const send of this.#targets) send(packet, from.lane)
    for (const [own, pass] of this.#links) if (own !== from) pass(packet, addresses, isContinuous)
    return true
  }

  /** Counts what was refused; @returns false */
  refuse(from: Sender, reason: string): false {
    if (this.#ports.ledger.refuse(from.name, reason, this.#ports.nowSeconds())) {
      this.#ports.say(`${from.name} sent what was refused: ${reason}`)
    }
    return false
  }

  #hear(packet: Uint8Array, from: Sender): boolean {
    const message = from.hasSession && from.lane !== null ? readSession(decode(packet)) : null
    if (from.lane === null || message === null) return false
    if (message.type === 'ping') {
      const { number, sentSeconds } = message
      const bridgeSeconds = this.#ports.nowSeconds()
      this.#tell(from.lane, encodeSession({ type: 'pong', number, sentSeconds, bridgeSeconds }))
      return true
    }
    if (message.type === 'play') return this.#midi?.play(from.lane, message) ?? false
    if (message.type !== 'hello' || message.continuous.length > MOST_DECLARED) return false
    return this.#ports.continuous.declare(from.lane, message.continuous)
  }

  #tellPorts(lane: Lane): void {
    if (this.#midi === null) return
    this.#tell(lane, encodeSession({ type: 'ports', names: this.#midi.names }))
  }

  #tell(lane: Lane, packet: Uint8Array): void {
    this.#relay.tell(lane, packet, this.#ports.nowSeconds())
  }
}

import type { MidiMessage } from '../midiStream.ts'
import {
  decodeControl,
  encodeControl,
  isControl,
  type Control,
  type Invitation,
} from './control.ts'
import { Invitations } from './invitations.ts'
import { decodeRtp } from './payload.ts'
import { Peer, type Address, type Arrival, type Lane, type PeerParts } from './peer.ts'

export interface SessionPorts {
  /** Ours, as peers show it. */
  readonly name: string
  /** On a clock that never jumps. */
  readonly nowMilliseconds: () => number
  readonly send: (lane: Lane, to: Address, bytes: Uint8Array) => void
  /** 32 bits that no one can guess. */
  readonly random: () => number
  /** Whether a host may invite us. */
  readonly isAllowed: (host: string) => boolean
  readonly opened: (peer: PeerParts) => void
  readonly closed: (peer: PeerParts, why: string) => void
  readonly heard: (peer: PeerParts, arrival: Arrival) => void
}

const MOST_PEERS = 16
/** From the first port’s invitation to the second’s. */
const HALF_OPEN_MILLISECONDS = 10_000

interface HalfOpen {
  readonly invitation: Invitation
  readonly control: Address
  readonly untilMilliseconds: number
}

/**
 * A session of AppleMIDI: it invites, is invited, keeps clocks together, and plays through RTP-MIDI
 * (RFC 6295). Pure but for its ports; packets and {@link tick} drive it.
 */
export class Session {
  readonly ssrc: number
  readonly #ports: SessionPorts
  readonly #peers = new Map<number, Peer>()
  readonly #halfOpen = new Map<number, HalfOpen>()
  readonly #invitations: Invitations
  #malformed = 0

  constructor(ports: SessionPorts) {
    this.#ports = ports
    this.ssrc = ports.random()
    this.#invitations = new Invitations({ ...ports, ssrc: this.ssrc })
  }

  /** Packets that were of no use to anyone. */
  get malformed(): number {
    return this.#malformed
  }

  get peers(): readonly Peer[] {
    return [...this.#peers.values()]
  }

  /** Invites a peer, now and whenever the connection is lost. */
  invite(control: Address): void {
    this.#invitations.add(control)
    this.tick()
  }

  /** Takes a packet of anything at all. */
  receive(lane: Lane, from: Address, bytes: Uint8Array): void {
    if (isControl(bytes)) {
      const packet = decodeControl(bytes)
      if (packet === null) this.#malformed++
      else this.#control(lane, from, packet)
      return
    }
    const packet = lane === 'data' ? decodeRtp(bytes) : null
    const peer = packet === null ? null : this.#peerOf(packet.ssrc, from)
    const arrivals =
      packet === null || peer === null ? null : peer.hear(packet, this.#ports.nowMilliseconds())
    if (arrivals === null || peer === null) this.#malformed++
    else for (const arrival of arrivals) this.#ports.heard(peer.parts, arrival)
  }

  /**
   * Sends messages as one moment.
   * @returns whether the peer is here
   */
  play(ssrc: number, messages: readonly MidiMessage[]): boolean {
    const peer = this.#peers.get(ssrc)
    peer?.play(messages, this.#ports.nowMilliseconds())
    return peer !== undefined
  }

  /** Does what is due; to be called every few tens of milliseconds. */
  tick(): void {
    const now = this.#ports.nowMilliseconds()
    for (const [ssrc, { untilMilliseconds }] of this.#halfOpen) {
      if (now > untilMilliseconds) this.#halfOpen.delete(ssrc)
    }
    for (const peer of this.#peers.values()) {
      const why = peer.tick(now)
      if (why === null) continue
      peer.sayGoodbye()
      this.#close(peer, why)
    }
    this.#invitations.tick(now)
  }

  /** Says goodbye to all. */
  close(): void {
    for (const peer of this.#peers.values()) {
      peer.sayGoodbye()
      this.#close(peer, 'we closed')
    }
  }

  #peerOf(ssrc: number, from: Address): Peer | null {
    const peer = this.#peers.get(ssrc)
    return peer?.parts.control.host === from.host ? peer : null
  }

  #control(lane: Lane, from: Address, packet: Control): void {
    if (packet.kind === 'IN') this.#invited(lane, from, packet)
    else if (packet.kind === 'OK') {
      const parts = this.#invitations.accepted(lane, from, packet)
      if (parts !== null) this.#open(parts)
    } else if (packet.kind === 'NO')
      this.#invitations.refused(packet, this.#ports.nowMilliseconds())
    else {
      const peer = this.#peerOf(packet.ssrc, from)
      if (peer === null) this.#malformed++
      else if (packet.kind === 'CK' || packet.kind === 'RS') {
        peer.control(packet, this.#ports.nowMilliseconds())
      } else this.#close(peer, 'said goodbye')
    }
  }

  #invited(lane: Lane, from: Address, invitation: Invitation): void {
    const { ssrc, token } = invitation
    const known = this.#peers.get(ssrc)
    if (known !== undefined && known.parts.control.host !== from.host) return
    const isKnown = known?.parts.token === token || known?.parts.isInitiator === true
    const isFull = this.#peers.size + this.#halfOpen.size >= MOST_PEERS
    const half = this.#halfOpen.get(ssrc)
    const isNew = known === undefined && half === undefined
    if (!this.#ports.isAllowed(from.host) || (isNew && (isFull || lane === 'data'))) {
      this.#answer('NO', lane, from, token)
      return
    }
    this.#answer('OK', lane, from, token)
    if (isKnown) return
    if (lane === 'control') {
      const untilMilliseconds = this.#ports.nowMilliseconds() + HALF_OPEN_MILLISECONDS
      this.#halfOpen.set(ssrc, { invitation, control: from, untilMilliseconds })
    } else if (half?.invitation.token === token && half.control.host === from.host) {
      this.#halfOpen.delete(ssrc)
      const { name } = half.invitation
      this.#open({ ssrc, token, name, control: half.control, data: from, isInitiator: false })
    }
  }

  #answer(kind: 'OK' | 'NO', lane: Lane, to: Address, token: number): void {
    const { send, name } = this.#ports
    send(lane, to, encodeControl({ kind, token, ssrc: this.ssrc, name }))
  }

  #open(parts: PeerParts): void {
    // One that was started anew comes back from where it was, and has forgotten what it played.
    for (const peer of this.#peers.values()) {
      const { ssrc, control } = peer.parts
      const isSamePlace = control.host === parts.control.host && control.port === parts.control.port
      if (ssrc === parts.ssrc || isSamePlace) this.#end(peer, 'came back')
    }
    const { send, random, nowMilliseconds } = this.#ports
    const ports = { ssrc: this.ssrc, send }
    this.#peers.set(parts.ssrc, new Peer(parts, ports, random() & 0xffff, nowMilliseconds()))
    this.#ports.opened(parts)
  }

  #close(peer: Peer, why: string): void {
    this.#end(peer, why)
    this.#invitations.lost(peer.parts.control, this.#ports.nowMilliseconds())
  }

  #end(peer: Peer, why: string): void {
    const { parts } = peer
    this.#peers.delete(parts.ssrc)
    const atMilliseconds = this.#ports.nowMilliseconds()
    for (const message of peer.release()) this.#ports.heard(parts, { message, atMilliseconds })
    this.#ports.closed(parts, why)
  }
}

import { encodeControl, type Invitation } from './control.ts'
import type { Address, Lane, PeerParts } from './peer.ts'

export interface InvitationPorts {
  readonly name: string
  readonly ssrc: number
  readonly send: (lane: Lane, to: Address, bytes: Uint8Array) => void
  /** 32 bits at random. */
  readonly random: () => number
}

/** Apple asks twelve times, a second apart; after that we ask on, at leisure. */
const FAST_TRIES = 12
const FAST_MILLISECONDS = 1000
const SLOW_MILLISECONDS = 5000

interface Target {
  readonly control: Address
  token: number
  /** What was asked last; open when nothing need be asked. */
  lane: Lane | 'open'
  tries: number
  nextMilliseconds: number
}

/** The peers that we are to be connected with, and how far asking has come. Pure but for its ports. */
export class Invitations {
  readonly #ports: InvitationPorts
  readonly #targets: Target[] = []

  constructor(ports: InvitationPorts) {
    this.#ports = ports
  }

  /** Asks a peer from now on. */
  add(control: Address): void {
    const token = this.#ports.random()
    this.#targets.push({ control, token, lane: 'control', tries: 0, nextMilliseconds: -Infinity })
  }

  tick(nowMilliseconds: number): void {
    for (const target of this.#targets) {
      if (target.lane === 'open' || nowMilliseconds < target.nextMilliseconds) continue
      // A peer that took the first invitation and not the second is asked from the beginning.
      if (target.lane === 'data') this.#restart(target)
      const wait = target.tries++ < FAST_TRIES ? FAST_MILLISECONDS : SLOW_MILLISECONDS
      target.nextMilliseconds = nowMilliseconds + wait
      this.#ask(target)
    }
  }

  /** @returns the peer, once it has accepted on both ports */
  accepted(lane: Lane, from: Address, { token, ssrc, name }: Invitation): PeerParts | null {
    const target = this.#targets.find((one) => one.token === token && one.lane === lane)
    if (target?.control.host !== from.host) return null
    if (lane === 'control') {
      target.lane = 'data'
      this.#ask(target)
      return null
    }
    target.lane = 'open'
    target.tries = 0
    return { ssrc, token, name, control: target.control, data: from, isInitiator: true }
  }

  refused({ token }: Invitation, nowMilliseconds: number): void {
    const target = this.#targets.find((one) => one.token === token && one.lane !== 'open')
    if (target === undefined) return
    this.#restart(target)
    target.nextMilliseconds = nowMilliseconds + SLOW_MILLISECONDS
  }

  /** A connection has ended; if we had asked for it, we ask again. */
  lost({ host, port }: Address, nowMilliseconds: number): void {
    const target = this.#targets.find(
      ({ control }) => control.host === host && control.port === port,
    )
    if (target?.lane !== 'open') return
    this.#restart(target)
    target.nextMilliseconds = nowMilliseconds + FAST_MILLISECONDS
  }

  #restart(target: Target): void {
    target.lane = 'control'
    target.token = this.#ports.random()
  }

  #ask({ control, lane, token }: Target): void {
    if (lane === 'open') return
    const { name, ssrc, send } = this.#ports
    const to = lane === 'control' ? control : { ...control, port: control.port + 1 }
    send(lane, to, encodeControl({ kind: 'IN', token, ssrc, name }))
  }
}

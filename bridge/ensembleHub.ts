import { encodeEnsemble, readEnsemble, type EnsembleMessage, type Report } from './ensemble.ts'
import type { Sender } from './hub.ts'
import { decode } from './osc.ts'
import type { Lane } from './relay.ts'

/** The way to other machines, of which the ensemble knows nothing else. */
export interface EnsembleLink {
  /** Followers here want to hear of the leader there, or no longer do. */
  follow(isWanted: boolean): void
  /** A take leads here; '' when none does. */
  lead(take: string): void
  /** Of our leader to the followers there. */
  share(packet: Uint8Array, isBeat: boolean): void
  /** Of our followers to the leader there. */
  tellLeader(packet: Uint8Array): void
}

export interface EnsemblePorts {
  /** Sends a packet to one client. */
  readonly tell: (lane: Lane, packet: Uint8Array) => void
  /** A line for the log. */
  readonly say: (line: string) => void
}

/** The latest of a follower, as `/status` says it. */
export interface FollowerReport {
  readonly name: string
  readonly bar: number
  readonly digest: string
  readonly isSame: boolean
}

const MOST_REPORTS = 64

/**
 * Who leads and who follows: of the pages here that can lead the first one does, and if none does,
 * the leader on another machine is followed. Nothing of the ensemble reaches anyone else.
 */
export class EnsembleHub {
  readonly #ports: EnsemblePorts
  /** Takes of the clients that can lead, in the order in which they came; the first one leads. */
  readonly #takes = new Map<Lane, string>()
  readonly #followers = new Set<Lane>()
  readonly #reports = new Map<string, FollowerReport>()
  #link: EnsembleLink | null = null
  #remoteTake = ''

  constructor(ports: EnsemblePorts) {
    this.#ports = ports
  }

  connect(link: EnsembleLink): void {
    this.#link = link
  }

  /** The take that is followed here; '' when none leads. */
  get take(): string {
    return this.#leader?.[1] ?? this.#remoteTake
  }

  /** Of the followers of the leader here. */
  get reports(): readonly FollowerReport[] {
    return [...this.#reports.values()]
  }

  /** @returns whether it was the client's to say */
  hear(packet: Uint8Array, from: Sender): boolean {
    const { lane, name } = from
    const message = lane !== null && from.hasSession ? readEnsemble(decode(packet)) : null
    if (lane === null || message === null) return false
    switch (message.type) {
      case 'lead':
        this.#ports.say(`${name} can lead`)
        this.#change(() => this.#takes.set(lane, message.take))
        return true
      case 'follow':
        this.#ports.say(`${name} follows, as ${message.name}`)
        this.#followers.add(lane)
        this.#link?.follow(true)
        this.#tell(lane, { type: 'lead', take: this.take })
        return true
      case 'ask':
      case 'askPetals':
      case 'report':
        this.#toLeader(packet, message)
        return this.#followers.has(lane)
      default:
        if (this.#leader?.[0] === lane) this.#share(packet, message)
        return this.#takes.has(lane)
    }
  }

  leave(lane: Lane): void {
    if (this.#followers.delete(lane) && this.#followers.size === 0) this.#link?.follow(false)
    if (this.#takes.has(lane)) this.#change(() => this.#takes.delete(lane))
  }

  /** Another machine leads now, or none does. */
  hearLead(take: string): void {
    this.#change(() => (this.#remoteTake = take))
  }

  /** What the leader on another machine shares. @returns whether it was that */
  hearShared(packet: Uint8Array): boolean {
    const type = readEnsemble(decode(packet))?.type
    if (type !== 'record' && type !== 'beat' && type !== 'snapshot' && type !== 'petals')
      return false
    if (this.#leader === undefined) this.#toFollowers(packet)
    return true
  }

  /** What followers on other machines want. @returns whether it was that */
  hearFollower(packet: Uint8Array): boolean {
    const message = readEnsemble(decode(packet))
    if (message?.type !== 'ask' && message?.type !== 'askPetals' && message?.type !== 'report')
      return false
    if (this.#leader !== undefined) this.#toLeader(packet, message)
    return true
  }

  get #leader(): readonly [Lane, string] | undefined {
    return this.#takes.entries().next().value
  }

  #change(happen: () => unknown): void {
    const before = this.#leader?.[1] ?? ''
    const followed = this.take
    happen()
    const after = this.#leader?.[1] ?? ''
    if (after !== before) {
      this.#reports.clear()
      this.#link?.lead(after)
    }
    if (this.take === followed) return
    for (const lane of this.#followers) this.#tell(lane, { type: 'lead', take: this.take })
  }

  #share(packet: Uint8Array, message: EnsembleMessage): void {
    this.#toFollowers(packet)
    this.#link?.share(packet, message.type === 'beat')
  }

  #toFollowers(packet: Uint8Array): void {
    for (const lane of this.#followers) this.#ports.tell(lane, packet)
  }

  #toLeader(packet: Uint8Array, message: EnsembleMessage): void {
    const leader = this.#leader
    if (leader === undefined) {
      this.#link?.tellLeader(packet)
      return
    }
    if (message.type === 'report') this.#note(message)
    this.#ports.tell(leader[0], packet)
  }

  #note({ name, bar, digest, leaders }: Report): void {
    if (!this.#reports.has(name) && this.#reports.size >= MOST_REPORTS) return
    this.#reports.set(name, { name, bar, digest, isSame: digest === leaders })
  }

  #tell(lane: Lane, message: EnsembleMessage): void {
    this.#ports.tell(lane, encodeEnsemble(message))
  }
}

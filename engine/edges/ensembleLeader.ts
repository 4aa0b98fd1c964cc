import {
  encodeEnsemble,
  partsOf,
  petalPartsOf,
  readEnsemble,
  type Report,
} from '../../bridge/ensemble.ts'
import type { OscMessage } from '../../bridge/osc.ts'
import { LARGEST_PACKET } from '../../bridge/protocol.ts'
import { digestText } from '../core/digest.ts'
import { isRecordLine } from '../performance/log.ts'
import { encodeSnapshot, type ShowSnapshot } from '../performance/showSnapshot.ts'
import type { Performance } from '../performance/state.ts'

/** Followers see the horizon move this often. */
const BEAT_SECONDS = 0.02
/** One snapshot serves all who ask meanwhile. */
const SNAPSHOT_SECONDS = 0.5
const MOST_FOLLOWERS = 64

export interface LeaderPorts {
  /** Sends a packet to the bridge; without one it is nobody's. */
  readonly send: (packet: Uint8Array<ArrayBuffer>) => void
  /** Of this very moment. */
  readonly snapshot: () => ShowSnapshot
  /** The network of this hash, if it grows here, as it travels; null for any other. */
  readonly network: (hash: string) => Uint8Array | null
  /** What the performer should read: that all is well, or what is not. */
  readonly say: (tone: 'news' | 'trouble', line: string) => void
}

/**
 * Shares a performance with those who follow it. Until one has asked, nothing is sent but that this
 * page can lead.
 */
export class EnsembleLeader {
  readonly #take: string
  readonly #ports: LeaderPorts
  /** Whether anyone has asked since the bridge was joined. */
  #isShared = false
  #beatSeconds = -Infinity
  #snapshotSeconds = -Infinity
  #networkSeconds = -Infinity
  #isAsked = false
  /** The hash of a network that a follower has not; '' for none. */
  #wanted = ''
  /** Whether each has the same digest as we. */
  readonly #followers = new Map<string, boolean>()

  /** @param take names this performance; no other has its name */
  constructor(take: string, ports: LeaderPorts) {
    this.#take = take
    this.#ports = ports
  }

  /** The bridge is there, for the first time or again. */
  joined(): void {
    this.#isShared = false
    this.#isAsked = false
    this.#ports.send(encodeEnsemble({ type: 'lead', take: this.#take }))
  }

  /** Takes what came from the bridge; @returns whether it was the ensemble's */
  hear(packet: OscMessage): boolean {
    const message = readEnsemble(packet)
    if (message?.type === 'ask') this.#isAsked = true
    else if (message?.type === 'askPetals') this.#wanted = message.hash
    else if (message?.type === 'report' && message.take === this.#take) this.#note(message)
    return message !== null
  }

  /** Lines of the log, each handed over as it is written. */
  write(lines: string): void {
    if (!this.#isShared || !isRecordLine(lines)) return
    const packet = encodeEnsemble({ type: 'record', take: this.#take, line: lines.trimEnd() })
    // Followers find it missing, and ask for a snapshot.
    if (packet.length <= LARGEST_PACKET) this.#ports.send(packet)
  }

  /** Called after everything before the horizon was decided. */
  wake(state: Performance, nextSequence: number, showSeconds: number): void {
    if (this.#isAsked && showSeconds - this.#snapshotSeconds >= SNAPSHOT_SECONDS) {
      this.#isAsked = false
      this.#isShared = true
      this.#snapshotSeconds = showSeconds
      this.#share()
    }
    if (this.#wanted !== '' && showSeconds - this.#networkSeconds >= SNAPSHOT_SECONDS) {
      this.#networkSeconds = showSeconds
      this.#sharePetals(this.#wanted)
      this.#wanted = ''
    }
    if (!this.#isShared || showSeconds - this.#beatSeconds < BEAT_SECONDS) return
    this.#beatSeconds = showSeconds
    const { horizonTicks } = state
    const digest = digestText(state.digest)
    const take = this.#take
    this.#ports.send(
      encodeEnsemble({ type: 'beat', take, nextSequence, showSeconds, horizonTicks, digest }),
    )
  }

  #note({ name, digest, leaders }: Report): void {
    const isSame = digest === leaders
    const before = this.#followers.get(name)
    if (isSame === before || (before === undefined && this.#followers.size >= MOST_FOLLOWERS))
      return
    this.#followers.set(name, isSame)
    if (isSame) this.#ports.say('news', `${name} follows, with the same digest.`)
    else this.#ports.say('trouble', `${name} has parted from this show and joins anew.`)
  }

  #sharePetals(hash: string): void {
    const network = this.#ports.network(hash)
    if (network === null) return
    for (const part of petalPartsOf(hash, network)) this.#ports.send(encodeEnsemble(part))
  }

  #share(): void {
    const parts = partsOf(this.#take, encodeSnapshot(this.#ports.snapshot()))
    if (parts.length === 0)
      this.#ports.say('trouble', 'The show is too large to be followed from here on.')
    for (const part of parts) this.#ports.send(encodeEnsemble(part))
  }
}

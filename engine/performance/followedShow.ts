import {
  followedSeconds,
  hearLeader,
  momentOfShow,
  type FollowClock,
} from '../clock/followClock.ts'
import type { Seconds } from '../core/units.ts'
import { Follower, type FollowerPorts, type LeaderMessage } from './follower.ts'
import { PartCollector, type SnapshotPart } from './snapshotParts.ts'

/** What comes over the wire: snapshots in parts. */
export type WireMessage =
  | Exclude<LeaderMessage, { readonly type: 'snapshot' }>
  | ({ readonly type: 'snapshot' } & SnapshotPart)

export interface ShowPorts extends FollowerPorts {
  /** Asks the leader for a snapshot. */
  readonly ask: () => void
}

/** A leader's show on another machine: the follower, and the show's time on this machine's clock. */
export class FollowedShow {
  readonly follower: Follower
  readonly #ports: ShowPorts
  readonly #parts = new PartCollector()
  #clock: FollowClock | null = null
  #take = ''

  /** @param build version of this engine */
  constructor(build: string, ports: ShowPorts) {
    this.#ports = ports
    this.follower = new Follower(build, ports)
  }

  /** @param atSeconds when it came, by this machine's steady clock */
  hear(message: WireMessage, atSeconds: number): void {
    if (message.type === 'snapshot') {
      const { take } = message
      const bytes = this.#parts.take(message)
      if (bytes !== null) this.follower.hear({ type: 'snapshot', take, bytes })
      return
    }
    this.follower.hear(message)
    if (message.take !== this.follower.take) return
    // Another take has another show time.
    if (message.take !== this.#take) this.#clock = null
    this.#take = message.take
    if (message.type === 'beat') {
      this.#clock = hearLeader(this.#clock, message.showSeconds, atSeconds)
    }
  }

  /** Folds what is due now, and asks for what is missing. */
  wake(nowSeconds: number): void {
    if (this.follower.asks(nowSeconds)) this.#ports.ask()
    const show = this.showSeconds(nowSeconds)
    if (show !== null) this.follower.advanceTo(show)
  }

  /** The show time that is shown at a moment; null before the leader has told any. */
  showSeconds(atSeconds: number): Seconds | null {
    return this.#clock && followedSeconds(this.#clock, atSeconds)
  }

  /** When a moment of show time is shown; null before the leader has told any. */
  momentOf(showSeconds: number): number | null {
    return this.#clock && momentOfShow(this.#clock, showSeconds)
  }
}

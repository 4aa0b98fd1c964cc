import { hashModel } from '../../models/petal/modelHash.ts'
import { networkOf } from '../../models/petal/network.ts'
import type { PetalModel } from '../../models/petal/petalModel.ts'
import { PartCollector } from '../performance/snapshotParts.ts'
import type { PetalNetwork } from '../visuals/petalSource.ts'
import { modelOfText } from './petalKeep.ts'

export interface FollowedPetalsPorts {
  readonly show: (network: PetalNetwork) => void
  /** The network that comes with the page. */
  readonly shipped: () => Promise<PetalModel>
  /** Asks the leader for the network of a hash. */
  readonly ask: (hash: string) => void
}

interface Part {
  readonly hash: string
  readonly part: number
  readonly parts: number
  readonly bytes: Uint8Array
}

const ASK_SECONDS = 1
/** In vain so often: the leader has it no more, or is another build. */
const MOST_ASKS = 5

/**
 * The network by which a leader's garden grows, on a follower's machine: the one that comes with the
 * page, or one that was trained in the show and is asked for. Until it is there the last one grows on.
 */
export class FollowedPetals {
  readonly #ports: FollowedPetalsPorts
  readonly #parts = new PartCollector()
  #wanted = ''
  #shown = ''
  #asks = 0
  #askAtSeconds = -Infinity

  constructor(ports: FollowedPetalsPorts) {
    this.#ports = ports
  }

  /** What is wrong, for the follower's strip; '' when nothing is. */
  get trouble(): string {
    return this.#wanted !== this.#shown && this.#asks >= MOST_ASKS
      ? `The leader’s petals ${this.#wanted} did not come; the last ones grow on.`
      : ''
  }

  /** The leader's garden grows by this one now. */
  want(hash: string): void {
    if (hash === this.#wanted) return
    this.#wanted = hash
    this.#asks = 0
    this.#askAtSeconds = -Infinity
  }

  /** A part of a network. What is no network, or not the one that is named, changes nothing. */
  hear({ hash, ...part }: Part): void {
    const bytes = this.#parts.take({ take: hash, ...part })
    if (bytes === null || hash !== this.#wanted) return
    const model = modelOfText(new TextDecoder().decode(bytes))
    if (model === null || hashModel(model) !== hash) return
    this.#ports.show(networkOf(model))
    this.#shown = hash
  }

  /** Asks for what is missing; called every few milliseconds. */
  wake(nowSeconds: number): void {
    const isMissing = this.#wanted !== this.#shown && this.#asks < MOST_ASKS
    if (!isMissing || nowSeconds < this.#askAtSeconds) return
    this.#askAtSeconds = nowSeconds + ASK_SECONDS
    this.#asks++
    void this.#get(this.#wanted)
  }

  /** The one that comes with the page needs no asking, if it is that. */
  async #get(hash: string): Promise<void> {
    const shipped = await this.#ports.shipped().catch(() => null)
    if (hash !== this.#wanted || hash === this.#shown) return
    if (shipped === null || hashModel(shipped) !== hash) {
      this.#ports.ask(hash)
      return
    }
    this.#ports.show(networkOf(shipped))
    this.#shown = hash
  }
}

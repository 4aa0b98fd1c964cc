/** What the child needs of Ableton Link; {@link ./driver.ts} has the real one. */
export interface LinkDriver {
  /** The session now. */
  look(): LinkMoment
  /** For all who are in the session. @param tempo quarters a minute */
  setTempo(tempo: number): void
}

export interface LinkMoment {
  /** Quarters a minute. */
  readonly tempo: number
  /** On the session's time; bars of four begin where it is a multiple of four, for everyone. */
  readonly quarters: number
  /** Others in the session. */
  readonly peers: number
}

/** What the bridge tells the child. */
export interface ToLinkChild {
  readonly type: 'tempo'
  readonly tempo: number
}

/** What the child tells the bridge. */
export type FromLinkChild =
  | { readonly type: 'peers'; readonly peers: number }
  /** A beat has begun, at this Unix time. */
  | {
      readonly type: 'beat'
      readonly atSeconds: number
      readonly tempo: number
      readonly quarters: number
    }
  /** There is no Link, and there will be none. */
  | { readonly type: 'absent'; readonly why: string }

/** A beat is told so late at most, with the moment at which it began. */
export const POLL_MILLISECONDS = 10

/** The child's side of the conversation: looks at the session again and again, and tells its beats. */
export class LinkServing {
  readonly #driver: LinkDriver
  readonly #tell: (word: FromLinkChild) => void
  #peers = 0
  #beat: number | null = null

  constructor(driver: LinkDriver, tell: (word: FromLinkChild) => void) {
    this.#driver = driver
    this.#tell = tell
  }

  hear({ tempo }: ToLinkChild): void {
    this.#driver.setTempo(tempo)
  }

  /** @param nowSeconds Unix time */
  poll(nowSeconds: number): void {
    const { tempo, quarters, peers } = this.#driver.look()
    if (peers !== this.#peers) {
      this.#peers = peers
      this.#tell({ type: 'peers', peers })
    }
    const beat = Math.floor(quarters)
    const isNew = this.#beat !== null && beat !== this.#beat
    this.#beat = beat
    // One who is alone in a session has nobody to follow.
    if (!isNew || peers === 0 || !(tempo > 0)) return
    const atSeconds = nowSeconds - ((quarters - beat) * 60) / tempo
    this.#tell({ type: 'beat', atSeconds, tempo, quarters: beat })
  }
}

/** Another bridge, as it says of itself. */
export interface Peer {
  readonly bridge: string
  /** Of its machine. */
  readonly name: string
  /** The take that leads there; '' for none. */
  readonly take: string
  /** Since when, by its clock, Unix time. */
  readonly sinceSeconds: number
}

/** An installation has a handful; a broker may say anything. */
const MOST_PEERS = 64
const LONGEST_TEXT = 128

export const presenceText = (peer: Omit<Peer, 'bridge'>): string => JSON.stringify(peer)

/** @returns null when it is no presence of a bridge's */
function readPresence(bridge: string, text: string): Peer | null {
  let fields: unknown
  try {
    fields = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof fields !== 'object' || fields === null) return null
  const { name, take, sinceSeconds } = fields as Readonly<Record<string, unknown>>
  const isText = (value: unknown): value is string =>
    typeof value === 'string' && value.length <= LONGEST_TEXT
  return isText(name) && isText(take) && typeof sinceSeconds === 'number'
    ? { bridge, name: name.replace(/[^\w .-]/g, ''), take, sinceSeconds }
    : null
}

/** The other bridges, and which of them leads. */
export class Peers {
  readonly #peers = new Map<string, Peer>()

  get all(): readonly Peer[] {
    return [...this.#peers.values()]
  }

  /** Takes in a bridge's presence; empty when it has gone. */
  hear(bridge: string, text: string): void {
    const peer = text === '' ? null : readPresence(bridge, text)
    if (peer === null) this.#peers.delete(bridge)
    else if (this.#peers.has(bridge) || this.#peers.size < MOST_PEERS) this.#peers.set(bridge, peer)
  }

  forgetAll(): void {
    this.#peers.clear()
  }

  /** Of those that lead, the one that has led longest: the same one wherever it is asked. */
  get leader(): Peer | null {
    const [first] = this.all
      .filter(({ take }) => take !== '')
      .sort((a, b) => a.sinceSeconds - b.sinceSeconds || (a.bridge < b.bridge ? -1 : 1))
    return first ?? null
  }
}

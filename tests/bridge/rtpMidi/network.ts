import type { Address, Lane } from '../../../bridge/rtpMidi/peer.ts'
import { Session } from '../../../bridge/rtpMidi/session.ts'

/** What a session was told, for tests to look at. */
export interface Told {
  readonly session: Session
  readonly address: Address
  readonly opened: string[]
  readonly closed: string[]
  readonly heard: { readonly message: number[]; readonly atMilliseconds: number }[]
}

/** A network in one thread: packets arrive when {@link run} lets time pass. */
export class Network {
  nowMilliseconds = 0
  /** Whether a packet arrives; all do unless told. */
  passes: (bytes: Uint8Array) => boolean = () => true
  readonly #waiting: (() => void)[] = []
  readonly #all: Told[] = []
  #random = 1

  /** @param aheadMilliseconds of its own clock */
  add(name: string, aheadMilliseconds = 0, isAllowed = true): Told {
    const address = { host: `10.0.0.${this.#all.length + 1}`, port: 5004 }
    const opened: string[] = []
    const closed: string[] = []
    const heard: { message: number[]; atMilliseconds: number }[] = []
    const session = new Session({
      name,
      nowMilliseconds: () => this.nowMilliseconds + aheadMilliseconds,
      random: () => (this.#random += 7919),
      isAllowed: () => isAllowed,
      send: (lane, to, bytes) => this.#send(lane, address, to, bytes),
      opened: (peer) => opened.push(peer.name),
      closed: (peer, why) => closed.push(`${peer.name} ${why}`),
      heard: (_, { message, atMilliseconds }) => {
        heard.push({ message: [...message], atMilliseconds })
      },
    })
    const told = { session, address, opened, closed, heard }
    this.#all.push(told)
    return told
  }

  /** Pulls its plug, or puts it back. */
  readonly unplugged = new Set<Told>()

  run(milliseconds: number): void {
    const until = this.nowMilliseconds + milliseconds
    for (; this.nowMilliseconds < until; this.nowMilliseconds += 10) {
      for (const one of this.#all) if (!this.unplugged.has(one)) one.session.tick()
      for (let arrive = this.#waiting.shift(); arrive; arrive = this.#waiting.shift()) arrive()
    }
  }

  #send(lane: Lane, from: Address, to: Address, bytes: Uint8Array): void {
    const copy = Uint8Array.from(bytes)
    if (!this.passes(copy)) return
    const port = from.port + (lane === 'data' ? 1 : 0)
    this.#waiting.push(() => {
      const there = this.#all.filter((one) => !this.unplugged.has(one))
      const isFromThere = there.some(({ address }) => address.host === from.host)
      const told = there.findLast(({ address }) => address.host === to.host)
      if (isFromThere) told?.session.receive(lane, { ...from, port }, copy)
    })
  }
}

import type { Framing } from './framing.ts'

/** A client's way out, of which the lane knows nothing else. */
export interface Outlet {
  /** Takes whole frames, at once. */
  send(frames: Uint8Array): void
  /** Bytes taken and not yet sent. */
  buffered(): number
  /** The lane has given up: it holds nothing and takes nothing any more. */
  overflowed(): void
}

/** From here on a client lags: of continuous values only the latest are kept for it. */
export const LAGGING_BYTES = 256 * 1024
/** More than this is not kept for a client that cannot take its events. */
export const MOST_HELD_BYTES = 6 * 1024 * 1024
/** What a held frame costs besides its bytes. */
const HELD_OVERHEAD = 160
/** Handed over at once when a client comes back. */
const CHUNK_BYTES = 64 * 1024

/** What came in one turn of the event loop, framed one way. */
export interface Turn {
  /** The frames, one after the other. */
  readonly frames: Uint8Array
  /** Where each begins, and after them where the last ends. */
  readonly offsets: readonly number[]
  /** Each frame's. */
  readonly packets: readonly Framed[]
  /** Who sent any of them; most turns bring what no client sent. */
  readonly senders: ReadonlySet<Lane>
}

interface Framed {
  /** What it is the latest value of; null for an event. */
  readonly key: string | null
  /** To whom it does not come back. */
  readonly sender: Lane | null
}

/**
 * What goes to one client. Events are never dropped or put in another order; a continuous value may
 * be replaced by a later one of its address while the client lags, and then takes the later's place.
 */
export class Lane {
  readonly framing: Framing
  readonly #outlet: Outlet
  /** In order; events under a number each, continuous values under their key. */
  readonly #held = new Map<string | number, Uint8Array>()
  #heldBytes = 0
  #events = 0
  #coalesced = 0
  #isClosed = false

  constructor(framing: Framing, outlet: Outlet) {
    this.framing = framing
    this.#outlet = outlet
  }

  /** Continuous values that gave way to later ones. */
  get coalesced(): number {
    return this.#coalesced
  }

  /** What waits for the client here and in its outlet. */
  get unsentBytes(): number {
    return this.#heldBytes + this.#outlet.buffered()
  }

  /** Takes a turn's frames, but for the client's own. */
  offer(turn: Turn): void {
    if (this.#isClosed) return
    const isOwn = turn.senders.has(this)
    if (this.#held.size === 0 && this.#outlet.buffered() <= LAGGING_BYTES) {
      const frames = isOwn ? joined(this.#others(turn)) : turn.frames
      if (frames.length > 0) this.#outlet.send(frames)
      return
    }
    if (!isOwn && turn.packets.every(({ key }) => key === null)) this.#hold(null, turn.frames)
    else for (const { key, frame } of this.#others(turn)) this.#hold(key, new Uint8Array(frame))
    this.pump()
  }

  /** Hands over what is held, as far as the outlet takes it. */
  pump(): void {
    while (this.#held.size > 0 && this.#outlet.buffered() <= LAGGING_BYTES) {
      const chunk: { frame: Uint8Array }[] = []
      let bytes = 0
      for (const [key, frame] of this.#held) {
        if (bytes > 0 && bytes + frame.length > CHUNK_BYTES) break
        bytes += frame.length
        chunk.push({ frame })
        this.#held.delete(key)
        this.#heldBytes -= frame.length + HELD_OVERHEAD
      }
      this.#outlet.send(joined(chunk))
    }
  }

  /** Ends the lane: it holds nothing and takes nothing any more. */
  close(): void {
    this.#isClosed = true
    this.#held.clear()
    this.#heldBytes = 0
  }

  #others(turn: Turn): { key: string | null; frame: Uint8Array }[] {
    return turn.packets.flatMap(({ key, sender }, i) =>
      sender === this
        ? []
        : [{ key, frame: turn.frames.subarray(turn.offsets[i], turn.offsets[i + 1]) }],
    )
  }

  #hold(key: string | null, frame: Uint8Array): void {
    if (this.#isClosed) return
    const earlier = key === null ? undefined : this.#held.get(key)
    if (key !== null && earlier !== undefined) {
      this.#held.delete(key)
      this.#heldBytes -= earlier.length + HELD_OVERHEAD
      this.#coalesced++
    }
    this.#held.set(key ?? this.#events++, frame)
    this.#heldBytes += frame.length + HELD_OVERHEAD
    if (this.#heldBytes <= MOST_HELD_BYTES) return
    this.close()
    this.#outlet.overflowed()
  }
}

function joined(parts: readonly { readonly frame: Uint8Array }[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { frame }) => sum + frame.length, 0))
  let at = 0
  for (const { frame } of parts) {
    whole.set(frame, at)
    at += frame.length
  }
  return whole
}

interface Waiting extends Framed {
  readonly packet: Uint8Array
  readonly arrivalSeconds: number
}

/** Passes packets to every lane, once a turn of the event loop. */
export class Relay {
  readonly #atEndOfTurn: (flush: () => void) => void
  readonly #lanes = new Map<Framing, Set<Lane>>()
  #waiting: Waiting[] = []

  /** @param atEndOfTurn calls what it is given when this turn of the event loop has brought all it brings */
  constructor(atEndOfTurn: (flush: () => void) => void) {
    this.#atEndOfTurn = atEndOfTurn
  }

  add(lane: Lane): void {
    const lanes = this.#lanes.get(lane.framing) ?? new Set()
    this.#lanes.set(lane.framing, lanes.add(lane))
  }

  remove(lane: Lane): void {
    lane.close()
    this.#lanes.get(lane.framing)?.delete(lane)
  }

  /**
   * @param packet stays as it is until the turn has ended
   * @param key what it is the latest value of; null for an event
   * @param sender to whom it does not come back
   */
  accept(
    packet: Uint8Array,
    arrivalSeconds: number,
    key: string | null,
    sender: Lane | null,
  ): void {
    if (this.#waiting.push({ packet, arrivalSeconds, key, sender }) > 1) return
    this.#atEndOfTurn(() => {
      const waiting = this.#waiting
      this.#waiting = []
      for (const [framing, lanes] of this.#lanes) {
        if (lanes.size === 0) continue
        const turn = frame(framing, waiting)
        for (const lane of lanes) lane.offer(turn)
      }
    })
  }

  /** Sends one packet to one lane alone, in its place among the others. */
  tell(lane: Lane, packet: Uint8Array, arrivalSeconds: number): void {
    lane.offer(frame(lane.framing, [{ packet, arrivalSeconds, key: null, sender: null }]))
  }
}

const NOBODY: ReadonlySet<Lane> = new Set()

function frame(framing: Framing, waiting: readonly Waiting[]): Turn {
  const offsets = [0]
  let length = 0
  for (const { packet } of waiting) offsets.push((length += framing.length(packet)))
  // A socket would make a Buffer of anything else, for each client anew; a pooled one would keep its pool.
  const frames = Buffer.allocUnsafeSlow(length)
  let at = 0
  let senders: Set<Lane> | null = null
  for (const { packet, arrivalSeconds, sender } of waiting) {
    if (sender !== null) (senders ??= new Set()).add(sender)
    framing.write(packet, arrivalSeconds, frames, offsets[at++] ?? 0)
  }
  return { frames, offsets, packets: waiting, senders: senders ?? NOBODY }
}

import {
  decode,
  encode,
  IMMEDIATELY,
  isBundle,
  type OscMessage,
  type OscPacket,
} from '../../bridge/osc.ts'
import {
  encodeSession,
  PINGS,
  PROTOCOL_VERSION,
  readSession,
  SESSION,
  SUBPROTOCOL,
  type SessionMessage,
} from '../../bridge/protocol.ts'
import type { Status } from '../core/status.ts'
import { BridgeClock } from './bridgeClock.ts'

/** What the page hears of the bridge. Times are performance time, milliseconds. */
export interface BridgeListener {
  status(status: Status): void
  /** The bridge is there, for the first time or again: it knows nothing of us. */
  joined(): void
  /** What came by the bridge is to be let go of: it has gone, or says so. */
  released(): void
  /** The MIDI ports that the bridge can play to now. */
  midiPorts(names: readonly string[]): void
  /** @param atMilliseconds when the bridge got it, or when its sender's timetag says it is due */
  message(message: OscMessage, atMilliseconds: number): void
}

/** Between tries, the longer the more of them failed. */
const RETRY_MILLISECONDS = [100, 200, 400]
const LATER_RETRY_MILLISECONDS = 500
/** Where no bridge has ever answered there is hardly one. */
const NEVER_JOINED_MILLISECONDS = 5000
const NEVER_JOINED_TRIES = 8
const HANDSHAKE_MILLISECONDS = 5000
/** The first pings follow each other fast, so that the clock is right at once. */
const FIRST_PING_MILLISECONDS = 30
const PING_MILLISECONDS = 2000
/** A bridge that leaves so many pings unanswered is as good as gone. */
const MOST_UNANSWERED = PINGS + 3
/** What waits unsent beyond this is not added to: the bridge does not read. */
const MOST_UNSENT_BYTES = 1 << 20
const MOST_SHARED_BYTES = 6 << 20

/**
 * The page's line to the bridge: OSC both ways, the bridge's clock, and the way back after the bridge
 * was killed. It has no timer: {@link wake} moves it on, so that a hidden tab comes back as fast.
 */
export class BridgeSocket {
  readonly #url: string
  readonly #listener: BridgeListener
  readonly #now: () => number
  #socket: WebSocket | null = null
  #isJoined = false
  #hasJoined = false
  #continuous: readonly string[] = []
  #failedTries = 0
  #nextTryAt = 0
  #beganAt = 0
  #pings = 0
  #unanswered = 0
  #nextPingAt = 0

  /** How the bridge's time of day and performance time go together. */
  readonly clock = new BridgeClock()

  /**
   * @param url of the bridge's WebSocket
   * @param now performance time, milliseconds
   */
  constructor(url: string, listener: BridgeListener, now: () => number) {
    this.#url = url
    this.#listener = listener
    this.#now = now
    listener.status({ state: 'starting' })
  }

  get isJoined(): boolean {
    return this.#isJoined
  }

  /** Addresses or patterns of which only the latest value matters to us. */
  setContinuous(addresses: readonly string[]): void {
    this.#continuous = addresses
    if (this.#isJoined) this.#greet()
  }

  /** Sends a packet; without a bridge it is nobody's. @throws OscError when it is none */
  send(packet: OscPacket): void {
    this.#write(encode(packet), MOST_UNSENT_BYTES)
  }

  /**
   * Plays a MIDI message at a port of the bridge's.
   * @param atMilliseconds performance time
   * @throws Error when the bridge is gone
   */
  play(port: string, bytes: Uint8Array, atMilliseconds: number): void {
    if (!this.#isJoined) throw new Error('The bridge is gone.')
    const timetag = this.clock.timetagAt(atMilliseconds)
    this.#write(encodeSession({ type: 'play', port, timetag, bytes }), MOST_UNSENT_BYTES)
  }

  /** Sends a packet of a show that others follow: a snapshot is larger than what may wait else. */
  share(packet: Uint8Array<ArrayBuffer>): void {
    this.#write(packet, MOST_SHARED_BYTES)
  }

  /** Connects, pings and gives up what is dead, each when it is due. Called every few milliseconds. */
  wake(): void {
    const now = this.#now()
    if (this.#socket === null) {
      if (now >= this.#nextTryAt) this.#connect(now)
    } else if (!this.#isJoined) {
      if (now - this.#beganAt > HANDSHAKE_MILLISECONDS) this.#lose('The bridge does not answer.')
    } else if (now >= this.#nextPingAt) {
      if (this.#unanswered >= MOST_UNANSWERED) this.#lose('The bridge does not answer.')
      else this.#ping(now)
    }
  }

  close(): void {
    const socket = this.#socket
    this.#socket = null
    this.#isJoined = false
    this.#nextTryAt = Infinity
    socket?.close()
  }

  #connect(now: number): void {
    const socket = new WebSocket(this.#url, SUBPROTOCOL)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    this.#beganAt = now
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (this.#socket === socket && data instanceof ArrayBuffer) this.#read(new Uint8Array(data))
    })
    socket.addEventListener('close', () => {
      if (this.#socket === socket) this.#lose('The bridge is gone.')
    })
  }

  #lose(why: string): void {
    const socket = this.#socket
    const wasJoined = this.#isJoined
    this.#socket = null
    this.#isJoined = false
    socket?.close()
    const isHopeless = !this.#hasJoined && this.#failedTries >= NEVER_JOINED_TRIES
    const pause = RETRY_MILLISECONDS[this.#failedTries++] ?? LATER_RETRY_MILLISECONDS
    this.#nextTryAt = this.#now() + (isHopeless ? NEVER_JOINED_MILLISECONDS : pause)
    if (wasJoined) {
      this.#listener.released()
      this.#listener.midiPorts([])
    }
    this.#listener.status({ state: 'retrying', why: `${why} npm start brings it back.` })
  }

  #greet(): void {
    const hello = {
      type: 'hello',
      version: PROTOCOL_VERSION,
      continuous: this.#continuous,
    } as const
    this.#write(encodeSession(hello), MOST_UNSENT_BYTES)
  }

  #ping(now: number): void {
    this.#pings++
    this.#unanswered++
    const isFirst = this.#pings < PINGS
    this.#nextPingAt = now + (isFirst ? FIRST_PING_MILLISECONDS : PING_MILLISECONDS)
    const sentSeconds = this.#now() / 1000
    this.#write(
      encodeSession({ type: 'ping', number: this.#pings, sentSeconds }),
      MOST_UNSENT_BYTES,
    )
  }

  #write(bytes: Uint8Array<ArrayBuffer>, mostUnsentBytes: number): void {
    const socket = this.#socket
    if (socket?.readyState !== WebSocket.OPEN || socket.bufferedAmount > mostUnsentBytes) return
    socket.send(bytes)
  }

  #read(bytes: Uint8Array): void {
    const receivedAt = this.#now()
    let packet: OscPacket
    try {
      packet = decode(bytes)
    } catch {
      // The bridge forwards nothing malformed: this server is another one.
      this.#lose('What answers here is no bridge.')
      return
    }
    this.#hear(packet, IMMEDIATELY, receivedAt)
  }

  /** @param timetag of the bundle around it */
  #hear(packet: OscPacket, timetag: bigint, receivedAt: number): void {
    if (isBundle(packet)) {
      const own = packet.timetag === IMMEDIATELY ? timetag : packet.timetag
      for (const inner of packet.packets) this.#hear(inner, own, receivedAt)
    } else if (packet.address.startsWith(SESSION)) {
      const message = readSession(packet)
      if (message !== null) this.#attend(message, receivedAt)
    } else {
      this.#listener.message(packet, this.clock.momentOf(timetag) ?? receivedAt)
    }
  }

  #attend(message: SessionMessage, receivedAt: number): void {
    if (message.type === 'welcome') this.#join(message.version)
    else if (message.type === 'release') this.#listener.released()
    else if (message.type === 'ports') this.#listener.midiPorts(message.names)
    else if (message.type === 'pong') {
      this.#unanswered = 0
      const { sentSeconds, bridgeSeconds } = message
      this.clock.take({ sentSeconds, bridgeSeconds, receivedSeconds: receivedAt / 1000 })
    }
  }

  #join(version: number): void {
    if (version !== PROTOCOL_VERSION) {
      this.close()
      this.#listener.status({
        state: 'failed',
        why: `The bridge speaks version ${version}, this page ${PROTOCOL_VERSION}.`,
        remedy: 'Reload the page.',
      })
      return
    }
    this.#isJoined = true
    this.#hasJoined = true
    this.#failedTries = 0
    this.clock.reset()
    this.#pings = 0
    this.#unanswered = 0
    this.#nextPingAt = 0
    this.#greet()
    this.#listener.status({ state: 'running', detail: '' })
    this.#listener.joined()
  }
}

import { encode, isBundle, type OscMessage, type OscPacket } from './osc.ts'

/**
 * What bridge and page say to each other besides the show, and how packets travel between them: OSC
 * packets in binary WebSocket messages. A client of the subprotocol gets each packet in a bundle that
 * says when it came, and may use the session's addresses. Pure, and the same in the page and in Node.
 */

/** Asked for in the WebSocket's handshake. */
export const SUBPROTOCOL = 'anthesis.osc.v1'
export const PROTOCOL_VERSION = 1
/** In bytes; larger ones are refused. */
export const LARGEST_PACKET = 65536

/** The bridge's own addresses: neither passed on nor taken from anyone but the client itself. */
export const SESSION = '/anthesis/session/'
/** What the instrument says of itself. The bridge keeps the latest and tells it to new clients. */
export const STATE = '/anthesis/state/'

const WELCOME = `${SESSION}welcome`
const HELLO = `${SESSION}hello`
const PING = `${SESSION}ping`
const PONG = `${SESSION}pong`
const RELEASE = `${SESSION}release`
const PORTS = `${SESSION}ports`
const PLAY = `${SESSION}play`

/** Client to bridge: the version it speaks, and which of its addresses are continuous. */
export interface Hello {
  readonly type: 'hello'
  readonly version: number
  /** Addresses or patterns. Of their values only the latest matters. */
  readonly continuous: readonly string[]
}

/** Client to bridge, for the clock. */
export interface Ping {
  readonly type: 'ping'
  readonly number: number
  /** By the client's clock. */
  readonly sentSeconds: number
}

/** Bridge to client, first of all. */
export interface Welcome {
  readonly type: 'welcome'
  readonly version: number
  /** Of the bridge's program. */
  readonly program: string
  /** What `/status` calls this client. */
  readonly name: string
}

/** Bridge to client: the answer to a ping. */
export interface Pong extends Omit<Ping, 'type'> {
  readonly type: 'pong'
  /** By the bridge's clock: Unix time, as in the timetags. */
  readonly bridgeSeconds: number
}

/** Bridge to client: let go of every note that came from here. */
export interface Release {
  readonly type: 'release'
}

/** Bridge to client: the MIDI ports that play what they are given. */
export interface Ports {
  readonly type: 'ports'
  /** As in their addresses. */
  readonly names: readonly string[]
}

/** Client to bridge: MIDI for a port, which nobody else hears. */
export interface Play {
  readonly type: 'play'
  readonly port: string
  /** When it is due; what has passed means now. */
  readonly timetag: bigint
  /** One whole message. */
  readonly bytes: Uint8Array
}

export type SessionMessage = Hello | Ping | Welcome | Pong | Release | Ports | Play

/** Writes a message of the session. */
export function encodeSession(message: SessionMessage): Uint8Array<ArrayBuffer> {
  switch (message.type) {
    case 'hello': {
      const { version, continuous } = message
      const types = `i${'s'.repeat(continuous.length)}`
      return encode({ address: HELLO, types, values: [version, ...continuous] })
    }
    case 'ping':
      return encode({ address: PING, types: 'id', values: [message.number, message.sentSeconds] })
    case 'welcome': {
      const { version, program, name } = message
      return encode({ address: WELCOME, types: 'iss', values: [version, program, name] })
    }
    case 'pong': {
      const { number, sentSeconds, bridgeSeconds } = message
      return encode({ address: PONG, types: 'idd', values: [number, sentSeconds, bridgeSeconds] })
    }
    case 'release':
      return encode({ address: RELEASE, types: '', values: [] })
    case 'ports': {
      const { names } = message
      return encode({ address: PORTS, types: 's'.repeat(names.length), values: names })
    }
    case 'play': {
      const { port, timetag, bytes } = message
      return encode({ address: PLAY, types: 'stb', values: [port, timetag, bytes] })
    }
  }
}

/**
 * Reads a message of the session, alone or in the bundle it was stamped with; null when it is none.
 */
export function readSession(packet: OscPacket): SessionMessage | null {
  if (isBundle(packet)) {
    const [only, ...rest] = packet.packets
    return only === undefined || rest.length > 0 || isBundle(only) ? null : readSession(only)
  }
  const [first, second, third] = packet.values
  switch (`${packet.address} ${packet.types}`) {
    case `${PING} id`:
      return { type: 'ping', number: Number(first), sentSeconds: Number(second) }
    case `${PONG} idd`: {
      const bridgeSeconds = Number(third)
      return { type: 'pong', number: Number(first), sentSeconds: Number(second), bridgeSeconds }
    }
    case `${WELCOME} iss`:
      return typeof second === 'string' && typeof third === 'string'
        ? { type: 'welcome', version: Number(first), program: second, name: third }
        : null
    case `${RELEASE} `:
      return { type: 'release' }
    case `${PLAY} stb`:
      return typeof first === 'string' && typeof second === 'bigint' && third instanceof Uint8Array
        ? { type: 'play', port: first, timetag: second, bytes: third }
        : null
  }
  return readList(packet)
}

/** A message with any number of strings. */
function readList({ address, types, values }: OscMessage): Hello | Ports | null {
  const strings = values.filter((value) => typeof value === 'string')
  if (address === PORTS && /^s*$/.test(types)) return { type: 'ports', names: strings }
  return address === HELLO && /^is*$/.test(types)
    ? { type: 'hello', version: Number(values[0]), continuous: strings }
    : null
}

/** Seconds from the first of 1900, where NTP begins, to the first of 1970. */
const NTP_EPOCH = 2_208_988_800
const FRACTIONS = 2 ** 32

/** The timetag of a moment, to a quarter of a microsecond. */
export function timetagOf(unixSeconds: number): bigint {
  const whole = Math.floor(unixSeconds)
  const fraction = Math.floor((unixSeconds - whole) * FRACTIONS)
  return (BigInt(whole + NTP_EPOCH) << 32n) | BigInt(fraction)
}

/** The moment of a timetag, to a quarter of a microsecond. */
export const unixSecondsOf = (timetag: bigint): number =>
  Number(timetag >> 32n) - NTP_EPOCH + Number(timetag & 0xffffffffn) / FRACTIONS

/** Bytes that {@link writeStamped} takes for a packet of this many. */
export const stampedLength = (packet: Uint8Array): number =>
  packet[0] === HASH ? packet.length : packet.length + 20

const HASH = 35
/** '#bundle', its terminator, and a timetag and a size to be written over. */
const HEAD = Uint8Array.of(HASH, 98, 117, 110, 100, 108, 101, 0, ...new Array<number>(12).fill(0))

/**
 * Writes a packet in a bundle stamped with its arrival. One that is a bundle keeps its own timetag,
 * or gets the stamp in the place of 'immediately'.
 * @param into has room for {@link stampedLength} bytes from `at` on
 */
export function writeStamped(
  packet: Uint8Array,
  arrivalSeconds: number,
  into: Uint8Array,
  at: number,
): void {
  const isOwnBundle = packet[0] === HASH
  if (isOwnBundle) {
    into.set(packet, at)
    if (!isImmediate(packet)) return
  } else {
    into.set(HEAD, at)
    writeUint32(into, at + 16, packet.length)
    into.set(packet, at + 20)
  }
  const whole = Math.floor(arrivalSeconds)
  writeUint32(into, at + 8, whole + NTP_EPOCH)
  writeUint32(into, at + 12, Math.floor((arrivalSeconds - whole) * FRACTIONS))
}

function isImmediate(bundle: Uint8Array): boolean {
  for (let i = 8; i < 15; i++) if (bundle[i] !== 0) return false
  return bundle[15] === 1
}

function writeUint32(into: Uint8Array, at: number, value: number): void {
  for (let i = 0; i < 4; i++) into[at + i] = value / 2 ** (24 - 8 * i)
}

/** A ping that was answered. Sent and received are of the client's clock. */
export interface PingSample {
  readonly sentSeconds: number
  readonly bridgeSeconds: number
  readonly receivedSeconds: number
}

/** Of so many pings the quickest says most. */
export const PINGS = 8

/**
 * What to add to the client's clock to get the bridge's: by the quickest of the last {@link PINGS}
 * pings, since what made others slow did so on one way only. The error is at most half its round
 * trip. Source: RFC 5905, section 10.
 * @returns null before the first ping
 */
export function clockOffsetSeconds(samples: readonly PingSample[]): number | null {
  const roundTrip = (sample: PingSample): number => sample.receivedSeconds - sample.sentSeconds
  const [first, ...rest] = samples.slice(-PINGS)
  if (first === undefined) return null
  const best = rest.reduce((a, b) => (roundTrip(b) < roundTrip(a) ? b : a), first)
  return best.bridgeSeconds - (best.sentSeconds + best.receivedSeconds) / 2
}

import { encode, isBundle, type OscMessage, type OscPacket, type OscValue } from './osc.ts'

/**
 * Many machines: what a leading page, bridges and followers say to each other, as OSC messages. The
 * leader shares each record of its take as the line that its log has, and a beat every few
 * hundredths of a second, which says how far it has decided and with what digest; a follower that
 * comes, or has missed something, asks for a snapshot, which comes in parts. Bridges pass the very
 * same packets on through a broker. Pure, and the same in the page and in Node.
 */

/** Taken from clients of the subprotocol alone, and given to those who follow or lead alone. */
export const ENSEMBLE = '/anthesis/ensemble/'

/** In bytes; so a part and its address stay below the largest packet. */
export const LARGEST_PART = 49_152
/** In parts: 4 MB and a little. */
export const MOST_PARTS = 88
/** In characters, of names and takes. */
export const LONGEST_NAME = 128

/** Client to bridge: I can lead. Bridge to clients: this take leads; '' when none does. */
export interface Lead {
  readonly type: 'lead'
  /** Names one performance of the leader: a page that was reloaded has another. */
  readonly take: string
}

/** Client to bridge: I follow whoever leads. */
export interface Follow {
  readonly type: 'follow'
  /** As the leader shall call me. */
  readonly name: string
}

/** Follower to leader: I need a snapshot. */
export interface Ask {
  readonly type: 'ask'
}

/** Follower to leader: the garden grows by a network that I have not. */
export interface AskPetals {
  readonly type: 'askPetals'
  /** Of what the network has learnt. */
  readonly hash: string
}

/** Leader to followers: a part of that network. */
export interface PetalsPart {
  readonly type: 'petals'
  readonly hash: string
  /** From 0. */
  readonly part: number
  readonly parts: number
  readonly bytes: Uint8Array
}

/** Leader to followers: something happened. */
export interface SharedRecord {
  readonly type: 'record'
  readonly take: string
  /** Of the log, without its end of line. */
  readonly line: string
}

/** Leader to followers: nothing else has happened up to here. */
export interface Beat {
  readonly type: 'beat'
  readonly take: string
  /** That the next record will have. */
  readonly nextSequence: number
  /** The leader's show time. */
  readonly showSeconds: number
  readonly horizonTicks: number
  /** Of the leader's commands so far. */
  readonly digest: string
}

/** Leader to followers: a part of all there is to know at one moment. */
export interface SnapshotPart {
  readonly type: 'snapshot'
  readonly take: string
  /** From 0. */
  readonly part: number
  readonly parts: number
  readonly bytes: Uint8Array
}

/** Follower to leader, once a bar. */
export interface Report {
  readonly type: 'report'
  readonly take: string
  readonly name: string
  /** From 1. */
  readonly bar: number
  /** Of the follower's commands. */
  readonly digest: string
  /** Of the leader's, at the same point. */
  readonly leaders: string
}

export type EnsembleMessage =
  Lead | Follow | Ask | AskPetals | PetalsPart | SharedRecord | Beat | SnapshotPart | Report

const of = (type: EnsembleMessage['type'], types: string, ...values: OscValue[]): OscMessage => ({
  address: `${ENSEMBLE}${type}`,
  types,
  values,
})

/** Writes a message of the ensemble. @throws OscError when a text has the character 0 */
export function encodeEnsemble(message: EnsembleMessage): Uint8Array<ArrayBuffer> {
  const { type } = message
  switch (type) {
    case 'lead':
      return encode(of(type, 's', message.take))
    case 'follow':
      return encode(of(type, 's', message.name))
    case 'ask':
      return encode(of(type, ''))
    case 'askPetals':
      return encode(of(type, 's', message.hash))
    case 'petals': {
      const { hash, part, parts, bytes } = message
      return encode(of(type, 'siib', hash, part, parts, bytes))
    }
    case 'record':
      return encode(of(type, 'ss', message.take, message.line))
    case 'beat': {
      const { take, nextSequence, showSeconds, horizonTicks, digest } = message
      return encode(of(type, 'sddds', take, nextSequence, showSeconds, horizonTicks, digest))
    }
    case 'snapshot': {
      const { take, part, parts, bytes } = message
      return encode(of(type, 'siib', take, part, parts, bytes))
    }
    case 'report': {
      const { take, name, bar, digest, leaders } = message
      return encode(of(type, 'ssdss', take, name, bar, digest, leaders))
    }
  }
}

const isName = (value: OscValue | undefined): value is string =>
  typeof value === 'string' && value.length <= LONGEST_NAME

const isCount = (value: OscValue | undefined): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0

const isTime = (value: OscValue | undefined): value is number =>
  typeof value === 'number' && value >= 0 && value < Infinity

/** Reads a message of the ensemble, alone or in the bundle it was stamped with; null when it is none. */
export function readEnsemble(packet: OscPacket): EnsembleMessage | null {
  if (isBundle(packet)) {
    const [only, ...rest] = packet.packets
    return only === undefined || rest.length > 0 || isBundle(only) ? null : readEnsemble(only)
  }
  if (!packet.address.startsWith(ENSEMBLE)) return null
  const [first, second, third, fourth, fifth] = packet.values
  switch (`${packet.address.slice(ENSEMBLE.length)} ${packet.types}`) {
    case 'lead s':
      return isName(first) ? { type: 'lead', take: first } : null
    case 'follow s':
      return isName(first) ? { type: 'follow', name: first } : null
    case 'ask ':
      return { type: 'ask' }
    case 'askPetals s':
      return isName(first) ? { type: 'askPetals', hash: first } : null
    case 'petals siib': {
      const read = readPart(first, second, third, fourth)
      if (read === null) return null
      const { take: hash, part, parts, bytes } = read
      return { type: 'petals', hash, part, parts, bytes }
    }
    case 'record ss':
      return isName(first) && typeof second === 'string'
        ? { type: 'record', take: first, line: second }
        : null
    case 'beat sddds':
      return isName(first) && isCount(second) && isTime(third) && isCount(fourth) && isName(fifth)
        ? {
            type: 'beat',
            take: first,
            nextSequence: second,
            showSeconds: third,
            horizonTicks: fourth,
            digest: fifth,
          }
        : null
    case 'snapshot siib':
      return readPart(first, second, third, fourth)
    case 'report ssdss':
      return isName(first) &&
        isName(second) &&
        typeof third === 'number' &&
        Number.isSafeInteger(third) &&
        isName(fourth) &&
        isName(fifth)
        ? { type: 'report', take: first, name: second, bar: third, digest: fourth, leaders: fifth }
        : null
    default:
      return null
  }
}

function readPart(
  take: OscValue | undefined,
  part: OscValue | undefined,
  parts: OscValue | undefined,
  bytes: OscValue | undefined,
): SnapshotPart | null {
  const isWhole =
    isName(take) &&
    isCount(part) &&
    isCount(parts) &&
    part < parts &&
    parts <= MOST_PARTS &&
    bytes instanceof Uint8Array &&
    bytes.length <= LARGEST_PART
  return isWhole ? { type: 'snapshot', take, part, parts, bytes } : null
}

/** Cuts a network into the messages it travels in. @returns none when it is too large to travel */
export const petalPartsOf = (hash: string, network: Uint8Array): PetalsPart[] =>
  partsOf(hash, network).map(({ part, parts, bytes }) => ({
    type: 'petals',
    hash,
    part,
    parts,
    bytes,
  }))

/** Cuts a snapshot into the messages it travels in. @returns none when it is too large to travel */
export function partsOf(take: string, snapshot: Uint8Array): SnapshotPart[] {
  const parts = Math.ceil(snapshot.length / LARGEST_PART)
  if (parts > MOST_PARTS) return []
  return Array.from({ length: parts }, (_, part) => ({
    type: 'snapshot',
    take,
    part,
    parts,
    bytes: snapshot.subarray(part * LARGEST_PART, (part + 1) * LARGEST_PART),
  }))
}

import type { Bouquet } from '../visuals/bouquet.ts'
import { PETAL_STRIDE, type PetalSnapshot } from '../visuals/petalStore.ts'
import { createPerformance, type Performance } from './state.ts'

/**
 * All that a follower needs to go on from one moment: the state of the fold, and the petals that are
 * in the garden. Travels as the length of a JSON text, the text in ASCII, and the petals' floats and
 * ids as they lie in memory; every machine that has a browser is little-endian.
 */
export interface ShowSnapshot {
  /** Version of the engine that made it: another may fold differently. */
  readonly build: string
  /** That the next record will have. */
  readonly nextSequence: number
  /** Show time at which it was taken. */
  readonly showSeconds: number
  readonly state: Performance
  /** Of the scene that is on; '' for none. */
  readonly scene: string
  readonly petals: PetalSnapshot
}

/** A snapshot that cannot be used; the message says why. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError'
}

const FORMAT = 1
/** What a picture has room for; more is no garden of ours. */
const MOST_PETALS = 25_000
const FLOWER_STARTS = 8
const HEAD_BYTES = 4
const FLOAT_BYTES = 4
const ID_BYTES = 8

/** JSON has no infinity: null stands for the moment before all others. */
const writtenTime = (atSeconds: number): number | null =>
  atSeconds === -Infinity ? null : atSeconds

const escaped = (text: string): string =>
  text.replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

export function encodeSnapshot(snapshot: ShowSnapshot): Uint8Array {
  const { petals, ...rest } = snapshot
  const { values, ids, bouquet, lastFlash } = petals
  const { flower, petals: inFlower, lastPerformer, lastAnyone, whorls, starts } = bouquet
  const text = escaped(
    JSON.stringify({
      format: FORMAT,
      ...rest,
      petals: {
        count: ids.length,
        lastFlash: writtenTime(lastFlash),
        flower,
        inFlower,
        lastPerformer: writtenTime(lastPerformer),
        lastAnyone: writtenTime(lastAnyone),
        whorls: whorls.map((whorl) => ({ ...whorl, lastEnd: writtenTime(whorl.lastEnd) })),
        starts: [...starts],
      },
    }),
  )
  const bytes = new Uint8Array(HEAD_BYTES + text.length + values.byteLength + ids.byteLength)
  new DataView(bytes.buffer).setUint32(0, text.length, true)
  for (let i = 0; i < text.length; i++) bytes[HEAD_BYTES + i] = text.charCodeAt(i)
  const at = HEAD_BYTES + text.length
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at)
  bytes.set(new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength), at + values.byteLength)
  return bytes
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0

const isTime = (value: unknown): value is number => typeof value === 'number' && value >= 0

/** @throws SnapshotError when it is damaged, or of another build */
export function decodeSnapshot(bytes: Uint8Array, build: string): ShowSnapshot {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = bytes.length < HEAD_BYTES ? 0 : view.getUint32(0, true)
  if (length === 0 || length > bytes.length - HEAD_BYTES) throw new SnapshotError('It is cut off.')
  const fields = fieldsOf(bytes.subarray(HEAD_BYTES, HEAD_BYTES + length))
  if (fields['format'] !== FORMAT || fields['build'] !== build) {
    throw new SnapshotError(
      `The leader runs Anthesis ${String(fields['build'])}, this machine ${build}; give both the same.`,
    )
  }
  const { nextSequence, showSeconds, state, scene } = fields
  if (!isCount(nextSequence) || !isTime(showSeconds) || typeof scene !== 'string') {
    throw new SnapshotError('It lacks its place in the show.')
  }
  if (!isPerformance(state)) throw new SnapshotError('Its state is no performance’s.')
  const petals = readPetals(fields['petals'], bytes.slice(HEAD_BYTES + length))
  return { build, nextSequence, showSeconds, state, scene, petals }
}

function fieldsOf(bytes: Uint8Array): Fields {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  try {
    const value: unknown = JSON.parse(text)
    if (isFields(value)) return value
  } catch {
    // Said below.
  }
  throw new SnapshotError('It is damaged.')
}

/**
 * Whether a value has the shape of a state: all the rooms of a new performance, and in each what it
 * has there, of the same kinds. What the fold makes of nonsense further in is caught where it is
 * folded, and shows in the digest.
 */
function isPerformance(value: unknown): value is Performance {
  if (!isFields(value) || !isCount(value['seed'])) return false
  const rooms: Fields = { ...createPerformance(value['seed']) }
  return (
    isLike(rooms, value) && Object.entries(rooms).every(([key, room]) => isLike(room, value[key]))
  )
}

function isLike(pattern: unknown, value: unknown): boolean {
  if (!isFields(pattern)) return isOfKind(pattern, value)
  return (
    isFields(value) && Object.entries(pattern).every(([key, inner]) => isOfKind(inner, value[key]))
  )
}

/** What may be null is null at first, or may be so later. */
const isOfKind = (pattern: unknown, value: unknown): boolean =>
  value !== undefined && (pattern === null || value === null || kindOf(pattern) === kindOf(value))

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value)

/** A whorl as it was written; null where it is none. */
function whorlOf(fields: unknown): Bouquet['whorls'][0] | null {
  if (!isFields(fields)) return null
  const { next, held, lastEnd } = fields
  if (!isCount(next) || !isCount(held)) return null
  if (lastEnd !== null && typeof lastEnd !== 'number') return null
  return { next, held, lastEnd: lastEnd ?? -Infinity }
}

function readPetals(fields: unknown, bytes: Uint8Array): PetalSnapshot {
  const { count, lastFlash, flower, inFlower, lastPerformer, lastAnyone, whorls, starts } =
    isFields(fields) ? fields : {}
  const [performerWhorl, modelWhorl] = Array.isArray(whorls) ? whorls.map(whorlOf) : []
  const times = [lastFlash, lastPerformer, lastAnyone].map((time) => time ?? -Infinity)
  const isSound =
    isCount(count) &&
    count <= MOST_PETALS &&
    bytes.length === count * (PETAL_STRIDE * FLOAT_BYTES + ID_BYTES) &&
    Number.isSafeInteger(flower) &&
    isCount(inFlower) &&
    Array.isArray(starts) &&
    starts.length === FLOWER_STARTS
  const numbers = [...times, ...(Array.isArray(starts) ? (starts as unknown[]) : [])]
  if (
    !isSound ||
    !performerWhorl ||
    !modelWhorl ||
    !numbers.every((number) => typeof number === 'number')
  ) {
    throw new SnapshotError('Its petals are damaged.')
  }
  const [flash = 0, performer = 0, anyone = 0, ...begun] = numbers
  const floats = count * PETAL_STRIDE * FLOAT_BYTES
  const values = new Float32Array(bytes.slice(0, floats).buffer)
  if (!values.every((number) => Number.isFinite(number))) {
    throw new SnapshotError('Its petals are damaged.')
  }
  return {
    values,
    ids: new Float64Array(bytes.slice(floats).buffer),
    lastFlash: flash,
    bouquet: {
      flower: Number(flower),
      petals: inFlower,
      lastPerformer: performer,
      lastAnyone: anyone,
      whorls: [performerWhorl, modelWhorl],
      starts: Float64Array.from(begun),
    },
  }
}

import { CheckpointError, quote } from './checkpointError.ts'
import { isRecord } from './json.ts'

/** Bytes of one stored value. */
export const BYTES_PER_VALUE = {
  float32: 4,
  int32: 4,
  bool: 1,
  complex64: 8,
  uint8: 1,
  uint16: 2,
  float16: 2,
} as const

type ValueType = keyof typeof BYTES_PER_VALUE

/** How a weight's values are stored, when not as what they are. */
export type Quantisation =
  | { readonly dtype: 'uint8' | 'uint16'; readonly scale: number; readonly min: number }
  | { readonly dtype: 'float16' }

/** One weight of weights_manifest.json. */
export interface WeightEntry {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: 'float32' | 'int32' | 'bool' | 'complex64'
  readonly quantisation: Quantisation | undefined
}

/** Weights that lie one after another in shards that continue each other. */
export interface WeightGroup {
  readonly paths: readonly string[]
  readonly weights: readonly WeightEntry[]
}

/** The length of a weight in its shards, in bytes. */
export function storedBytes(entry: WeightEntry): number {
  const type: ValueType = entry.quantisation?.dtype ?? entry.dtype
  return entry.shape.reduce((size, side) => size * side, BYTES_PER_VALUE[type])
}

/**
 * Reads weights_manifest.json as TensorFlow.js writes it.
 * @param value the parsed file
 * @throws CheckpointError for anything that is not such a manifest, for a shard outside the
 *   folder, and for a weight listed twice
 */
export function parseManifest(value: unknown): WeightGroup[] {
  if (!Array.isArray(value) || value.length === 0) throw malformed('no list of weight groups')
  const groups = value.map(parseGroup)
  const names = new Set<string>()
  for (const { name } of groups.flatMap((group) => group.weights)) {
    if (names.has(name)) throw malformed(`the weight ${quote(name)} twice`)
    names.add(name)
  }
  return groups
}

function malformed(holds: string): CheckpointError {
  return new CheckpointError(
    `weights_manifest.json holds ${holds}`,
    'copy or export the checkpoint again',
  )
}

function parseGroup(group: unknown): WeightGroup {
  if (!isRecord(group)) throw malformed(`${quote(group)} where a weight group should be`)
  const { paths, weights } = group
  if (!Array.isArray(paths) || paths.length === 0) throw malformed('a group without shards')
  if (!Array.isArray(weights)) throw malformed('a group without weights')
  return { paths: paths.map(parsePath), weights: weights.map(parseEntry) }
}

function parsePath(path: unknown): string {
  if (typeof path !== 'string' || path === '') throw malformed(`the shard name ${quote(path)}`)
  if (/[\\:]/.test(path) || path.split('/').some((part) => part === '' || /^\.+$/.test(part))) {
    throw malformed(`the shard name ${quote(path)}, which leads out of the folder`)
  }
  return path
}

function parseEntry(entry: unknown): WeightEntry {
  if (!isRecord(entry) || typeof entry['name'] !== 'string') {
    throw malformed(`${quote(entry)} where a weight should be`)
  }
  const { name, shape, dtype, quantization } = entry
  if (!Array.isArray(shape) || !shape.every(isSide)) {
    throw malformed(`the shape ${quote(shape)} for the weight ${quote(name)}`)
  }
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool' && dtype !== 'complex64') {
    throw malformed(`the type ${quote(dtype)} for the weight ${quote(name)}`)
  }
  const quantisation =
    quantization === undefined ? undefined : parseQuantisation(name, quantization)
  return { name, shape, dtype, quantisation }
}

function isSide(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function parseQuantisation(name: string, value: unknown): Quantisation {
  const { dtype, scale, min } = isRecord(value) ? value : {}
  if (dtype === 'float16') return { dtype }
  if (dtype !== 'uint8' && dtype !== 'uint16') {
    throw malformed(`the quantization ${quote(dtype)} for the weight ${quote(name)}`)
  }
  if (!isFinite(scale) || !isFinite(min)) {
    throw malformed(`no finite scale and min for the quantised weight ${quote(name)}`)
  }
  return { dtype, scale, min }
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value)
}

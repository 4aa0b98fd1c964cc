import { CheckpointError, quote } from './checkpointError.ts'
import { decodeFloats } from './decodeWeight.ts'
import { storedBytes, type WeightEntry, type WeightGroup } from './manifest.ts'
import { beginsLikeWebPage } from './webPage.ts'

/** A weight as it lies in a shard, decoded when it is asked for. */
interface StoredWeight {
  readonly entry: WeightEntry
  readonly bytes: Uint8Array
}

/** All weights of a checkpoint by name. */
export class Weights {
  readonly #stored = new Map<string, StoredWeight>()

  /**
   * Adds a group.
   * @param shards the bytes of its files, in the order of `group.paths`
   * @throws CheckpointError when the shards are shorter or longer than the weights
   */
  add(group: WeightGroup, shards: readonly Uint8Array[]): void {
    const expected = group.weights.reduce((sum, entry) => sum + storedBytes(entry), 0)
    const found = shards.reduce((sum, shard) => sum + shard.length, 0)
    if (found !== expected) {
      const page = group.paths.find((_, index) =>
        beginsLikeWebPage(shards[index] ?? new Uint8Array()),
      )
      throw page === undefined
        ? new CheckpointError(
            `${group.paths.join(', ')} holds ${found} bytes where the manifest lists ${expected}`,
            'copy the checkpoint again: shard and manifest do not belong together or were cut',
          )
        : new CheckpointError(
            `${page} is a web page, not weights`,
            'check the address: the server sends a page where the file should be',
          )
    }
    const bytes = concatenate(shards)
    let offset = 0
    for (const entry of group.weights) {
      const end = offset + storedBytes(entry)
      this.#stored.set(entry.name, { entry, bytes: bytes.subarray(offset, end) })
      offset = end
    }
  }

  get names(): readonly string[] {
    return [...this.#stored.keys()]
  }

  /**
   * The shape of a weight.
   * @throws CheckpointError when there is no such weight
   */
  shape(name: string): readonly number[] {
    return this.#find(name).entry.shape
  }

  /**
   * The values of a weight, row-major.
   * @param shape what its shape has to be
   * @throws CheckpointError when it is missing, of another shape, not float32 or not finite
   */
  floats(name: string, shape: readonly number[]): Float32Array {
    const { entry, bytes } = this.#find(name)
    if (entry.shape.length !== shape.length || entry.shape.some((side, i) => side !== shape[i])) {
      throw new CheckpointError(
        `the weight ${quote(name)} has the shape ${quote(entry.shape)} where ${quote(shape)} fits`,
        'use the config.json that this checkpoint was trained with',
      )
    }
    if (entry.dtype !== 'float32') {
      throw new CheckpointError(
        `the weight ${quote(name)} is ${entry.dtype}, not float32`,
        'export the checkpoint again',
      )
    }
    const values = decodeFloats(bytes, entry.quantisation)
    const bad = values.findIndex((value) => !Number.isFinite(value))
    if (bad >= 0) {
      throw new CheckpointError(
        `the weight ${quote(name)} holds ${String(values[bad])} at place ${bad}`,
        'choose another checkpoint: this one is damaged or its training diverged',
      )
    }
    return values
  }

  #find(name: string): StoredWeight {
    const weight = this.#stored.get(name)
    if (weight === undefined) {
      throw new CheckpointError(
        `the weight ${quote(name)} is missing`,
        'choose a MusicRNN checkpoint of plain LSTM cells, or export this one again',
      )
    }
    return weight
  }
}

/** One array after another. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

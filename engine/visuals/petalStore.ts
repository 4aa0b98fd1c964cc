import { draw } from '../core/random.ts'
import type { Voice } from '../core/events.ts'
import type { Seconds } from '../core/units.ts'
import {
  addPetal,
  copyBouquet,
  createBouquet,
  endPetal,
  frontFlower,
  whorlOf,
  type Bouquet,
} from './bouquet.ts'
import type { PetalCommand } from './frame.ts'

/**
 * The newest petals of the show in one preallocated array, laid out as the instance attributes of
 * one draw. Petals lie in order of arrival, because translucent instances are painted in buffer
 * order; so instead of wrapping round, the window slides: room for a quarter more is kept behind,
 * and once that is full the newest `capacity` move to the front.
 */

/** Floats a petal: four vec4, see {@link PETAL_FIELDS}. */
export const PETAL_STRIDE = 16

/** Offsets in a petal's floats. Times are show seconds. */
export const PETAL_FIELDS = {
  birth: 0,
  /** {@link OPEN_END} while the note is held. */
  end: 1,
  /** MIDI note, 0..127. */
  pitch: 2,
  /** 0..1. */
  velocity: 3,
  /** 0 performer, 1 model. */
  voice: 4,
  temperature: 5,
  surpriseBits: 6,
  /** Its own random number in [0, 1). */
  seed: 7,
  /** Number of its flower, from 0. */
  flower: 8,
  /** Its place in its voice's whorl of the flower, from 0. */
  place: 9,
  /** Two coordinates between the drawn flowers, kept by each petal. */
  context: 10,
  secondContext: 11,
  /** 1 when its onset may light up, else 0: at most three a second do. */
  flash: 12,
  /** How sure it is to come, 0..1: 1 for a note that sounds, less for one that is only meant. */
  confidence: 13,
  /** Its number in the store, where the petals are not in its order. One free float follows. */
  slot: 14,
} as const

/** The end of a note still held; finite, because infinities are undefined in shaders. */
export const OPEN_END = 1e9

/** A little over a third of a second: never more than three flashes in any second. */
export const FLASH_GAP = 0.34

/** Everything a store holds, as plain data to be posted. */
export interface PetalSnapshot {
  readonly values: Float32Array
  readonly ids: Float64Array
  readonly bouquet: Bouquet
  readonly lastFlash: number
}

export interface PetalStore {
  /** At least this many of the newest petals are kept. */
  readonly capacity: number
  /** Room in `values`, petals. */
  readonly room: number
  /** {@link PETAL_STRIDE} floats a petal, oldest first. */
  readonly values: Float32Array
  /** Petals in `values`. */
  readonly count: number
  /** Changed petals since {@link clean}: half-open, empty when from ≥ to. */
  readonly dirtyFrom: number
  readonly dirtyTo: number
  /** Takes a petal's beginning or end in, without allocating; an unknown end is ignored. */
  apply(command: PetalCommand): void
  /** See {@link frontFlower}. */
  front(now: Seconds): number
  /** Which flower is the newest; −1 for none. */
  flower(): number
  /** The place in the newest flower that a voice's next note takes. */
  nextPlace(voice: Voice): number
  /** Says that all changes have been seen. */
  clean(): void
  /** Says that everything has to be seen again, by a scene that has just come on. */
  markAll(): void
  clear(): void
  snapshot(): PetalSnapshot
  /** @throws when the snapshot holds more petals than there is room for */
  restore(snapshot: PetalSnapshot): void
}

/**
 * @param capacity petals, a whole number ≥ 4
 * @param seed of the petals' own random numbers
 */
export const createPetalStore = (capacity: number, seed: number): PetalStore =>
  new SlidingPetalStore(capacity, seed)

class SlidingPetalStore implements PetalStore {
  readonly room: number
  readonly values: Float32Array
  count = 0
  dirtyFrom = 0
  dirtyTo = 0
  private readonly ids: Float64Array
  private readonly bouquet = createBouquet()
  private lastFlash = -Infinity
  private readonly lastContexts: [number, number] = [0, 0]

  constructor(
    readonly capacity: number,
    private readonly seed: number,
  ) {
    this.room = capacity + Math.max(1, Math.floor(capacity / 4))
    this.values = new Float32Array(this.room * PETAL_STRIDE)
    this.ids = new Float64Array(this.room)
  }

  apply(command: PetalCommand): void {
    if (command.type === 'petal') this.begin(command)
    else this.end(command.id, command.atSeconds)
  }

  front(now: Seconds): number {
    return frontFlower(this.bouquet, now)
  }

  flower(): number {
    return this.bouquet.flower
  }

  nextPlace(voice: Voice): number {
    return whorlOf(this.bouquet, voice).next
  }

  clean(): void {
    this.dirtyFrom = this.room
    this.dirtyTo = 0
  }

  markAll(): void {
    this.dirtyFrom = 0
    this.dirtyTo = this.count
  }

  clear(): void {
    this.count = 0
    copyBouquet(createBouquet(), this.bouquet)
    this.lastFlash = -Infinity
    this.clean()
  }

  snapshot(): PetalSnapshot {
    const bouquet = createBouquet()
    copyBouquet(this.bouquet, bouquet)
    return {
      values: this.values.slice(0, this.count * PETAL_STRIDE),
      ids: this.ids.slice(0, this.count),
      bouquet,
      lastFlash: this.lastFlash,
    }
  }

  restore(snapshot: PetalSnapshot): void {
    if (snapshot.ids.length > this.room) {
      throw new RangeError(`${snapshot.ids.length} petals do not fit in ${this.room}`)
    }
    this.values.set(snapshot.values)
    this.ids.set(snapshot.ids)
    this.count = snapshot.ids.length
    copyBouquet(snapshot.bouquet, this.bouquet)
    this.lastFlash = snapshot.lastFlash
    this.markAll()
  }

  private begin(petal: Extract<PetalCommand, { type: 'petal' }>): void {
    if (this.count === this.room) this.slide()
    const slot = this.count++
    const values = this.values
    const at = slot * PETAL_STRIDE
    const place = addPetal(this.bouquet, petal.voice, petal.atSeconds)
    this.ids[slot] = petal.id
    values[at + PETAL_FIELDS.birth] = petal.atSeconds
    values[at + PETAL_FIELDS.end] = OPEN_END
    values[at + PETAL_FIELDS.pitch] = petal.pitch
    values[at + PETAL_FIELDS.velocity] = petal.velocity
    values[at + PETAL_FIELDS.voice] = petal.voice === 'model' ? 1 : 0
    values[at + PETAL_FIELDS.temperature] = petal.temperature
    values[at + PETAL_FIELDS.surpriseBits] = petal.surpriseBits
    values[at + PETAL_FIELDS.seed] = draw(this.seed, 'petal', petal.id)
    values[at + PETAL_FIELDS.flower] = this.bouquet.flower
    values[at + PETAL_FIELDS.place] = place
    values[at + PETAL_FIELDS.context] = this.sound(0, petal.contexts[0])
    values[at + PETAL_FIELDS.secondContext] = this.sound(1, petal.contexts[1])
    values[at + PETAL_FIELDS.flash] = this.flashes(petal.atSeconds) ? 1 : 0
    values[at + PETAL_FIELDS.confidence] = 1
    values[at + PETAL_FIELDS.slot] = slot
    this.touch(slot)
  }

  /** Held notes are among the newest, so the search goes backwards. */
  private end(id: number, at: Seconds): void {
    for (let slot = this.count - 1; slot >= 0; slot--) {
      if (this.ids[slot] !== id) continue
      const from = slot * PETAL_STRIDE
      this.values[from + PETAL_FIELDS.end] = at
      const isModel = this.values[from + PETAL_FIELDS.voice] === 1
      endPetal(this.bouquet, isModel ? 'model' : 'performer', at)
      this.touch(slot)
      return
    }
  }

  private flashes(at: Seconds): boolean {
    const apart = at - this.lastFlash
    if (apart > -FLASH_GAP && apart < FLASH_GAP) return false
    this.lastFlash = at
    return true
  }

  /** A context that is no number leaves the last good one. */
  private sound(which: 0 | 1, context: number): number {
    if (Number.isFinite(context)) this.lastContexts[which] = context
    return this.lastContexts[which]
  }

  private slide(): void {
    const gone = this.room - this.capacity
    this.values.copyWithin(0, gone * PETAL_STRIDE)
    this.ids.copyWithin(0, gone)
    this.count = this.capacity
    for (let slot = 0; slot < this.count; slot++) {
      this.values[slot * PETAL_STRIDE + PETAL_FIELDS.slot] = slot
    }
    this.markAll()
  }

  private touch(slot: number): void {
    if (slot < this.dirtyFrom) this.dirtyFrom = slot
    if (slot >= this.dirtyTo) this.dirtyTo = slot + 1
  }
}

/** The first petal born after a moment, by halving; petals lie in order of arrival. */
export function firstBornAfter(
  { values, count }: Pick<PetalStore, 'values' | 'count'>,
  at: number,
): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle * PETAL_STRIDE + PETAL_FIELDS.birth] ?? 0) > at) high = middle
    else low = middle + 1
  }
  return low
}

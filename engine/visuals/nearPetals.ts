import { sin } from '../core/maths.ts'
import { petalAngle } from './gardenPath.ts'
import { PETAL_FIELDS, PETAL_STRIDE, type PetalStore } from './petalStore.ts'

/**
 * The newest flowers' petals, which are drawn fine and painted from the far side of each flower to
 * the near one; all others are drawn plainly, in order of arrival.
 */
export interface NearPetals {
  /** Like the store's, in painting order. */
  readonly values: Float32Array
  count: number
  /** Petals of the store before the first of these. */
  first: number
}

/** Room for two full flowers with their answers. */
export const MOST_NEAR = 160

/** The model's whorl reaches further out than the performer's, so it lies further to either side. */
const WHORL_REACH = 1.3

const order = new Uint32Array(MOST_NEAR)
const depth = new Float64Array(MOST_NEAR)

export const createNearPetals = (): NearPetals => ({
  values: new Float32Array(MOST_NEAR * PETAL_STRIDE),
  count: 0,
  first: 0,
})

/** Takes whole flowers, the newest first, for as long as there is room; without allocating. */
export function gatherNear({ values, count }: PetalStore, into: NearPetals): void {
  into.first = firstNear(values, count)
  into.count = count - into.first
  for (let i = 0; i < into.count; i++) {
    const at = (into.first + i) * PETAL_STRIDE
    const isModel = (values[at + PETAL_FIELDS.voice] ?? 0) > 0.5
    const flower = values[at + PETAL_FIELDS.flower] ?? 0
    const angle = petalAngle(values[at + PETAL_FIELDS.place] ?? 0, flower, isModel)
    // Flowers stay in order: their numbers are whole, and a depth is less than a half.
    const key = flower - sin(angle) * (isModel ? WHORL_REACH : 1) * 0.35
    let place = i
    for (; place > 0 && (depth[place - 1] ?? 0) > key; place--) {
      depth[place] = depth[place - 1] ?? 0
      order[place] = order[place - 1] ?? 0
    }
    depth[place] = key
    order[place] = into.first + i
  }
  for (let i = 0; i < into.count; i++) {
    const from = (order[i] ?? 0) * PETAL_STRIDE
    for (let field = 0; field < PETAL_STRIDE; field++) {
      into.values[i * PETAL_STRIDE + field] = values[from + field] ?? 0
    }
  }
}

/** The first petal of the oldest flower that fits whole. */
function firstNear(values: Float32Array, count: number): number {
  const most = Math.max(0, count - MOST_NEAR)
  const flowerOf = (slot: number): number => values[slot * PETAL_STRIDE + PETAL_FIELDS.flower] ?? 0
  if (most === 0) return 0
  for (let slot = most; slot < count; slot++) {
    if (flowerOf(slot) !== flowerOf(slot - 1)) return slot
  }
  return most
}

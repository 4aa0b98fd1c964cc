import type { Frame } from './frame.ts'
import { OPEN_END, PETAL_FIELDS, PETAL_STRIDE, type PetalStore } from './petalStore.ts'

/** Notes that are only meant, as the buds in whose places they will open. */

export const MOST_MEANT = 24

/**
 * @param into {@link MOST_MEANT} petals of {@link PETAL_STRIDE} numbers
 * @returns how many there are
 */
export function layOutMeant(
  { lookAhead, showSeconds, temperature, contexts }: Frame,
  store: Pick<PetalStore, 'flower' | 'nextPlace'>,
  into: Float32Array,
): number {
  let count = 0
  const flower = Math.max(0, store.flower())
  const next = store.nextPlace('model')
  // By index, since an iterator would be made anew each frame.
  for (let i = 0; i < lookAhead.length && count < MOST_MEANT; i++) {
    const note = lookAhead[i]
    if (note === undefined || note.startSeconds <= showSeconds) continue
    const at = count * PETAL_STRIDE
    into[at + PETAL_FIELDS.birth] = 0
    into[at + PETAL_FIELDS.end] = OPEN_END
    into[at + PETAL_FIELDS.pitch] = note.pitch
    into[at + PETAL_FIELDS.velocity] = 0.7
    into[at + PETAL_FIELDS.voice] = 3
    into[at + PETAL_FIELDS.temperature] = temperature
    into[at + PETAL_FIELDS.surpriseBits] = 0
    into[at + PETAL_FIELDS.seed] = 0.5
    into[at + PETAL_FIELDS.flower] = flower
    into[at + PETAL_FIELDS.place] = next + count
    into[at + PETAL_FIELDS.context] = contexts[0]
    into[at + PETAL_FIELDS.secondContext] = contexts[1]
    into[at + PETAL_FIELDS.flash] = 0
    into[at + PETAL_FIELDS.confidence] = note.confidence
    count++
  }
  return count
}

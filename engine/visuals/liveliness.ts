import { PETAL_FIELDS, PETAL_STRIDE, type PetalStore } from './petalStore.ts'

/** Who plays and how densely, from the notes and show time alone. */
export interface Liveliness {
  /** 0..1: comes with a note in a tenth of a second, goes within two seconds of its end. */
  performer: number
  model: number
  /** Notes a second of late, of everybody. */
  density: number
}

/** Older notes than so many no longer count. */
const LOOKED_AT = 96
const RISES_SECONDS = 0.12
const FALLS_SECONDS = 0.7
const DENSITY_SECONDS = 3

/**
 * e^−x nearly, as one over its series: a call of the whole function would give each number back in a
 * box, a kilobyte a frame.
 */
const fade = (x: number): number => 1 / (1 + x * (1 + x * (1 / 2 + x * (1 / 6 + x / 24))))

export function livelinessAt(
  { values, count }: Pick<PetalStore, 'values' | 'count'>,
  now: number,
  into: Liveliness,
): Liveliness {
  into.performer = 0
  into.model = 0
  into.density = 0
  for (let slot = Math.max(0, count - LOOKED_AT); slot < count; slot++) {
    const at = slot * PETAL_STRIDE
    const age = now - (values[at + PETAL_FIELDS.birth] ?? 0)
    if (age < 0) continue
    into.density += fade(age / DENSITY_SECONDS) / DENSITY_SECONDS
    const since = Math.max(0, now - (values[at + PETAL_FIELDS.end] ?? 0))
    const level = Math.min(1, age / RISES_SECONDS) * fade(since / FALLS_SECONDS)
    if ((values[at + PETAL_FIELDS.voice] ?? 0) > 0.5) into.model = Math.max(into.model, level)
    else into.performer = Math.max(into.performer, level)
  }
  return into
}

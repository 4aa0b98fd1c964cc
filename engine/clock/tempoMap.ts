import {
  bpm,
  secondsPerTick,
  seconds,
  ticks,
  type Bpm,
  type Seconds,
  type Ticks,
} from '../core/units.ts'

/** From this tick on, which falls at this show time, the tempo holds. */
interface TempoSegment {
  readonly fromTicks: Ticks
  readonly fromSeconds: Seconds
  readonly tempo: Bpm
}

/**
 * Musical time against show time: pieces of constant tempo, the newest last. Only recent pieces are
 * kept (a show lasts hours), enough for a note that arrives late.
 */
export type TempoMap = readonly TempoSegment[]

const KEPT_SEGMENTS = 16

export const MIN_TEMPO = bpm(30)
export const MAX_TEMPO = bpm(300)

export const createTempoMap = (tempo: Bpm): TempoMap => [
  { fromTicks: ticks(0), fromSeconds: seconds(0), tempo },
]

/** The piece that holds a moment; before the first, the first. */
function segmentAt(map: TempoMap, starts: (segment: TempoSegment) => boolean): TempoSegment {
  for (let i = map.length - 1; i > 0; i--) {
    const segment = map[i]
    if (segment && starts(segment)) return segment
  }
  const first = map[0]
  if (!first) throw new Error('A tempo map has at least one segment.')
  return first
}

export function secondsAt(map: TempoMap, at: number): Seconds {
  const segment = segmentAt(map, (candidate) => candidate.fromTicks <= at)
  return seconds(segment.fromSeconds + (at - segment.fromTicks) * secondsPerTick(segment.tempo))
}

/** Unrounded ticks, for quantising. */
export function exactTicksAt(map: TempoMap, at: number): number {
  const segment = segmentAt(map, (candidate) => candidate.fromSeconds <= at)
  return segment.fromTicks + (at - segment.fromSeconds) / secondsPerTick(segment.tempo)
}

/** The last whole tick at or before a moment of show time. */
export const ticksAt = (map: TempoMap, at: number): Ticks => ticks(exactTicksAt(map, at))

export function tempoAt(map: TempoMap, at: number): Bpm {
  return segmentAt(map, (candidate) => candidate.fromTicks <= at).tempo
}

/** The tempo from a tick on; a later piece, should there be one, is replaced. */
export function withTempo(map: TempoMap, fromTicks: Ticks, tempo: Bpm): TempoMap {
  if (tempoAt(map, fromTicks) === tempo) return map
  const segment = { fromTicks, fromSeconds: secondsAt(map, fromTicks), tempo }
  return [...map.filter((earlier) => earlier.fromTicks < fromTicks), segment].slice(-KEPT_SEGMENTS)
}

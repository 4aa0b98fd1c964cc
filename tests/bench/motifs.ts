import { MELODY_RANGE, isOnset, pitchOfToken } from '../../engine/continuation/tokens.ts'

/** Notes of a motif. */
const NOTES = 4

/** MIDI notes of the onsets, in their order. */
export const pitchesOf = (tokens: readonly number[]): number[] =>
  tokens.filter(isOnset).map((token) => pitchOfToken(token, MELODY_RANGE))

/** All motifs by their intervals; one note over and over is none. */
export function motifsOf(pitches: readonly number[]): Set<string> {
  const intervals = pitches.slice(1).map((pitch, at) => pitch - (pitches[at] ?? pitch))
  const motifs = intervals
    .slice(0, Math.max(0, intervals.length - NOTES + 2))
    .map((_, at) => intervals.slice(at, at + NOTES - 1))
  return new Set(
    motifs.filter((motif) => motif.some((interval) => interval !== 0)).map((motif) => motif.join()),
  )
}

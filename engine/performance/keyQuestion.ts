import type { KeyAsk } from '../continuation/keyAsk.ts'

/** What the network has been told of the phrase for its key. */
export interface Told {
  readonly stream: number
  readonly nextAsk: number
  /** The first ask whose reply is about this stream. */
  readonly firstAsk: number
  readonly middle: number
  /** As KeyAsk has it; the newest that were told. */
  readonly playing: readonly number[]
  readonly counters: readonly number[]
}

export const NOTHING_TOLD: Told = {
  stream: 0,
  nextAsk: 0,
  firstAsk: 0,
  middle: 0,
  playing: [],
  counters: [],
}

/** A stream grows to a primer's length, then goes on anew from its newest half. */
const LONGEST = 128
/** Semitones by which a register may move before its octave is thought over. */
const SAME_REGISTER = 6

function commonLength(told: Told, playing: readonly number[], counters: readonly number[]): number {
  let length = 0
  while (
    length < playing.length &&
    told.playing[length] === playing[length] &&
    told.counters[length] === counters[length]
  ) {
    length++
  }
  return length
}

/**
 * The ask that brings the network to a line.
 * @param line of sixteenths, as KeyAsk has them
 * @param firstStep of the line, from beat 1
 */
export function keyAskOf(
  told: Told,
  line: readonly number[],
  firstStep: number,
  middle: number,
): readonly [Told, KeyAsk | null] {
  const offset = line.length > LONGEST ? windowStart(told, line, firstStep) : 0
  const playing = line.slice(offset)
  const counters = playing.map((_, index) => firstStep + offset + index)
  const isSame = told.playing.length > 0 && Math.abs(middle - told.middle) <= SAME_REGISTER
  const keep = isSame ? commonLength(told, playing, counters) : 0
  if (keep === playing.length && keep === told.playing.length) return [told, null]
  const ask = told.nextAsk
  const isNew = keep === 0
  const next: Told = {
    stream: isNew ? told.stream + 1 : told.stream,
    nextAsk: ask + 1,
    firstAsk: isNew ? ask : told.firstAsk,
    middle: isNew ? middle : told.middle,
    playing,
    counters,
  }
  const { stream } = next
  return [
    next,
    {
      ask,
      stream,
      keep,
      playing: playing.slice(keep),
      counters: counters.slice(keep),
      middle: next.middle,
    },
  ]
}

/** Where the told part begins in a long line, so that it moves on rarely. */
function windowStart(told: Told, line: readonly number[], firstStep: number): number {
  const before = (told.counters[0] ?? firstStep) - firstStep
  const isLongEnough = before > 0 && before < line.length && line.length - before <= LONGEST
  return isLongEnough ? before : line.length - LONGEST / 2
}

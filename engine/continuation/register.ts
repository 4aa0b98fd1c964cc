import { isSecondVoice } from './beside.ts'
import { renewed } from './context.ts'
import type { Continuation } from './continuation.ts'
import { HOLD, NOTE_OFF } from './melodyModel.ts'
import { isOnset, octaveShift, pitchOfToken, tokenOfPitch, type Range } from './tokens.ts'

/**
 * How many of the oldest tokens cannot stay when all are moved: up to the newest note that would lie
 * outside the range, with what is held of it. A single note is never moved to fit.
 * @param from the range that tokens are of
 */
function misfits(
  tokens: readonly number[],
  from: Range,
  semitones: number,
  { minPitch, maxPitch }: Range,
): number {
  const newest = tokens.findLastIndex((token) => {
    if (!isOnset(token)) return false
    const pitch = pitchOfToken(token, from) + semitones
    return pitch < minPitch || pitch > maxPitch
  })
  if (newest < 0) return 0
  let end = newest + 1
  while (tokens[end] === HOLD) end++
  return tokens[end] === NOTE_OFF ? end + 1 : end
}

/** All that was heard, in a range, higher or lower. */
function moved(state: Continuation, range: Range, semitones: number): Continuation {
  const { context, memory, range: from } = state
  const tokenOf = (token: number): number =>
    isOnset(token) ? token + from.minPitch - range.minPitch + semitones : token
  // Habits are counted note by note, and one an octave off is better than none.
  const foldedTokenOf = (token: number): number =>
    isOnset(token) ? tokenOfPitch(pitchOfToken(token, from) + semitones, range) : token
  const misfit = misfits(context.tokens, from, semitones, range)
  const fitting = {
    ...context,
    tokens: context.tokens.slice(misfit).map(tokenOf),
    steps: context.steps.slice(misfit),
  }
  return {
    ...state,
    range,
    shift: state.shift + semitones,
    context: renewed(fitting, context.id + 1),
    memory: memory.map(foldedTokenOf),
    awaited: null,
  }
}

/** The same music in the tokens of a network that knows other pitches, and has heard nothing yet. */
export function inTokensOf(state: Continuation, range: Range): Continuation {
  const { minPitch, maxPitch } = state.range
  return range.minPitch === minPitch && range.maxPitch === maxPitch ? state : moved(state, range, 0)
}

const movedTo = (state: Continuation, shift: number): Continuation =>
  shift === state.shift ? state : moved(state, state.range, shift - state.shift)

/** Whether another shift is the same key, and the phrase fits the range as it is. */
function isOctaveOnly({ phrase, shift, range }: Continuation, wanted: number): boolean {
  return (
    phrase !== null &&
    (wanted - shift) % 12 === 0 &&
    phrase.lowest + shift >= range.minPitch &&
    phrase.highest + shift <= range.maxPitch
  )
}

/**
 * The whole phrase is brought into the model's key and range, never a single note of it.
 * @param wanted semitones; null: as few octaves as it takes, where more than one pitch was heard
 */
export function inRange(state: Continuation, wanted: number | null): Continuation {
  if (wanted !== null) return movedTo(state, wanted)
  const { phrase, range } = state
  if (!phrase) return state
  const { lowest, highest } = phrase
  const octaves = octaveShift(lowest, highest, range)
  return lowest === highest && isOctaveOnly(state, octaves) ? state : movedTo(state, octaves)
}

/**
 * The same while the phrase is being played. Its first notes say little of its register, and all that
 * came before would be moved with every guess: the octave stays until the phrase is over, or until
 * its second note where nobody waits for that.
 */
export function inRangeMeanwhile(
  state: Continuation,
  wanted: number | null,
  isFirst: boolean,
): Continuation {
  const isAwaited = state.turnTicks === null && !isSecondVoice(state)
  const hasPast = state.context.tokens.length > 0
  return wanted !== null && hasPast && (isFirst || isAwaited) && isOctaveOnly(state, wanted)
    ? state
    : inRange(state, wanted)
}

import { beginCourse, courseAfter, type Course } from '../../engine/continuation/course.ts'
import { NO_LEAN } from '../../engine/continuation/lean.ts'
import { throwDice } from '../../engine/continuation/throwDice.ts'
import { draw } from '../../engine/core/random.ts'
import type { Future, FuturesAsk } from './futuresAsk.ts'
import { lossOf } from './lossOf.ts'
import type { LstmMelodyModel, LstmState } from './lstm.ts'
import type { Network } from './network/network.ts'
import { runInPieces } from './network/stage.ts'

/** Lanes that futures need beside the one that is played; so many go on side by side. */
export const FUTURE_LANES = 16
const FIRST_LANE = 1

/** About a tenth of a millisecond's multiplications. */
const PIECE = 300_000

/** A future while it grows. */
interface Growing {
  readonly stream: string
  readonly tokens: number[]
  readonly probabilities: number[]
  readonly surpriseBits: number[]
  course: Course
}

/**
 * Computes futures piece by piece, in groups of {@link FUTURE_LANES} melodies that share each pass
 * over the weights. The result does not depend on how the pieces are spread over time, and its
 * logits are, to the last bit, those that playing the same tokens would give.
 * @param model made with {@link FUTURE_LANES} other lanes
 * @param start where the ask's context stands after `keep` tokens; null for the zero state
 * @param ask checked
 */
export function* growFutures(
  model: LstmMelodyModel,
  start: LstmState | null,
  ask: FuturesAsk,
): Generator<undefined, Future[]> {
  const { network } = model
  const { minPitch } = model.facts
  const first = yield* hearTokens(network, start, ask)
  const futures: Future[] = []
  for (let from = 0; from < ask.count; from += FUTURE_LANES) {
    const group = Array.from({ length: Math.min(FUTURE_LANES, ask.count - from) }, (_, i) => ({
      stream: from + i === 0 ? ask.stream : `${ask.stream}/${from + i}`,
      tokens: [],
      probabilities: [],
      surpriseBits: [],
      course: beginCourse(),
    }))
    yield* growGroup(network, first, group, ask, minPitch)
    for (const { tokens, probabilities, surpriseBits } of group) {
      futures.push({ tokens, probabilities, surpriseBits })
    }
  }
  return futures
}

/** The state that all futures begin with, and its logits. */
interface Beginning {
  readonly state: Float32Array
  readonly logits: Float32Array
}

function* hearTokens(
  network: Network,
  start: LstmState | null,
  ask: FuturesAsk,
): Generator<undefined, Beginning> {
  // A model that has heard nothing yet has no opinion.
  const hasHeard = (start?.fed ?? false) || ask.tokens.length > 0
  network.set(FIRST_LANE, start?.values ?? null)
  for (const [index, token] of ask.tokens.entries()) {
    const counter = ask.counters[index] ?? 0
    network.write(FIRST_LANE, { token, counter, chord: ask.chords?.[index] ?? null })
    yield* runInPieces(network.stages, FIRST_LANE, 1, PIECE)
  }
  const state = new Float32Array(network.stateLength)
  network.read(FIRST_LANE, state)
  if (!hasHeard) return { state, logits: new Float32Array(network.vocabulary) }
  yield* runInPieces(network.logitStages, FIRST_LANE, 1, PIECE)
  return { state, logits: network.logits(FIRST_LANE).slice() }
}

function* growGroup(
  network: Network,
  beginning: Beginning,
  group: readonly Growing[],
  ask: FuturesAsk,
  minPitch: number,
): Generator<undefined, void> {
  group.forEach((_, index) => network.set(FIRST_LANE + index, beginning.state))
  for (let step = 0; step < ask.steps; step++) {
    const chord = ask.chords?.[ask.tokens.length + step] ?? null
    for (const [index, future] of group.entries()) {
      const lane = FIRST_LANE + index
      const logits = step === 0 ? beginning.logits : network.logits(lane)
      const random = draw(ask.seed, future.stream, ask.firstDraw + step)
      const { course } = future
      const { token, probability } = throwDice(logits, ask.dice, NO_LEAN, course, minPitch, random)
      future.course = courseAfter(course, token)
      future.tokens.push(token)
      future.probabilities.push(probability)
      future.surpriseBits.push(lossOf(logits, token) / Math.LN2)
      network.write(lane, { token, counter: ask.counter + step, chord })
      yield
    }
    if (step === ask.steps - 1) break
    yield* runInPieces(network.stages, FIRST_LANE, group.length, PIECE)
    yield* runInPieces(network.logitStages, FIRST_LANE, group.length, PIECE)
  }
}

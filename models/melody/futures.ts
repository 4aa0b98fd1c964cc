import { beginCourse, courseAfter, type Course } from '../../engine/continuation/course.ts'
import { NO_LEAN } from '../../engine/continuation/lean.ts'
import { throwDice } from '../../engine/continuation/throwDice.ts'
import { drawShaped } from '../../engine/continuation/shaping.ts'
import { draw } from '../../engine/core/random.ts'
import type { Future, FuturesAsk } from './futuresAsk.ts'
import { lossOf } from './lossOf.ts'
import type { LstmMelodyModel, LstmState } from './lstm.ts'
import type { Network } from './network/network.ts'
import { runInPieces } from './network/stage.ts'

/** Lanes that futures need beside the one that is played; so many go on side by side. */
export const FUTURE_LANES = 16
/** And with the look-ahead's, which goes on whatever futures are grown. */
export const OTHER_LANES = FUTURE_LANES + 1

/** Lanes of a network in a row: 0 is the one that is played. */
export interface Lanes {
  readonly first: number
  readonly count: number
}

export const LANES_OF_FUTURES: Lanes = { first: 1, count: FUTURE_LANES }
export const LANES_OF_LOOK_AHEAD: Lanes = { first: 1 + FUTURE_LANES, count: 1 }

/** A future while it grows. */
interface Growing {
  readonly stream: string
  readonly tokens: number[]
  readonly probabilities: number[]
  readonly surpriseBits: number[]
  course: Course
}

/**
 * Computes futures piece by piece, in groups of melodies, a lane each, that share each pass over the
 * weights. The result does not depend on how the pieces are spread over time, and its
 * logits are, to the last bit, those that playing the same tokens would give.
 * @param model one that has these lanes
 * @param start where the ask's context stands after `keep` tokens; null for the zero state
 * @param ask checked
 */
export function* growFutures(
  model: LstmMelodyModel,
  start: LstmState | null,
  ask: FuturesAsk,
  lanes: Lanes = LANES_OF_FUTURES,
): Generator<undefined, Future[]> {
  const { network } = model
  const { minPitch } = model.facts
  const first = yield* hearTokens(model, start, ask, lanes.first)
  const futures: Future[] = []
  for (let from = 0; from < ask.count; from += lanes.count) {
    const group = Array.from({ length: Math.min(lanes.count, ask.count - from) }, (_, i) => ({
      stream: from + i === 0 ? ask.stream : `${ask.stream}/${from + i}`,
      tokens: [],
      probabilities: [],
      surpriseBits: [],
      course: ask.shaping?.course ?? beginCourse(),
    }))
    yield* growGroup(network, lanes.first, first, group, ask, minPitch)
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
  { network, openingLogits }: LstmMelodyModel,
  start: LstmState | null,
  ask: FuturesAsk,
  lane: number,
): Generator<undefined, Beginning> {
  const hasHeard = (start?.fed ?? false) || ask.tokens.length > 0
  network.set(lane, start?.values ?? null)
  for (const [index, token] of ask.tokens.entries()) {
    const counter = ask.counters[index] ?? 0
    network.write(lane, { token, counter, chord: ask.chords?.[index] ?? null })
    yield* runInPieces(network.stages, lane, 1)
  }
  const state = new Float32Array(network.stateLength)
  network.read(lane, state)
  if (!hasHeard) return { state, logits: openingLogits }
  yield* runInPieces(network.logitStages, lane, 1)
  return { state, logits: network.logits(lane).slice() }
}

function* growGroup(
  network: Network,
  firstLane: number,
  beginning: Beginning,
  group: readonly Growing[],
  ask: FuturesAsk,
  minPitch: number,
): Generator<undefined, void> {
  group.forEach((_, index) => network.set(firstLane + index, beginning.state))
  for (let step = 0; step < ask.steps; step++) {
    const chord = ask.chords?.[ask.tokens.length + step] ?? null
    let lane = firstLane
    for (const future of group) {
      const logits = step === 0 ? beginning.logits : network.logits(lane)
      const random = draw(ask.seed, future.stream, ask.firstDraw + step)
      const { token, probability } = ask.shaping
        ? drawShaped(logits, ask.shaping, step, future.course, minPitch, random)
        : throwDice(logits, ask.dice, NO_LEAN, future.course, minPitch, random)
      future.course = courseAfter(future.course, token)
      future.tokens.push(token)
      future.probabilities.push(probability)
      future.surpriseBits.push(lossOf(logits, token) / Math.LN2)
      const heard = ask.shaping?.beside?.line[step] ?? token
      network.write(lane, { token: heard, counter: ask.counter + step, chord })
      lane++
    }
    // The draws of all lanes take less than a slice; each hand-over would leave garbage.
    yield
    if (step === ask.steps - 1) break
    yield* runInPieces(network.stages, firstLane, group.length)
    yield* runInPieces(network.logitStages, firstLane, group.length)
  }
}

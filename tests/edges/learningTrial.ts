import { getBackend } from '@tensorflow/tfjs-core'
import { chooseLearning } from '../../engine/edges/trainingBackend.ts'
import type { TrainsOn } from '../../engine/edges/trainingMessages.ts'
import { freshParameters } from '../../models/melody/training/grow.ts'
import { TuneLanes } from '../../models/melody/training/tuneLanes.ts'

/** A training in the page: what it is computed with, and what its first updates come to. */

const VOCABULARY = 7
const COUNTER_BITS = [3]
const INPUTS = VOCABULARY + 3
/** More steps than a shader may have buffers; tunes begin within them. */
const SIZE = { lanes: 3, steps: 12 }
const TUNES = [
  { tokens: [2, 0, 5, 1, 6] },
  { tokens: [3, 4, 0, 0, 2, 6, 1] },
  { tokens: [6, 5, 4] },
]

/**
 * @param has whether the host has SIMD; what it has not is taken away
 * @returns the loss before each of so many updates, nats a step
 */
export async function trial(wanted: TrainsOn, has: 'SIMD' | 'no SIMD', updates = 2) {
  const { learning: begin, remark } = await (has === 'SIMD'
    ? chooseLearning(wanted)
    : chooseLearning(wanted, null))
  const parameters = freshParameters(INPUTS, [5, 4], VOCABULARY, 1)
  const learning = begin({ parameters, vocabulary: VOCABULARY, counterBits: COUNTER_BITS }, SIZE)
  const lanes = new TuneLanes(TUNES, 1, SIZE.lanes, SIZE.steps)
  const losses: number[] = []
  for (let update = 1; update <= updates; update++) {
    const rates = { update, learningRate: 0.05, averageDecay: 0.5 }
    losses.push(await learning.learn(lanes.next(), null, rates))
  }
  learning.dispose()
  return { backend: getBackend(), remark, losses }
}

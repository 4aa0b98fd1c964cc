import type { MelodyCheckpoint } from '../../models/melody/checkpoint.ts'
import { throwDice } from '../../models/melody/dice.ts'
import { FUTURE_LANES, growFutures } from '../../models/melody/futures.ts'
import type { FuturesAsk } from '../../models/melody/futuresAsk.ts'
import { bestKernels } from '../../models/melody/kernels/bestKernels.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { compare, takeTurns } from './melodyTurns.ts'
import type { BenchRow } from './row.ts'
import { tensorflowFutures } from './tensorflowFutures.ts'

const COUNT = 64
const STEPS = 32
const RUNS = 5

const ASK: FuturesAsk = {
  ask: 1,
  context: 1,
  keep: 0,
  tokens: [5, 0, 0, 0],
  counters: [0, 1, 2, 3],
  counter: 4,
  count: COUNT,
  steps: STEPS,
  temperature: 1,
  seed: 1,
  stream: 'melody',
  firstDraw: 0,
}

/**
 * Batched futures against TensorFlow.js on wasm with the same batch, dice for both alike; and the
 * longest that playing has to wait for a piece of them.
 */
export async function benchFutures(
  size: string,
  checkpoint: MelodyCheckpoint,
): Promise<BenchRow[]> {
  const model = new LstmMelodyModel(checkpoint, bestKernels, FUTURE_LANES)
  const rival = tensorflowFutures(checkpoint, COUNT)
  const pieces: number[] = []
  const [ours = NaN, theirs = NaN] = await takeTurns(RUNS, [
    () => {
      const growth = growFutures(model, null, ASK, throwDice)
      for (let before = performance.now(), done = false; !done;) {
        done = growth.next().done === true
        const now = performance.now()
        pieces.push(now - before)
        before = now
      }
    },
    () => rival.grow(STEPS, throwDice),
  ])
  rival.dispose()
  const sorted = pieces.toSorted((a, b) => a - b)
  const name = `${COUNT} futures of ${STEPS} steps, ${size}`
  return [
    compare(name, ours, 'tfjs wasm, batched', theirs),
    {
      name: `melody model: ${name}, a piece, 99.9 of 100`,
      value: sorted[Math.floor(sorted.length * 0.999)] ?? NaN,
      unit: 'ms',
    },
  ]
}

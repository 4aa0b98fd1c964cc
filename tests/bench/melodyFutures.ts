import { plainDice } from '../../engine/continuation/dice.ts'
import type { MelodyCheckpoint } from '../../models/melody/checkpoint.ts'
import { FUTURE_LANES, growFutures } from '../../models/melody/futures.ts'
import type { FuturesAsk } from '../../models/melody/futuresAsk.ts'
import { bestKernels } from '../../models/melody/kernels/bestKernels.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { SLICE_MILLISECONDS } from '../../models/melody/slices.ts'
import { compare, takeTurns } from './melodyTurns.ts'
import type { BenchRow } from './row.ts'
import { tensorflowFutures } from './tensorflowFutures.ts'

const COUNT = 64
const STEPS = 32
const RUNS = 5

export const BENCH_FUTURES: FuturesAsk = {
  ask: 1,
  context: 1,
  keep: 0,
  tokens: [5, 0, 0, 0],
  counters: [0, 1, 2, 3],
  counter: 4,
  count: COUNT,
  steps: STEPS,
  dice: plainDice(1),
  seed: 1,
  stream: 'melody',
  firstDraw: 0,
}

/**
 * Batched futures against TensorFlow.js on wasm with the same batch, dice for both alike; and the
 * time that playing has to wait for a slice of them, typically and at worst but for one in a hundred.
 */
export async function benchFutures(
  size: string,
  checkpoint: MelodyCheckpoint,
): Promise<BenchRow[]> {
  const model = new LstmMelodyModel(checkpoint, bestKernels, FUTURE_LANES)
  const rival = tensorflowFutures(checkpoint, COUNT)
  const slices: number[] = []
  const [ours = NaN, theirs = NaN] = await takeTurns(RUNS, [
    () => {
      const growth = growFutures(model, null, BENCH_FUTURES)
      for (let start = performance.now(), done = false; !done;) {
        done = growth.next().done === true
        const now = performance.now()
        if (!done && now - start < SLICE_MILLISECONDS) continue
        slices.push(now - start)
        start = now
      }
    },
    () => rival.grow(STEPS),
  ])
  rival.dispose()
  const sorted = slices.toSorted((a, b) => a - b)
  const name = `${COUNT} futures of ${STEPS} steps, ${size}`
  const wait = (share: number): BenchRow => ({
    name: `melody model: ${name}, a slice, ${share * 100} of 100`,
    value: sorted[Math.floor(sorted.length * share)] ?? NaN,
    unit: 'ms',
  })
  return [compare(name, ours, 'tfjs wasm, batched', theirs), wait(0.5), wait(0.99)]
}

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Waits } from './futuresWaitTrial.ts'
import type { BenchRow } from './row.ts'

const TRIAL = fileURLToPath(new URL('futuresWaitTrial.ts', import.meta.url))
const WHAT = { turn: 'from an ask to its turn', answer: 'from an ask to its answer' } as const
/** No note event may wait longer for futures. */
const MOST_MILLISECONDS = 1

/**
 * How long what is asked while a note is played waits in the melody worker, alone and beside futures
 * and a look-ahead that are grown all the time.
 * @param units of each of two cells
 */
export async function benchFuturesWait(units: number): Promise<BenchRow[]> {
  const alone = await waits(units, 'alone')
  const beside = await waits(units, 'beside')
  const name = `melody model: 2×${units}, beside futures`
  const rows = (['turn', 'answer'] as const).flatMap((until) =>
    [0.5, 0.99, 1].map((share): BenchRow => {
      const without = quantile(alone[until], share)
      return {
        name: `${name}, ${WHAT[until]}, ${which(share)}`,
        value: quantile(beside[until], share),
        unit: 'ms',
        against: `without futures ${without.toPrecision(3)} ms`,
      }
    }),
  )
  const behind = [0.5, 0.99, 0.999, 1].map((share): BenchRow => {
    return {
      name: `${name}, of that while they were computed, ${which(share)}`,
      value: quantile(beside.behindFutures, share),
      unit: 'ms',
      against: `target ${MOST_MILLISECONDS} at most`,
    }
  })
  return [...rows, ...behind]
}

const which = (share: number): string => (share === 1 ? 'longest' : `${share * 100} of 100`)

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

async function waits(units: number, beside: 'alone' | 'beside'): Promise<Waits> {
  const trial = fork(TRIAL, [String(units), beside], { execArgv: ['--import', 'tsx'] })
  const ended = once(trial, 'exit').then(([code]) => {
    throw new Error(`the trial of what waits for futures ended with ${code}`)
  })
  const [said] = (await Promise.race([once(trial, 'message'), ended])) as [Waits]
  ended.catch(() => undefined)
  return said
}

import { Worker } from 'node:worker_threads'
import type { FuturesAsk } from '../../models/melody/futuresAsk.ts'
import { createWorkerService } from '../../models/melody/workerService.ts'
import { memoryFiles } from '../../models/melody/memoryFiles.ts'
import type { BenchRow } from './row.ts'

const ASKS = 2000
/** Milliseconds from one ask to the next: no multiple of a slice. */
const EVERY = 3.7

/** Another thread, as main is one, that asks at its own pace and says when it did. */
const ASKER = `
  const { parentPort, workerData: { asks, every } } = require('node:worker_threads')
  const idle = new Int32Array(new SharedArrayBuffer(4))
  for (let ask = 0; ask < asks; ask++) {
    Atomics.wait(idle, 0, 0, every)
    parentPort.postMessage(process.hrtime.bigint())
  }
`

const millisecondsSince = (then: bigint): number => Number(process.hrtime.bigint() - then) / 1e6

/**
 * How long what is asked while a note is played waits in the melody worker, alone and beside futures
 * and a look-ahead that are grown all the time: from the moment it is asked in another thread until
 * its turn, and until it is answered.
 * @param files a checkpoint's, by path
 */
export async function benchFuturesWait(
  size: string,
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  ask: FuturesAsk,
): Promise<BenchRow[]> {
  const alone = await waits(files, null)
  const beside = await waits(files, ask)
  const rows = (['turn', 'answer'] as const).flatMap((until) =>
    [0.5, 0.99, 1].map((share): BenchRow => {
      const value = quantile(beside[until], share)
      const without = quantile(alone[until], share)
      const which = share === 1 ? 'longest' : `${share * 100} of 100`
      return {
        name: `melody model: ${size}, beside futures, from an ask to its ${until}, ${which}`,
        value,
        unit: 'ms',
        against: `without futures ${without.toPrecision(3)} ms`,
      }
    }),
  )
  return rows
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

async function waits(
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  futures: FuturesAsk | null,
): Promise<{ turn: number[]; answer: number[] }> {
  // A browser takes the messages of all ports in turn, and so does this; Node's own ports would take
  // a thousand messages that a thread sends itself before it looks at another's.
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve))
  const ports = { now: () => performance.now(), pause }
  let answered = 0
  const receive = createWorkerService(
    (source) => memoryFiles(source.name, files),
    ({ type }) => {
      if (type === 'reply') answered++
    },
    ports,
  )
  await receive({ type: 'load', source: { kind: 'files', name: 'bench', files } })
  let isOver = false
  const growAll = async (type: 'askFutures' | 'askAhead'): Promise<void> => {
    while (futures && !isOver) await receive({ type, ask: futures })
  }
  const turn: number[] = []
  const answer: number[] = []
  const asker = new Worker(ASKER, { eval: true, workerData: { asks: ASKS, every: EVERY } })
  const asked = new Promise<void>((resolve) => {
    asker.on('message', (at: bigint) => {
      turn.push(millisecondsSince(at))
      const token = turn.length % 30
      const position = turn.length - 1
      const more = { keep: position, tokens: [token], counters: [position], reply: true }
      void receive({ type: 'ask', ask: { ask: turn.length, context: 2, ...more } })
      answer.push(millisecondsSince(at))
      if (turn.length === ASKS) resolve()
    })
  })
  const grown = [growAll('askFutures'), growAll('askAhead')]
  await asked
  isOver = true
  await Promise.all(grown)
  await asker.terminate()
  if (answered !== ASKS) throw new Error(`${answered} of ${ASKS} asks were answered`)
  return { turn, answer }
}

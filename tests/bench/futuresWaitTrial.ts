import { Worker } from 'node:worker_threads'
import { memoryFiles } from '../../models/melody/memoryFiles.ts'
import { createWorkerService } from '../../models/melody/workerService.ts'
import { randomCheckpoint } from '../models/melody/randomCheckpoint.ts'
import { BENCH_FUTURES } from './melodyFutures.ts'

/** What asks waited, milliseconds each, in the order in which they were asked. */
export interface Waits {
  /** From the moment an ask is made in another thread until its turn. */
  readonly turn: readonly number[]
  /** Until it is answered. */
  readonly answer: readonly number[]
  /** How long of the wait futures or a look-ahead were being computed. */
  readonly behindFutures: readonly number[]
}

/*
 * Called with the units of a cell and 'beside' or 'alone'. A process of its own, as the melody worker
 * has a heap of its own: beside the other benches' rubbish its own would take longer to collect.
 */
const units = Number(process.argv[2])
const isBeside = process.argv[3] === 'beside'

const ASKS = 2000
/** Milliseconds from one ask to the next: no multiple of a slice. */
const EVERY = 3.7
/** Until V8 has compiled what is computed. */
const WARM_UP_MILLISECONDS = 1500
/** Slices that may have come between an ask and its turn. */
const SLICES_KEPT = 8

/** Another thread, as the page's is one, that asks at its own pace and says when it did. */
const ASKER = `
  const { parentPort, workerData: { asks, every, after } } = require('node:worker_threads')
  const idle = new Int32Array(new SharedArrayBuffer(4))
  Atomics.wait(idle, 0, 0, after)
  for (let ask = 0; ask < asks; ask++) {
    Atomics.wait(idle, 0, 0, every)
    parentPort.postMessage(process.hrtime.bigint())
  }
`

const milliseconds = (nanoseconds: bigint): number => Number(nanoseconds) / 1e6
const now = (): number => milliseconds(process.hrtime.bigint())

const begins = new Float64Array(SLICES_KEPT)
const ends = new Float64Array(SLICES_KEPT)
let slices = 0

// A browser takes the messages of all ports in turn, and so does this; Node's own ports would take
// a thousand messages that a thread sends itself before it looks at another's.
async function pause(): Promise<void> {
  ends[slices % SLICES_KEPT] = now()
  slices++
  await new Promise<void>((resolve) => setImmediate(resolve))
  begins[slices % SLICES_KEPT] = now()
}

function computedSince(moment: number): number {
  let sum = 0
  for (let slot = 0; slot < SLICES_KEPT; slot++) {
    sum += Math.max(0, (ends[slot] ?? 0) - Math.max(moment, begins[slot] ?? 0))
  }
  return sum
}

const files = randomCheckpoint({ seed: units, units: [units, units], counterBits: [6] })
let answered = 0
const receive = createWorkerService(
  (source) => memoryFiles(source.name, files),
  ({ type }) => {
    if (type === 'reply') answered++
  },
  { now: () => performance.now(), pause },
)
await receive({ type: 'load', source: { kind: 'files', name: 'bench', files } })
let isOver = false
const growAll = async (type: 'askFutures' | 'askAhead'): Promise<void> => {
  while (isBeside && !isOver) await receive({ type, ask: BENCH_FUTURES })
}
const waits = { turn: [] as number[], answer: [] as number[], behindFutures: [] as number[] }
const workerData = { asks: ASKS, every: EVERY, after: WARM_UP_MILLISECONDS }
const asker = new Worker(ASKER, { eval: true, workerData })
const asked = new Promise<void>((resolve) => {
  asker.on('message', (at: bigint) => {
    const moment = milliseconds(at)
    waits.turn.push(now() - moment)
    waits.behindFutures.push(computedSince(moment))
    const position = waits.turn.length - 1
    const more = { keep: position, tokens: [position % 30], counters: [position], reply: true }
    void receive({ type: 'ask', ask: { ask: position, context: 2, ...more } })
    waits.answer.push(now() - moment)
    if (waits.turn.length === ASKS) resolve()
  })
})
const grown = [growAll('askFutures'), growAll('askAhead')]
await asked
isOver = true
await Promise.all(grown)
if (answered !== ASKS) throw new Error(`${answered} of ${ASKS} asks were answered`)
process.send?.(waits)
process.disconnect()

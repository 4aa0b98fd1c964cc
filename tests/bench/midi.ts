import { openSerialMidi } from '../../bridge/serialMidi.ts'
import { Listener } from '../bridge/midiSink.ts'
import { hasSocat, openPtyPair } from '../bridge/ptyPair.ts'
import type { BenchRow } from './row.ts'

const MESSAGES = 10_000
/** Sent together, a chord and its controllers. */
const BURST = 10
const RUNS = 3

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN

const median = (values: readonly number[]): number =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  )

interface Run {
  readonly p50: number
  readonly p99: number
  readonly inOrder: number
}

/** Notes down a serial line and read back, in milliseconds from being sent to being heard. */
async function run(): Promise<Run> {
  const pair = await openPtyPair()
  const listener = new Listener()
  const sentAt: number[] = []
  const delays: number[] = []
  let inOrder = 0
  const left = openSerialMidi(pair.ends[0], listener)
  const right = openSerialMidi(pair.ends[1], {
    takeName: listener.takeName,
    freeName: listener.freeName,
    warn: listener.warn,
    say: listener.say,
    receive: (port, message) => {
      const number = delays.length
      delays.push(performance.now() - (sentAt[number] ?? NaN))
      if (message[1] === (number & 127) && message[2] === ((number >> 7) & 127)) inOrder++
      listener.receive(port, message)
    },
  })
  await listener.until(() => left.names.length + right.names.length === 2)
  for (let number = 0; number < MESSAGES; number++) {
    sentAt.push(performance.now())
    left.send('left', Uint8Array.of(0xb0, number & 127, (number >> 7) & 127))
    if (number % BURST === BURST - 1) await listener.until(() => delays.length > number)
  }
  left.close()
  right.close()
  pair.close()
  delays.sort((a, b) => a - b)
  return { p50: quantile(delays, 0.5), p99: quantile(delays, 0.99), inOrder }
}

/** MIDI through a pair of pseudo-terminals; nothing where there is no socat to lay it. */
export async function benchMidi(): Promise<BenchRow[]> {
  if (!hasSocat) {
    process.stderr.write('bench: MIDI is measured where socat is installed.\n')
    return []
  }
  const runs: Run[] = []
  for (let i = 0; i < RUNS; i++) runs.push(await run())
  return [
    { name: 'MIDI through a pty pair, p50', value: median(runs.map(({ p50 }) => p50)), unit: 'ms' },
    { name: 'MIDI through a pty pair, p99', value: median(runs.map(({ p99 }) => p99)), unit: 'ms' },
    {
      name: `MIDI through a pty pair, in order of ${MESSAGES}`,
      value: Math.min(...runs.map(({ inOrder }) => inOrder)),
      unit: 'messages',
    },
  ]
}

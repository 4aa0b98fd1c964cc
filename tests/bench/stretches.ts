import { ShippedNetwork } from '../performance/shippedNetwork.ts'
import { humanise, type Tune } from './humanise.ts'
import { happeningsOf, stretchesOf, type Happening, type Stretch } from './stretchTrial.ts'
import type { BenchRow } from './row.ts'

const PHRASES = 12
/** Long enough for its answer, and for silence after that. */
const BETWEEN_SECONDS = 9

/** A scale up and down, the same pace throughout. */
const scale = (steps: number, each: number): Tune => ({
  title: 'scale',
  source: 'stretches.ts',
  meter: '4/4',
  tokens: Array.from({ length: steps }, (_, step) =>
    step % each === 0
      ? 14 + ([0, 2, 4, 5, 7, 9, 11, 12, 11, 9, 7, 5, 4, 2][(step / each) % 14] ?? 0)
      : 0,
  ),
})

/** A dozen phrases as a person plays them, with time for their answers. */
function show(tune: Tune, tempo: number): Happening[] {
  const manner = {
    tempo,
    jitterSeconds: 0.02,
    swingShare: 0.5,
    swingUnit: 2,
    heldShare: 0.8,
  } as const
  const lasts = (tune.tokens.length * 15) / tempo + BETWEEN_SECONDS
  return Array.from({ length: PHRASES }, (_, phrase) => phrase).flatMap((phrase) =>
    happeningsOf(humanise(tune, { ...manner, seed: phrase, transposition: phrase % 12 })).map(
      ({ at, event }) => ({ at: at + phrase * lasts, event }),
    ),
  )
}

const SHOWS: Readonly<Record<string, Happening[]>> = {
  'two bars of eighths': show(scale(32, 2), 104),
  'two bars of sixteenths': show(scale(32, 1), 104),
  '180 sixteenths without a rest': show(scale(180, 1), 115),
}

const longest = (stretches: readonly Stretch[]): BenchRow['value'] =>
  stretches.reduce((most, { milliseconds }) => Math.max(most, milliseconds), 0)

/**
 * How long the fold holds its thread at most, through whole shows of the partner: every event and
 * every wake-up of 5 ms, the log's lines included.
 */
export function benchStretches(): Promise<BenchRow[]> {
  const shipped = new ShippedNetwork()
  const rows = Object.entries(SHOWS).flatMap(([name, happenings]) => {
    const stretches = stretchesOf(happenings, shipped)
    const kinds = [...new Set(stretches.map(({ what }) => what))]
    return [
      {
        name: `stretches, ${PHRASES} times ${name}: the longest of ${stretches.length}`,
        value: longest(stretches),
        unit: 'ms',
        against: 'target 0.5',
      },
      ...kinds.map((kind) => ({
        name: `stretches, ${name}: the longest ${kind}`,
        value: longest(stretches.filter(({ what }) => what === kind)),
        unit: 'ms',
      })),
    ]
  })
  return Promise.resolve(rows)
}

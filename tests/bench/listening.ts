import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import { KeyLosses } from '../../models/melody/keyLosses.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { nodeFiles } from '../../models/melody/nodeFiles.ts'
import type { Tune } from './humanise.ts'
import { listenTo, type Costs, type Heard } from './listeningTrial.ts'
import type { BenchRow } from './row.ts'

const MELODIES = fileURLToPath(new URL('../../../shared/data/melodies/', import.meta.url))
export const WEIGHTS = fileURLToPath(new URL('../../models/melody/weights', import.meta.url))
/** Of the performances' draws: tune n is played with SEED + n. */
export const SEED = 1000
const LENGTHS = [16, 64] as const

/** @param file of the melodies' folder; null where it is not there */
export function readTunes(file: string): readonly Tune[] | null {
  const path = `${MELODIES}${file}`
  if (!existsSync(path)) return null
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Tune)
}

const share = (heard: readonly Heard[], is: (one: Heard) => boolean): number =>
  heard.filter(is).length / heard.length

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const quantile = (values: readonly number[], at: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(at * (values.length - 1))] ?? NaN

/**
 * How well the listener finds grid and key of tunes played by a human hand: tempo 60–160 that it is
 * not told, 20 ms of jitter, swing up to 60 %, any key, touch from short to legato. No rows without
 * the tunes.
 */
export async function benchListening(file = 'test.jsonl'): Promise<BenchRow[]> {
  const tunes = readTunes(file)
  if (!tunes) return []
  const checkpoint = await loadCheckpoint(nodeFiles(WEIGHTS))
  const keys = KeyLosses.create(checkpoint)
  const model = new LstmMelodyModel(checkpoint)
  const costs: Costs = { main: [], worker: [] }
  const rows = LENGTHS.flatMap((steps) => {
    const heard = tunes.map((tune, n) => listenTo(tune, SEED + n, steps, keys, model, costs))
    return rowsOf(`listening, ${tunes.length} tunes, ${steps} steps`, heard, steps)
  })
  return [...rows, ...costRows(costs)]
}

function rowsOf(name: string, heard: readonly Heard[], steps: number): BenchRow[] {
  const row = (what: string, value: number, unit: string, against: string): BenchRow => ({
    name: `${name}: ${what}`,
    value,
    unit,
    against,
  })
  const extra = mean(heard.map(({ seenLoss, notatedLoss }) => seenLoss - notatedLoss))
  const alike = mean(heard.map(({ seenLossNotated, notatedLoss }) => seenLossNotated - notatedLoss))
  const barred = heard.filter(({ isMeterRight }) => isMeterRight !== null)
  const sure = heard.filter(({ confidence }) => confidence >= 0.9)
  return [
    row(
      'grid right up to an octave',
      share(heard, (one) => one.isGridRight),
      'of tunes',
      'target 0.90',
    ),
    row(
      'grid right at its own tempo',
      share(heard, (one) => one.isTempoRight),
      'of tunes',
      '—',
    ),
    row(
      'grid right where it is sure',
      share(sure, (one) => one.isGridRight),
      `of ${sure.length}`,
      '—',
    ),
    row(
      'bars counted as notated (4/4, 3/4 or 6/8, heard after 4/4)',
      share(barred, (one) => one.isMeterRight === true),
      `of ${barred.length}`,
      '—',
    ),
    row(
      'key right',
      share(heard, (one) => one.isKeyRight),
      'of tunes',
      steps === 16 ? 'target 0.75' : 'target 0.85',
    ),
    row('loss above the notated, a sixteenth of its own', extra, 'nats', 'target 0.1'),
    row('loss above the notated, a notated sixteenth', alike, 'nats', 'target 0.1'),
  ]
}

const costRows = ({ main, worker }: Costs): BenchRow[] => [
  {
    name: 'listening: a note on the main thread, median',
    value: quantile(main, 0.5),
    unit: 'ms',
    against: 'target 0.5',
  },
  {
    name: 'listening: a note on the main thread, 95th',
    value: quantile(main, 0.95),
    unit: 'ms',
    against: 'target 0.5',
  },
  {
    name: 'listening: a note in the worker, median',
    value: quantile(worker, 0.5),
    unit: 'ms',
    against: 'target 5',
  },
  {
    name: 'listening: a note in the worker, 95th',
    value: quantile(worker, 0.95),
    unit: 'ms',
    against: 'target 5',
  },
]

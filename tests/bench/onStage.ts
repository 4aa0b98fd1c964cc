import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { nodeFiles } from '../../models/melody/nodeFiles.ts'
import { ShippedNetwork } from '../performance/shippedNetwork.ts'
import { readTunes, SEED, WEIGHTS } from './listening.ts'
import { heardOnStage, type HeardOnStage } from './onStageTrial.ts'
import type { BenchRow } from './row.ts'

const LENGTHS = [16, 64] as const

/**
 * What `listening` measures of the estimators alone, of the whole show: tunes are played to it as a
 * person plays them, and what counts is what the model has been told when the phrase is over. No rows
 * without the tunes.
 */
export async function benchOnStage(file = 'test.jsonl'): Promise<BenchRow[]> {
  const tunes = readTunes(file)
  if (!tunes) return []
  const model = new LstmMelodyModel(await loadCheckpoint(nodeFiles(WEIGHTS)))
  const network = new ShippedNetwork()
  return LENGTHS.flatMap((steps) =>
    rowsOf(
      tunes.map((tune, n) => heardOnStage(tune, SEED + n, steps, network, model)),
      steps,
    ),
  )
}

const sumOf = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0)

const extraLoss = (heard: readonly HeardOnStage[]): number =>
  sumOf(heard, ({ toldNats, notatedNats }) => toldNats - notatedNats) /
  sumOf(heard, ({ sixteenths }) => sixteenths)

function rowsOf(heard: readonly HeardOnStage[], steps: number): BenchRow[] {
  const row = (what: string, value: number, unit: string, against: string): BenchRow => ({
    name: `on stage, ${heard.length} tunes, ${steps} steps: ${what}`,
    value,
    unit,
    against,
  })
  const share = (is: (one: HeardOnStage) => boolean) => heard.filter(is).length / heard.length
  return [
    row(
      'grid right up to an octave',
      share((one) => one.isGridRight),
      'of tunes',
      'target 0.90',
    ),
    row(
      'key right',
      share((one) => one.isKeyRight),
      'of tunes',
      steps === 16 ? 'target 0.75' : 'target 0.85',
    ),
    row(
      'loss of the primer above the notated tune in C, a notated sixteenth',
      extraLoss(heard),
      'nats',
      'target 0.1',
    ),
    row(
      'the same of tunes that were heard as one phrase',
      extraLoss(heard.filter(({ isOnePhrase }) => isOnePhrase)),
      'nats',
      `${share((one) => one.isOnePhrase).toFixed(2)} of tunes`,
    ),
  ]
}

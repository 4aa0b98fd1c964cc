import { decideKey, KEY_WEIGHTS, NO_KEY, type KeyWeights } from '../../engine/expression/key.ts'
import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import { KeyLosses } from '../../models/melody/keyLosses.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { nodeFiles } from '../../models/melody/nodeFiles.ts'
import { readTunes, SEED, WEIGHTS } from './listening.ts'
import { listenTo, type KeyTrail } from './listeningTrial.ts'
import type { BenchRow } from './row.ts'

const LENGTHS = [16, 64] as const
const LOSS_WEIGHTS = [0, 0.4, 0.6, 0.8, 1, 1.6]

const shareRight = (trails: readonly KeyTrail[], weights: KeyWeights): number =>
  trails.filter(({ moments, isRight }) =>
    isRight(
      moments.reduce(
        (key, [evidence, losses]) => decideKey(key, 'auto', evidence, losses, weights),
        NO_KEY,
      ),
    ),
  ).length / trails.length

/**
 * How many keys are right for each weight of the model's loss, over the validation tunes: what
 * `KEY_WEIGHTS` was chosen by. The test tunes are left to `listening`. No rows without the tunes.
 */
export async function benchKeys(): Promise<BenchRow[]> {
  const tunes = readTunes('valid.jsonl')
  if (!tunes) return []
  const checkpoint = await loadCheckpoint(nodeFiles(WEIGHTS))
  const keys = KeyLosses.create(checkpoint)
  const model = new LstmMelodyModel(checkpoint)
  return LENGTHS.flatMap((steps) => {
    const costs = { main: [], worker: [] }
    const trails = tunes.map((tune, n) => listenTo(tune, SEED + n, steps, keys, model, costs))
    return LOSS_WEIGHTS.map((loss) => ({
      name: `keys, ${tunes.length} validation tunes, ${steps} steps: loss weighs ${loss.toFixed(2)}`,
      value: shareRight(trails, { ...KEY_WEIGHTS, loss }),
      unit: 'right',
    }))
  })
}

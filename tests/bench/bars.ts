import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import { KeyLosses } from '../../models/melody/keyLosses.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { nodeFiles } from '../../models/melody/nodeFiles.ts'
import { readTunes, SEED, WEIGHTS } from './listening.ts'
import { listenTo } from './listeningTrial.ts'
import type { BenchRow } from './row.ts'

const LENGTHS = [32, 64] as const

/** How often bars are counted as notated, over the validation tunes. No rows without the tunes. */
export async function benchBars(): Promise<BenchRow[]> {
  const tunes = readTunes('valid.jsonl')
  if (!tunes) return []
  const checkpoint = await loadCheckpoint(nodeFiles(WEIGHTS))
  const keys = KeyLosses.create(checkpoint)
  const model = new LstmMelodyModel(checkpoint)
  return LENGTHS.map((steps) => {
    const heard = tunes
      .map((tune, n) => listenTo(tune, SEED + n, steps, keys, model, { main: [], worker: [] }))
      .filter(({ isMeterRight }) => isMeterRight !== null)
    return {
      name: `bars, ${heard.length} validation tunes, ${steps} steps: counted as notated`,
      value: heard.filter(({ isMeterRight }) => isMeterRight === true).length / heard.length,
      unit: 'of tunes',
    }
  })
}

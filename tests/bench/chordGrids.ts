import { createRhythm, withOnset } from '../../engine/expression/gridFit.ts'
import { readGrid } from '../../engine/expression/gridReading.ts'
import { drawManner, gaussian, humanise, type HumanNote, type Tune } from './humanise.ts'
import { readTunes, SEED } from './listening.ts'
import { firstOnset, gridMarks } from './listeningTrial.ts'
import type { BenchRow } from './row.ts'

const TUNES = 160
const LENGTHS = [16, 64] as const
/** Standard deviation of the fingers of one hand. */
const SPREAD_SECONDS = 0.008

/** Each note of a tune struck with others at once, as nearly as fingers do. */
const struckWith = (notes: readonly HumanNote[], others: number, seed: number): HumanNote[] =>
  notes
    .flatMap((note, index) => [
      note,
      ...Array.from({ length: others }, (_, other) => ({
        ...note,
        onsetSeconds: note.onsetSeconds + SPREAD_SECONDS * gaussian(seed, `finger ${other}`, index),
      })),
    ])
    .toSorted((a, b) => a.onsetSeconds - b.onsetSeconds)

function isGridRight(tune: Tune, seed: number, steps: number, others: number): boolean {
  const first = firstOnset(tune)
  const notes = humanise(tune, drawManner(seed, tune), first, first + steps)
  const all = struckWith(notes, others, seed)
  let rhythm = createRhythm({ tempo: 120, trust: 0 })
  for (const { onsetSeconds, velocity } of all) rhythm = withOnset(rhythm, onsetSeconds, velocity)
  const grid = readGrid(rhythm)
  return grid !== null && gridMarks(all.slice(-grid.steps.length), grid.steps, first).octave >= 0.9
}

/** How well the grid is found where tunes are played in chords. No rows without the tunes. */
export function benchChordGrids(): Promise<BenchRow[]> {
  const tunes = readTunes('test.jsonl')?.slice(0, TUNES) ?? []
  if (tunes.length === 0) return Promise.resolve([])
  const rows = [1, 2].flatMap((others) =>
    LENGTHS.map((steps) => ({
      name: `listening, ${tunes.length} tunes in chords of ${others + 1}, ${steps} steps: grid right up to an octave`,
      value:
        tunes.filter((tune, n) => isGridRight(tune, SEED + n, steps, others)).length / tunes.length,
      unit: 'of tunes',
      against: 'target 0.90',
    })),
  )
  return Promise.resolve(rows)
}

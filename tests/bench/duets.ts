import { readFileSync } from 'node:fs'
import { isEvent } from '../../engine/core/checkEvent.ts'
import { beside, playBeside, type Duet, type Manner } from './duetTrial.ts'
import type { Tune } from './humanise.ts'
import type { BenchRow } from './row.ts'
import type { Happening } from './stretchTrial.ts'

const RECORDING = new URL('../recordings/human.json', import.meta.url)
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]
const MANNERS: readonly Manner[] = ['a line', 'chords', 'pedal', 'a split']

function recorded(): Happening[] {
  const written = JSON.parse(readFileSync(RECORDING, 'utf8')) as readonly {
    atSeconds: number
    event: unknown
  }[]
  return written.flatMap(({ atSeconds, event }) =>
    isEvent(event) ? [{ at: atSeconds, event }] : [],
  )
}

function rowsOf(what: string, duets: readonly Duet[]): BenchRow[] {
  const total = (of: (duet: Duet) => number) => duets.reduce((sum, duet) => sum + of(duet), 0)
  const notes = total((duet) => duet.notes)
  const row = (name: string, value: number, unit: string, against: string): BenchRow => ({
    name: `together with ${what} (${notes} notes): ${name}`,
    value,
    unit,
    against,
  })
  return [
    row(
      'semitones and tritones held over 50 ms',
      total((duet) => duet.clashes),
      'clashes',
      'target 0',
    ),
    row(
      'the same, the fading release too',
      total((duet) => duet.ringing),
      'clashes',
      'target 0',
    ),
    row(
      'unison attacks',
      total((duet) => duet.unisons),
      'unisons',
      'target 0',
    ),
  ]
}

/** The second voice beside tunes as a person plays them, over chords, with the pedal, over chords below a split, and beside the recording. */
export function benchDuets(tunes: readonly Tune[]): BenchRow[] {
  return [
    ...MANNERS.flatMap((manner) =>
      rowsOf(
        manner,
        tunes.map((tune, index) => playBeside(tune, index, manner)),
      ),
    ),
    ...rowsOf(
      'the recorded performance',
      SEEDS.map((seed) => beside(recorded(), seed)),
    ),
  ]
}

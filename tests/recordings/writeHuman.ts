import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { midiNote, unit } from '../../engine/core/units.ts'
import type { Event } from '../../engine/core/events.ts'
import { humanise, type Manner, type Tune } from '../bench/humanise.ts'

/**
 * Writes human.json: three phrases as a person plays them, with rests for three answers. They are in
 * E♭ major at 92 quarters a minute, eighths swung by 58 %, hands 18 ms off (standard deviation), the
 * pedal down through the first. `npx tsx tests/recordings/writeHuman.ts`; the same bytes each time.
 */

const SEED = 92
const MANNER: Manner = {
  seed: SEED,
  tempo: 92,
  jitterSeconds: 0.018,
  swingShare: 0.58,
  swingUnit: 2,
  transposition: 3,
  heldShare: 0.85,
}
const BETWEEN_SECONDS = 14

/** Sixteenths of two bars each: pitch in C and length. */
const PHRASES: readonly (readonly (readonly [pitch: number, steps: number])[])[] = [
  [[60, 2], [62, 2], [64, 2], [65, 2], [67, 4], [64, 4], [69, 2], [67, 2], [65, 2], [64, 2], [62, 4], [67, 4]],
  [[67, 2], [69, 2], [71, 2], [72, 2], [74, 4], [71, 4], [72, 2], [71, 2], [69, 2], [67, 2], [65, 4], [64, 4]],
  [[72, 4], [71, 2], [69, 2], [67, 4], [65, 2], [64, 2], [62, 2], [64, 2], [65, 2], [62, 2], [60, 4], [60, 4]],
]

const tuneOf = (phrase: (typeof PHRASES)[number]): Tune => ({
  title: 'phrase',
  source: 'writeHuman.ts',
  meter: '4/4',
  tokens: phrase.flatMap(([pitch, steps]) => [pitch - 46, ...new Array<number>(steps - 1).fill(0)]),
})

export interface Happening {
  readonly atSeconds: number
  readonly event: Event
}

const source = { device: 'keys', channel: 1 }
const rounded = (value: number): number => Math.round(value * 1e5) / 1e5

function happeningsOf(phrase: (typeof PHRASES)[number], index: number): Happening[] {
  const notes = humanise(tuneOf(phrase), { ...MANNER, seed: SEED + index })
  return notes.flatMap(({ pitch, velocity, onsetSeconds, offSeconds }): Happening[] => {
    const key = { ...source, pitch: midiNote(pitch) }
    const from = index * BETWEEN_SECONDS
    return [
      {
        atSeconds: rounded(from + onsetSeconds),
        event: { type: 'noteOn', ...key, velocity: unit(rounded(velocity)) },
      },
      { atSeconds: rounded(from + offSeconds), event: { type: 'noteOff', ...key } },
    ]
  })
}

const pedal = (atSeconds: number, value: number): Happening => ({
  atSeconds,
  event: { type: 'control', ...source, controller: 64, value: unit(value) },
})

const all = [pedal(0.9, 1), ...PHRASES.flatMap(happeningsOf), pedal(9, 0)].sort(
  (a, b) => a.atSeconds - b.atSeconds,
)
const lines = all.map((happening) => JSON.stringify(happening))
writeFileSync(
  fileURLToPath(new URL('human.json', import.meta.url)),
  `[\n${lines.join(',\n')}\n]\n`,
)

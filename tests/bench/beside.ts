import type { Mode } from '../../engine/core/events.ts'
import { distancesBeside } from './besideTrial.ts'
import { drawManner, type Manner, type Tune } from './humanise.ts'
import { readTunes, SEED } from './listening.ts'
import type { BenchRow } from './row.ts'

const ROLES: readonly Mode[] = ['together', 'shadow', 'solo', 'trade']
const STEPS = 256
const TUNES = 16
const SCALE = [0, 2, 4, 5, 7, 9, 11, 12, 11, 9, 7, 5, 4, 2]
/** Sixteenths from note to note: no wait is long enough for a rest. */
const RHYTHM = [2, 1, 1, 2, 2, 2, 1, 1, 2, 2]
const HANDS = 6

function restless(): Tune {
  const tokens = new Array<number>(STEPS).fill(0)
  let step = 0
  for (let n = 0; step < STEPS; n++) {
    tokens[step] = 14 + (SCALE[n % SCALE.length] ?? 0)
    step += RHYTHM[n % RHYTHM.length] ?? 1
  }
  return { title: 'scale', source: 'beside.ts', meter: '4/4', tokens }
}

/** A tune over and over, until it is long enough. */
const repeated = (tune: Tune): Tune => ({
  ...tune,
  tokens: Array.from({ length: STEPS }, (_, step) => tune.tokens[step % tune.tokens.length] ?? 0),
})

type Played = readonly (readonly [Tune, Manner])[]

function playedOf(
  tunes: readonly Tune[],
  moves: (n: number) => Partial<Manner> = () => ({}),
): Played {
  return tunes.map((tune, n) => [tune, { ...drawManner(SEED + n, tune), ...moves(n) }] as const)
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * How far the partner's onsets lie from the sixteenths of who plays on, at a tempo of 60 to 160 that
 * nobody was told, with 20 ms of jitter, from the third bar on: a scale without a rest, the same with a
 * tempo that moves by a third over sixteen bars, and tunes with the rests that they have. Traded turns
 * are the partner's for four bars, in which nobody is followed.
 */
export function benchBeside(): Promise<BenchRow[]> {
  const scales = Array.from({ length: HANDS }, restless)
  const tunes = readTunes('test.jsonl')?.filter(({ tokens }) => tokens.length >= STEPS / 2) ?? []
  const kinds: Readonly<Record<string, Played>> = {
    'without a rest': playedOf(scales),
    'without a rest, the tempo moving by a third': playedOf(scales, (n) => ({
      drift: n % 2 === 0 ? 0.75 : 1.33,
    })),
    [`${Math.min(TUNES, tunes.length)} tunes`]: playedOf(tunes.slice(0, TUNES).map(repeated)),
  }
  const rows = ROLES.flatMap((mode) =>
    Object.entries(kinds).flatMap(([kind, played]) => {
      const distances = played.flatMap(([tune, manner]) => distancesBeside(mode, tune, manner))
      if (distances.length === 0) return []
      return [
        {
          name: `beside, ${mode}, ${kind} (${distances.length} notes): off the player's sixteenths`,
          value: mean(distances),
          unit: 'of one',
          against: '0.25 by chance',
        },
      ]
    }),
  )
  return Promise.resolve(rows)
}

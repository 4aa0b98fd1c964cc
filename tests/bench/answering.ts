import { existsSync, readFileSync } from 'node:fs'
import { answerTo, densityOf, firstOnset, type Answered } from './answeringTrial.ts'
import { benchDuets } from './duets.ts'
import type { Tune } from './humanise.ts'
import type { BenchRow } from './row.ts'

const TUNES = new URL('../../../shared/data/melodies/test.jsonl', import.meta.url)
const COUNT = 64
const DUETS = 30
const SPARSE = 30

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

const share = <Item>(items: readonly Item[], holds: (item: Item) => boolean): number =>
  items.filter(holds).length / Math.max(1, items.length)

/** Every so many of the tunes that have two bars to be played and two to compare with. */
function spread(tunes: readonly Tune[], count: number): readonly Tune[] {
  const every = Math.max(1, Math.floor(tunes.length / count))
  return tunes.filter((_, index) => index % every === 0).slice(0, count)
}

/** The answers' onset rate against that of what follows in the tunes. */
function densityRow(what: string, tunes: readonly Tune[], answers: readonly Answered[]): BenchRow {
  const true_ = mean(
    tunes.map((tune) => densityOf(tune, firstOnset(tune) + 32, firstOnset(tune) + 64)),
  )
  const own = mean(answers.map(({ density }) => density))
  return {
    name: `answering: onset rate after ${what} (${tunes.length} tunes)`,
    value: own,
    unit: 'a sixteenth',
    against: `the tunes' own ${true_.toFixed(3)}, target within 25 %`,
    ratio: own / true_,
  }
}

/** How phrases of people's playing are answered, and played along with. */
export function benchAnswering(): Promise<BenchRow[]> {
  if (!existsSync(TUNES)) return Promise.resolve([])
  const all = readFileSync(TUNES, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Tune)
    .filter((tune) => tune.tokens.length >= firstOnset(tune) + 64)
  const primed = (from: number, to: number) =>
    spread(
      all.filter((tune) => {
        const density = densityOf(tune, firstOnset(tune), firstOnset(tune) + 32)
        return density > from && density <= to
      }),
      SPARSE,
    )
  const answersTo = (tunes: readonly Tune[]) => tunes.map((tune, index) => answerTo(tune, index))
  const tunes = spread(all, COUNT)
  const answers = answersTo(tunes)
  const quarters = primed(0.16, 0.26)
  const halves = primed(0.05, 0.16)
  return Promise.resolve([
    {
      name: `answering: phrases answered, of ${tunes.length} tunes in human time and any key`,
      value: share(answers, ({ isAnswered }) => isAnswered),
      unit: 'of phrases',
      against: 'target 1',
    },
    {
      name: 'answering: answers that end on a stable degree, held for a beat',
      value: share(answers, ({ endsStable, endsLong }) => endsStable && endsLong),
      unit: 'of answers',
      against: 'target 0.8',
    },
    {
      name: 'answering: answers that end on a note of a beat or longer',
      value: share(answers, ({ endsLong }) => endsLong),
      unit: 'of answers',
    },
    {
      name: 'answering: answers that begin on their first two sixteenths',
      value: share(answers, ({ entrySteps }) => entrySteps < 2),
      unit: 'of answers',
      against: 'target 1',
    },
    {
      name: 'answering: answers that enter within a sixth of the player’s own beat',
      value: share(answers, ({ fromBeat }) => fromBeat <= 1 / 6),
      unit: 'of answers',
      against: 'target 1',
    },
    densityRow('phrases of all kinds', tunes, answers),
    densityRow('quarters', quarters, answersTo(quarters)),
    densityRow('halves', halves, answersTo(halves)),
    ...benchDuets(spread(all, DUETS)),
  ])
}

import { drawnFlowers } from '../../models/petal/drawnFlowers.ts'
import type { PetalFigures, PetalModel } from '../../models/petal/petalModel.ts'
import { templateSet } from '../../models/petal/templates.ts'
import { defaultOptions } from '../../models/petal/train.ts'
import { median, timeTraining, type TimedTraining } from './petalTimes.ts'
import { chainedReconstruction } from './petalChain.ts'
import type { BenchRow } from './row.ts'

const SEEDS = [1, 2, 3, 4, 5]
const ASKED = 0.02

/**
 * The scheme `emergent` against the article's, star and magnolia, five seeds each: the table of the
 * model card. Takes minutes of one core.
 */
export function benchPetalSchemes(): Promise<BenchRow[]> {
  const set = templateSet(drawnFlowers().slice(0, 2))
  const of = (scheme: 'emergent' | 'article'): TimedTraining[] =>
    SEEDS.map((seed) => timeTraining(set, { ...defaultOptions(set), scheme, seed }))
  const [ours, theirs] = [of('emergent'), of('article')]
  return Promise.resolve([
    ...ranges('worst reconstruction of a seed', 'units rms', ours, theirs, ({ figures }) =>
      Math.max(...figures.reconstruction),
    ),
    ...ranges(
      'worst of a seed with the networks chained',
      '% of size',
      ours,
      theirs,
      (model) => 100 * Math.max(...chainedReconstruction(model, set)),
    ),
    counted(`seeds within ${ASKED}`, ours, theirs, ({ reconstruction }) =>
      reconstruction.every((error) => error <= ASKED),
    ),
    ...ranges('context gap 0.1 : 1', '', ours, theirs, ({ figures }) => figures.gapRatio),
    ...ranges('off the line', 'units rms', ours, theirs, ({ figures }) => figures.offLine),
    counted('seeds that go forwards all the way', ours, theirs, ({ isMonotone }) => isMonotone),
    ...ranges('roughness a gap beyond', '× drawn', ours, theirs, ({ figures }) =>
      Math.max(...figures.roughness),
    ),
    row('processor time, median', 's', processorSeconds(ours), processorSeconds(theirs)),
  ])
}

const processorSeconds = (trained: readonly TimedTraining[]): number =>
  median(trained.map(({ processorSeconds }) => processorSeconds))

const row = (name: string, unit: string, value: number, article: number): BenchRow => ({
  name: `petals, emergent: ${name}`,
  value,
  unit,
  against: `article ${article.toPrecision(3)}`,
})

/** The best seed's figure and the worst one's. */
function ranges(
  name: string,
  unit: string,
  ours: readonly TimedTraining[],
  theirs: readonly TimedTraining[],
  of: (model: PetalModel) => number,
): BenchRow[] {
  const [mine = [], article = []] = [ours, theirs].map((side) => side.map(({ model }) => of(model)))
  return [
    row(`${name}, least`, unit, Math.min(...mine), Math.min(...article)),
    row(`${name}, most`, unit, Math.max(...mine), Math.max(...article)),
  ]
}

function counted(
  name: string,
  ours: readonly TimedTraining[],
  theirs: readonly TimedTraining[],
  isSo: (figures: PetalFigures) => boolean,
): BenchRow {
  const of = (side: readonly TimedTraining[]): number =>
    side.filter(({ model }) => isSo(model.figures)).length
  return row(name, `of ${SEEDS.length}`, of(ours), of(theirs))
}

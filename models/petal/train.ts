import type { DenseNet } from './denseNet.ts'
import { contextCurve, measure } from './figures.ts'
import { NetworkPair } from './networkPair.ts'
import { PetalError } from './petalError.ts'
import { weightsOf, type PetalModel, type SchemeName } from './petalModel.ts'
import { drawnPool, roamingPool } from './rowPool.ts'
import { SCHEMES } from './schemes.ts'
import { hashTemplates } from './templateHash.ts'
import { trainTemplateNet } from './templateNet.ts'
import { shapeOf, type TemplateSet } from './templates.ts'

export interface TrainingOptions {
  /** A whole number of 0..2^53; the same seed and templates give the same model everywhere. */
  readonly seed: number
  readonly scheme: SchemeName
  /** Context values that the networks may use; at least one less than there are templates. */
  readonly contexts: number
}

/** Where a training stands. */
export interface TrainingProgress {
  /** 0..1, of the whole. */
  readonly done: number
  /** What is being learnt: each drawn flower by itself, then what lies between. */
  readonly stage: 'templates' | 'networks'
  /** Mean squared error of the rows, square mesh units. */
  readonly loss: number
  /** Makes a model of what has been learnt so far; null in the first stage. */
  readonly preview: (() => PetalModel) | null
}

const MOST_CONTEXTS = 8
const STEPS_A_SLICE = 50
/** The first stage's share of the progress bar, by the time it takes. */
const TEMPLATES_SHARE = 0.15

/** Seed 1, scheme `emergent`, as few contexts as the templates can do with. */
export const defaultOptions = (set: TemplateSet): TrainingOptions => ({
  seed: 1,
  scheme: 'emergent',
  contexts: set.templates.length - 1,
})

/**
 * Trains a model in slices of some 50 ms: each `next()` does one and says where it stands; whoever
 * stops asking has cancelled.
 * @throws PetalError for too few or too many contexts
 */
export function* train(
  set: TemplateSet,
  options: TrainingOptions,
): Generator<TrainingProgress, PetalModel> {
  requireContexts(set, options.contexts)
  const { seed, contexts } = options
  const scheme = SCHEMES[options.scheme]
  const shapes = set.templates.map(shapeOf)
  const nets: DenseNet[] = []
  for (const [index, shape] of shapes.entries()) {
    const training = trainTemplateNet(shape, scheme, seed, index)
    let slice = training.next()
    for (let done = 0; slice.done !== true; done++, slice = training.next()) {
      const share = Math.min(1, (done * 250) / scheme.templateSteps)
      yield {
        done: (TEMPLATES_SHARE * (index + share)) / shapes.length,
        stage: 'templates',
        loss: slice.value,
        preview: null,
      }
    }
    nets.push(slice.value)
  }
  const pool = scheme.roams ? roamingPool(nets, shapes, seed) : drawnPool(nets)
  const pair = new NetworkPair(scheme, pool, contexts, seed)
  const finish = (): PetalModel => modelOf(pair, set, shapes, options)
  while (pair.progress < 1) {
    let loss = 0
    for (let i = 0; i < STEPS_A_SLICE && pair.progress < 1; i++) loss = pair.step()
    const done = TEMPLATES_SHARE + (1 - TEMPLATES_SHARE) * pair.progress
    yield { done, stage: 'networks', loss, preview: finish }
  }
  return finish()
}

function requireContexts({ templates }: TemplateSet, contexts: number): void {
  const least = templates.length - 1
  if (Number.isInteger(contexts) && contexts >= least && contexts <= MOST_CONTEXTS) return
  throw new PetalError(
    `${templates.length} flowers need ${least} to ${MOST_CONTEXTS} contexts to tell them apart, not ${contexts}`,
    `ask for ${least}`,
  )
}

function modelOf(
  pair: NetworkPair,
  set: TemplateSet,
  shapes: readonly Float32Array[],
  options: TrainingOptions,
): PetalModel {
  const relational = weightsOf(pair.relational)
  const generative = weightsOf(pair.generative)
  const curves = shapes.map((shape) => contextCurve(relational, shape))
  return {
    ...options,
    names: set.templates.map(({ name }) => name),
    curves,
    relational,
    generative,
    templateHash: hashTemplates(set),
    figures: measure(generative, curves, shapes),
  }
}

/** What a training tells, and how it is stopped. */
export interface TrainingHooks {
  readonly onProgress: (progress: TrainingProgress) => void
  /** Asked between slices. */
  readonly isCancelled: () => boolean
  /** Lets others have the thread between slices. */
  readonly rest: () => Promise<void>
}

/** Trains to the end, or to null when it is cancelled. @throws PetalError */
export async function runTraining(
  set: TemplateSet,
  options: TrainingOptions,
  { onProgress, isCancelled, rest }: TrainingHooks,
): Promise<PetalModel | null> {
  const training = train(set, options)
  for (;;) {
    if (isCancelled()) return null
    const slice = training.next()
    if (slice.done === true) return slice.value
    onProgress(slice.value)
    await rest()
  }
}

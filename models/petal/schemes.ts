import { cos, log } from '../../engine/core/maths.ts'
import { draw } from '../../engine/core/random.ts'
import type { SchemeName } from './petalModel.ts'

/** How networks are trained. */
export interface Scheme {
  /** Steps that each template network is trained for, its 49 rows at a time. */
  readonly templateSteps: number
  /** Steps that relational and generative network are trained for, by the number of templates. */
  readonly steps: (templates: number) => number
  /** Rows a step. */
  readonly rows: number
  /** Learning rates at a moment of training, 0 begin .. 1 end. */
  readonly templateRate: (progress: number) => number
  readonly relationalRate: (progress: number) => number
  readonly generativeRate: (progress: number) => number
  /**
   * Whether the generative network is given the true time and step beside the emergent contexts, or
   * what the relational network says of them.
   */
  readonly givesTruth: boolean
  /** Whether rows lie anywhere between the drawn ones, or on them, a whole mesh of one mix a step. */
  readonly roams: boolean
  /** Shares of the templates, which sum to 1, into `into`; see {@link mixes}. */
  readonly mix: (seed: number, step: number, into: Float64Array) => void
}

const PI = 3.141592653589793

/** From the learning rate down to 0 (Loshchilov and Hutter, 2017, without restarts). */
const cosineDecay =
  (rate: number) =>
  (progress: number): number =>
    rate * 0.5 * (1 + cos(PI * progress))

const constant = (rate: number) => (): number => rate

/** How far beyond the templates mixes reach for two templates; for more, less each way. */
const REACH = 0.5

/**
 * Shares that crowd at the templates, which are what a performer knows, and reach beyond them, so
 * that a walk that leaves the templates goes on smoothly.
 */
function crowdedMix(seed: number, step: number, into: Float64Array): void {
  let sum = 0
  for (let k = 0; k < into.length; k++) {
    const dice = draw(seed, 'mix', step * into.length + k)
    into[k] = dice * dice * dice + 1e-12
    sum += into[k] ?? 0
  }
  const reach = REACH / (into.length - 1)
  for (let k = 0; k < into.length; k++) {
    into[k] = ((into[k] ?? 0) / sum) * (1 + into.length * reach) - reach
  }
}

/** Shares spread evenly over all that sum to 1 (normalised exponential draws). */
function evenMix(seed: number, step: number, into: Float64Array): void {
  let sum = 0
  for (let k = 0; k < into.length; k++) {
    into[k] = 1e-12 - log(1 - draw(seed, 'mix', step * into.length + k))
    sum += into[k] ?? 0
  }
  for (let k = 0; k < into.length; k++) into[k] = (into[k] ?? 0) / sum
}

export const SCHEMES: Readonly<Record<SchemeName, Scheme>> = {
  /** As the article writes it: fixed rates, the networks chained, 100,000 epochs. */
  article: {
    templateSteps: 100_000,
    steps: () => 100_000,
    rows: 49,
    templateRate: constant(0.0002),
    relationalRate: constant(0.0001),
    generativeRate: constant(0.0002),
    givesTruth: false,
    roams: false,
    mix: evenMix,
  },
  emergent: {
    templateSteps: 3000,
    steps: (templates) => 2250 * templates,
    rows: 196,
    templateRate: cosineDecay(0.01),
    relationalRate: cosineDecay(0.01),
    generativeRate: cosineDecay(0.01),
    givesTruth: true,
    roams: true,
    mix: crowdedMix,
  },
}

/** How strongly time, step and contexts are held to their targets: the contexts hardly. */
export const TARGET_MASK = { time: 1, step: 1, context: 0.05 } as const

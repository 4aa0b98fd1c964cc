import type { PetalNetwork } from '../../engine/visuals/petalSource.ts'
import { contextLimits } from './explore.ts'
import type { PetalModel } from './petalModel.ts'

/** What of a model the picture needs, in the picture's words. */
export function networkOf(model: PetalModel): PetalNetwork {
  const { contexts, curves, generative } = model
  const { lowest, highest } = contextLimits(model)
  return {
    contexts,
    curves,
    layers: generative.map(({ kernel, bias }) => ({ kernel, bias })),
    limits: lowest.map((low, context) => [low, highest[context] ?? low] as const),
  }
}

import { createNet } from '../../../models/petal/denseNet.ts'
import { draw } from '../../../engine/core/random.ts'
import type { PetalModel } from '../../../models/petal/petalModel.ts'
import { weightsOf } from '../../../models/petal/petalModel.ts'

/** A model that nobody trained, for tests of all that does not depend on what was learnt. */
export function randomModel(seed: number, contexts = 1, templates = contexts + 1): PetalModel {
  return {
    names: Array.from({ length: templates }, (_, k) => `flower ${k}`),
    contexts,
    curves: Array.from({ length: templates }, (_, k) =>
      Float32Array.from({ length: 49 * contexts }, (_, i) => draw(seed, `curve ${k}`, i) - 0.5),
    ),
    relational: weightsOf(createNet([21, 15, 10, 2 + contexts], seed, 'relational')),
    generative: weightsOf(createNet([2 + contexts, 10, 15, 21], seed, 'generative')),
    scheme: 'emergent',
    seed,
    templateHash: '0123456789abcdef',
    figures: {
      reconstruction: Array.from({ length: templates }, () => 0.01),
      gapRatio: 0.02,
      offLine: 0.01,
      isMonotone: true,
      roughness: [1, 1.5],
    },
  }
}

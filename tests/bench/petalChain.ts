import { runNetwork } from '../../models/petal/generate.ts'
import { rmse, ROW_COUNT, ROW_LENGTH, spanOf } from '../../models/petal/mesh.ts'
import type { PetalModel } from '../../models/petal/petalModel.ts'
import { shapeOf, type TemplateSet } from '../../models/petal/templates.ts'

/**
 * What the two networks make of the drawn flowers when they are chained, as the article trains them:
 * rows go through the relational network, and what it says of them, time and step as well, through
 * the generative one.
 * @returns of each flower the root mean square difference, as a part of the flower's size
 */
export function chainedReconstruction(model: PetalModel, set: TemplateSet): number[] {
  const map = new Float64Array(2 + model.contexts)
  return set.templates.map((template) => {
    const drawn = shapeOf(template)
    const made = new Float32Array(drawn.length)
    for (let row = 0; row < ROW_COUNT; row++) {
      const [from, to] = [row * ROW_LENGTH, (row + 1) * ROW_LENGTH]
      runNetwork(model.relational, drawn.subarray(from, to), map)
      runNetwork(model.generative, map, made.subarray(from, to))
    }
    return rmse(made, drawn) / spanOf(drawn)
  })
}

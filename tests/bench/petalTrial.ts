import { createPetalTrainer } from '../../engine/edges/petalTrainer.ts'
import type { TemplateSet } from '../../models/petal/templates.ts'
import type { TrainingOptions } from '../../models/petal/train.ts'

/** Runs in the page: a training in its worker. @returns seconds to the first preview, and to the end */
export function timeTraining(
  set: TemplateSet,
  options: TrainingOptions,
): Promise<{ readonly previewSeconds: number; readonly trainedSeconds: number }> {
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const since = (): number => (performance.now() - start) / 1000
    let previewSeconds = NaN
    createPetalTrainer({
      progress: () => undefined,
      preview: () => (previewSeconds = Number.isNaN(previewSeconds) ? since() : previewSeconds),
      trained: () => resolve({ previewSeconds, trainedSeconds: since() }),
      cancelled: () => reject(new Error('the training was cancelled')),
      failed: (reason) => reject(new Error(reason)),
    }).train(set, options)
  })
}

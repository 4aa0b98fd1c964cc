import type { PetalModel } from '../../models/petal/petalModel.ts'
import type { TemplateSet } from '../../models/petal/templates.ts'
import { train, type TrainingOptions } from '../../models/petal/train.ts'

export interface TimedTraining {
  readonly model: PetalModel
  readonly seconds: number
  /** What the processor spent, which a busy machine does not stretch. */
  readonly processorSeconds: number
  readonly previewSeconds: number
}

/** Trains to the end on this thread, with one preview as soon as there is any. */
export function timeTraining(set: TemplateSet, options: TrainingOptions): TimedTraining {
  const start = performance.now()
  const since = (): number => (performance.now() - start) / 1000
  const before = process.cpuUsage()
  const training = train(set, options)
  let previewSeconds = NaN
  for (;;) {
    const slice = training.next()
    if (slice.done === true) {
      const { user, system } = process.cpuUsage(before)
      const processorSeconds = (user + system) / 1e6
      return { model: slice.value, seconds: since(), processorSeconds, previewSeconds }
    }
    if (slice.value.preview === null || !Number.isNaN(previewSeconds)) continue
    slice.value.preview()
    previewSeconds = since()
  }
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

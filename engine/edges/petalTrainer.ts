import PetalWorker from '../../models/petal/worker.ts?worker'
import type { PetalModel } from '../../models/petal/petalModel.ts'
import type { TemplateSet } from '../../models/petal/templates.ts'
import type { TrainingOptions } from '../../models/petal/train.ts'
import type { FromPetalWorker, ToPetalWorker } from '../../models/petal/workerMessages.ts'

/** Trains petals in a worker of its own, one training at a time. Thread: main. */
export interface PetalTrainer {
  /** Begins; a training that is under way is given up. */
  train(set: TemplateSet, options: TrainingOptions): void
  cancel(): void
}

export interface TrainerHooks {
  /** @param done 0..1 @param loss mean squared error, square mesh units */
  readonly progress: (done: number, stage: 'templates' | 'networks', loss: number) => void
  readonly preview: (model: PetalModel) => void
  readonly trained: (model: PetalModel) => void
  readonly cancelled: () => void
  /** One line: what happened and what to do. */
  readonly failed: (reason: string) => void
}

export function createPetalTrainer(hooks: TrainerHooks): PetalTrainer {
  let worker: Worker | null = null
  let current = 0

  const hear = (message: FromPetalWorker): void => {
    // What a training that was given up still had to say.
    if (message.id !== current) return
    switch (message.type) {
      case 'progress':
        hooks.progress(message.done, message.stage, message.loss)
        return
      case 'preview':
        hooks.preview(message.model)
        return
      case 'trained':
        hooks.trained(message.model)
        return
      case 'cancelled':
        hooks.cancelled()
        return
      case 'failed':
        hooks.failed(message.reason)
    }
  }

  function open(): Worker {
    const opened = new PetalWorker()
    opened.onmessage = ({ data }: MessageEvent<FromPetalWorker>) => hear(data)
    opened.onerror = (event) => {
      event.preventDefault()
      worker = null
      opened.terminate()
      hooks.failed(`The training stopped: ${event.message || 'its worker crashed'}; train again`)
    }
    return opened
  }

  const post = (message: ToPetalWorker): void => {
    worker ??= open()
    worker.postMessage(message)
  }

  return {
    train(set, options) {
      current++
      post({ type: 'train', id: current, set, options })
    },
    cancel() {
      post({ type: 'cancel', id: current })
    },
  }
}

import { checkTemplates } from './templateCheck.ts'
import { runTraining } from './train.ts'
import type { FromPetalWorker, ToPetalWorker } from './workerMessages.ts'

/** Previews are sent each time that training has come this much further. */
const PREVIEW_EVERY = 0.05

/**
 * What the training worker does with its messages, apart from being a worker.
 * @param send carries a message to the page
 * @param rest lets messages in between two slices of training
 * @returns takes a message; resolves when it is dealt with and never rejects
 */
export function createPetalService(
  send: (message: FromPetalWorker) => void,
  rest: () => Promise<void>,
): (message: ToPetalWorker) => Promise<void> {
  let current: number | null = null

  async function train({ id, set, options }: ToPetalWorker & { type: 'train' }): Promise<void> {
    current = id
    let nextPreview = 0
    const model = await runTraining(checkTemplates(set), options, {
      isCancelled: () => current !== id,
      rest,
      onProgress: ({ done, stage, loss, preview }) => {
        send({ type: 'progress', id, done, stage, loss })
        if (preview === null || done < nextPreview) return
        nextPreview = done + PREVIEW_EVERY
        send({ type: 'preview', id, model: preview() })
      },
    })
    send(model === null ? { type: 'cancelled', id } : { type: 'trained', id, model })
  }

  return async (message) => {
    if (message.type === 'cancel') {
      if (current === message.id) current = null
      return
    }
    try {
      await train(message)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      send({ type: 'failed', id: message.id, reason })
    }
  }
}

import { loadCheckpoint } from './checkpoint.ts'
import { saying } from './checkpointError.ts'
import type { CheckpointFiles } from './checkpointFiles.ts'
import { Continuator } from './continuator.ts'
import { LstmMelodyModel, type LstmState } from './lstm.ts'
import type { FromMelodyWorker, ToMelodyWorker } from './workerMessages.ts'

/**
 * What the melody worker does with its messages, apart from being a worker.
 * @param open the reader of a checkpoint folder; may throw for an address that is none
 * @param send carries a message to the page
 * @returns takes a message from the page; resolves when it is dealt with and never rejects. After a
 *   load that failed, the model from before goes on playing.
 */
export function createWorkerService(
  open: (url: string, name?: string) => CheckpointFiles,
  send: (message: FromMelodyWorker) => void,
): (message: ToMelodyWorker) => Promise<void> {
  let continuator: Continuator<LstmState> | undefined
  let loads = 0

  async function load(url: string, name?: string): Promise<void> {
    const mine = ++loads
    try {
      const checkpoint = await loadCheckpoint(open(url, name))
      // A later load has the say, however the two answers come in.
      if (mine !== loads) return
      continuator = new Continuator(new LstmMelodyModel(checkpoint))
      send({ type: 'ready', facts: checkpoint.facts })
    } catch (error) {
      if (mine === loads) throw error
    }
  }

  return async (message) => {
    try {
      if (message.type === 'load') {
        await load(message.url, message.name)
        return
      }
      if (continuator === undefined) throw new Error('no melody model is loaded; load one first')
      const reply = continuator.answer(message.ask)
      if (reply !== undefined) send({ type: 'reply', reply })
    } catch (error) {
      send({ type: 'failed', reason: saying(error) })
    }
  }
}

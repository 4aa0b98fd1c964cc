import { CheckpointError, quote } from './checkpointError.ts'
import type { CheckpointFiles } from './checkpointFiles.ts'
import { throwDice } from './dice.ts'
import { fetchFiles } from './fetchFiles.ts'
import { createPause } from './pause.ts'
import type { FromMelodyWorker, ToMelodyWorker } from './workerMessages.ts'
import { createWorkerService } from './workerService.ts'

function open(url: string, name?: string): CheckpointFiles {
  if (!URL.canParse(url, self.location.href)) {
    throw new CheckpointError(
      `${quote(url)} is no address`,
      'write the address of a checkpoint folder',
    )
  }
  return fetchFiles(new URL(url, self.location.href), name)
}

const receive = createWorkerService(
  open,
  (message: FromMelodyWorker) => {
    self.postMessage(message)
  },
  { dice: throwDice, now: () => performance.now(), pause: createPause() },
)

self.addEventListener('message', (event: MessageEvent<ToMelodyWorker>) => {
  void receive(event.data)
})
